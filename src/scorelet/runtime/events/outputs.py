"""Where results go: an SQS queue, a Kinesis stream, a prefix in S3.

Each result goes with its record's id, so that one that is sent twice can be told: S3 keeps it under a key made of id
and version, where the second replaces the first; a FIFO queue drops the second for five minutes; in queues and streams
the id is in the message. What could not be sent comes again with its record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, Protocol

from scorelet.errors import AwsCallError, EventError
from scorelet.runtime.events.setting import tell

if TYPE_CHECKING:
    from scorelet.signed.batches import Refused
    from scorelet.signed.caller import Caller

TOGETHER = 8
"""Objects that are put at the same time."""


class Result(NamedTuple):
    """id: the record's; model: its name in the service; version: short, "" where no model was reached; line: JSON."""

    id: str
    model: str
    version: str
    line: bytes


class Output(Protocol):
    """Where results go."""

    def send(self, results: Sequence[Result]) -> set[str]:
        """The ids of those that could not be sent. Never raises for what the world does."""
        ...


def output_of(to: str, caller: Caller) -> Output:
    """The output that `to` names. Raises EventError where it names none."""
    for start, make in _KINDS.items():
        if to.startswith(start):
            return make(to, caller)
    raise EventError(
        f"expected an SQS queue's URL, kinesis://stream or s3://bucket/prefix as an output, got {to[:200]!r}"
    )


def _unsent(results: Sequence[Result], send: Callable[[], Sequence[Refused]]) -> set[str]:
    """The ids of what the service refused: all, where it did not answer."""
    try:
        return {results[each.place].id for each in send()}
    except AwsCallError as error:
        tell(str(error))
        return {one.id for one in results}


class Queue:
    """An SQS queue, by its URL. In a FIFO queue results of one model stand behind each other."""

    def __init__(self, url: str, caller: Caller) -> None:
        self._url = url
        self._caller = caller
        self._fifo = url.endswith(".fifo")

    def send(self, results: Sequence[Result]) -> set[str]:
        from scorelet.signed.sqs import Message, send_messages

        messages = [
            Message(one.line.decode(), one.model[:128], _fingerprint(one)) if self._fifo else Message(one.line.decode())
            for one in results
        ]
        return _unsent(results, lambda: send_messages(self._caller, self._url, messages))


class Stream:
    """A Kinesis stream, by its name; the record's id chooses the shard."""

    def __init__(self, to: str, caller: Caller) -> None:
        self._name = to.removeprefix("kinesis://")
        self._caller = caller

    def send(self, results: Sequence[Result]) -> set[str]:
        from scorelet.signed.kinesis import Record, put_records

        records = [Record(one.line + b"\n", one.id[:256] or "-") for one in results]
        return _unsent(results, lambda: put_records(self._caller, self._name, records))


class Objects:
    """A prefix in S3: prefix/model/version/id.json, one object for each result."""

    def __init__(self, to: str, caller: Caller) -> None:
        self._bucket, _, prefix = to.removeprefix("s3://").partition("/")
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._caller = caller

    def send(self, results: Sequence[Result]) -> set[str]:
        from scorelet.signed.s3 import S3

        s3 = S3(self._caller)
        sent: set[str] = set()  # what is not in it comes again, whatever went wrong
        told = False

        def put(one: Result) -> None:
            nonlocal told
            try:
                s3.put(self._bucket, self.key(one), one.line + b"\n", content_type="application/json")
            except AwsCallError as error:
                if not told:
                    told = True
                    tell(str(error))
            else:
                sent.add(one.id)

        _each(put, results)
        return {one.id for one in results} - sent

    def key(self, one: Result) -> str:
        """Ids may hold anything; what keys had better not is replaced, and the id's digest keeps them apart."""
        plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in one.id)[:200]
        told_apart = (
            "" if plain == one.id and plain not in (".", "..") else f"-{sha256(_bytes(one.id)).hexdigest()[:16]}"
        )
        return f"{self._prefix}{one.model}/{one.version or 'none'}/{plain}{told_apart}.json"


def _each(work: Callable[[Result], None], results: Sequence[Result]) -> None:
    """All of them, several at the same time: over a network the time is all waiting."""
    waiting = iter(results)
    if len(results) == 1:
        work(results[0])
        return
    from threading import Lock, Thread

    lock = Lock()

    def run() -> None:
        while True:
            with lock:
                one = next(waiting, None)
            if one is None:
                return
            work(one)

    threads = [Thread(target=run) for _ in range(min(TOGETHER, len(results)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _bytes(text: str) -> bytes:
    """Also of half a surrogate pair, which JSON can bring."""
    return text.encode("utf-8", "surrogatepass")


def _fingerprint(one: Result) -> str:
    """What a FIFO queue knows a second sending by."""
    return sha256(_bytes(f"{one.id} {one.version}")).hexdigest()


_KINDS: Mapping[str, Callable[[str, Caller], Output]] = {
    "https://": Queue,
    "http://": Queue,
    "kinesis://": Stream,
    "s3://": Objects,
}
