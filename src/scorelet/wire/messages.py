"""What goes out, what comes in, and why nothing came."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import BinaryIO, NamedTuple

PORTS: Mapping[str, int] = {"https": 443, "http": 80}


class Origin(NamedTuple):
    scheme: str
    host: str
    port: int

    @property
    def authority(self) -> str:
        """As in the Host header: with the port where that is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


class Message(NamedTuple):
    """A request as it goes out; `target` is the path with the query, percent-encoded.

    `repeatable`: it may be there twice, since nobody knows whether a connection broke before it arrived or after.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""
    repeatable: bool = True


class Answer(NamedTuple):
    """`headers` by lower-case name; the lines of a repeated one are joined by ", "."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Taken(NamedTuple):
    """What of an answer is taken: so many bytes at most; of one with status 200, into a file if there is one."""

    most: int
    file: BinaryIO | None = None


class Reason(Enum):
    """Why there is no answer, or not a whole one."""

    LATE = "its time was up"
    UNKNOWN_HOST = "no address is known for the host"
    UNREACHABLE = "no connection"
    REFUSED = "the connection was refused"
    TLS = "the two sides did not agree on TLS"
    CERTIFICATE = "the certificate is not trusted"
    AUTHORITIES = "the certificates of those who are trusted cannot be read"
    UNSAYABLE = "the message cannot be said in HTTP"
    UNANSWERED = "the connection was closed before an answer began"
    CLOSED = "the connection was closed"
    BROKEN_OFF = "the answer ends before its end"
    NOT_HTTP = "what came is not HTTP"
    TOO_LARGE = "the answer is larger than what is taken"
    DISK = "the file does not take the answer"


FINAL = frozenset({Reason.CERTIFICATE, Reason.AUTHORITIES, Reason.UNSAYABLE, Reason.TOO_LARGE, Reason.DISK})


class NoAnswer(Exception):
    """`final`: the next time would bring the same. `detail`: the bytes that are taken, or what the disk says."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.final = reason in FINAL
