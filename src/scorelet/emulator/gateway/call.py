"""A request as it reached the gateway, what is told of it afterwards, and what every kind of gateway can do."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from scorelet.emulator.values import Outcome, Report
from scorelet.runtime.messages import Response

_FAILED = 500


class Call(NamedTuple):
    """One request, before anything was made of it.

    method   as it was sent
    path     as it stood in the URL: percent-encoded, with the stage
    query    as it stood in the URL, without the question mark
    headers  all lines in their order; names as they were written
    body     bytes
    source   the caller's IP address
    """

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    source: str = "127.0.0.1"

    def header(self, name: str) -> str | None:
        """The last value of a header, by its lower-case name."""
        found = [value for known, value in self.headers if known.lower() == name]
        return found[-1] if found else None


class Answer(NamedTuple):
    """What goes back to the caller, and what is told of it in the live line.

    key     the name of the caller's API key; "" for none
    report  of the function, where it was asked
    error   the function's error object, or why the gateway refused, in words for the emulator's user; "" for none
    log     the function's lines, where something went wrong: it failed, or answered with a status of 500 or more
    """

    response: Response
    key: str = ""
    report: Report | None = None
    error: str = ""
    log: bytes = b""

    @staticmethod
    def of(response: Response, outcome: Outcome, key: str = "") -> Answer:
        """What the function replied."""
        failed = response.status >= _FAILED
        return Answer(response, key, outcome.report, log=outcome.log if failed else b"")


class Gateway(Protocol):
    """Answers calls; never raises."""

    async def __call__(self, call: Call) -> Answer: ...
