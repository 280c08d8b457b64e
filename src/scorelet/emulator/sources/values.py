"""What is told of event sources, and where their records come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from scorelet.emulator.values import ACCOUNT, REGION, Report
from scorelet.errors import ScoreletError

Json = dict[str, Any]

DONE, PARTIAL, FAILED, THROTTLED, GIVEN_UP = "done", "partial", "failed", "throttled", "given up"


class Origin(NamedTuple):
    """Where records come from. Nothing is ever asked that is not named here.

    files     a source's kind ("sqs") or ARN -> the path of a JSON Lines file
    endpoint  such as "http://127.0.0.1:5000", which queues, streams and buckets are asked at; "" for none
    start     where streams are read from: "LATEST" or "TRIM_HORIZON"
    """

    files: Mapping[str, str] = MappingProxyType({})
    endpoint: str = ""
    start: str = "LATEST"


class Batch(NamedTuple):
    """One invocation, or one attempt that the function had no room for.

    source   kind and name, such as "sqs rows"
    size     records
    outcome  "done", "partial", "failed", "throttled"; "given up": these records will not come again
    seconds  as whoever invoked it waited
    failed   ids of records: of a partial failure those that come again; of an event that is alone, its own, always
    why      what the function or Lambda said, in a line
    log      the function's lines, where something failed: only there it says why it failed single records
    """

    source: str
    size: int
    outcome: str
    seconds: float
    failed: tuple[str, ...] = ()
    why: str = ""
    report: Report | None = None
    log: bytes = b""


class Trouble(NamedTuple):
    """A source cannot be asked; it is tried again. message: what is wrong, and after a newline what to do."""

    source: str
    message: str


class Reached(NamedTuple):
    """A source is being asked: what comes from now on is brought. Told again when trouble is over."""

    source: str


class Ended(NamedTuple):
    """A file's records are done or given up. dead: how many were; file: where they are, "" for nowhere.

    is_whole  whether that is so of all of them, and it was not ended before
    """

    source: str
    records: int
    dead: int
    file: str
    is_whole: bool = True


Told = Batch | Trouble | Reached | Ended
Tell = Callable[[Told], None]


class Running(Protocol):
    """Something that brings events until it is cancelled, or has brought all; it may be run again then."""

    @property
    def name(self) -> str:
        """Kind and name, such as "sqs rows"."""
        ...

    async def run(self) -> None: ...


class SourceError(ScoreletError):
    """A source cannot be asked now. The message's second line says what to do."""


def name_of(arn: str) -> str:
    """The last part of an ARN: the queue, the stream, the cluster, the bucket with its prefix."""
    last = arn.split(":", 5)[-1]
    for kind in ("stream/", "cluster/"):
        if last.startswith(kind):
            return last.removeprefix(kind).partition("/")[0]
    return last


def region_of(arn: str) -> str:
    """Of S3, whose ARNs have none, it is the emulator's."""
    return _part(arn, 3) or REGION


def account_of(arn: str) -> str:
    """Of S3, whose ARNs have none, it is the emulator's."""
    return _part(arn, 4) or ACCOUNT


def _part(arn: str, place: int) -> str:
    parts = arn.split(":", 5)
    return parts[place] if place < len(parts) else ""
