"""Streams (Kinesis, Kafka): the records of a shard (a partition) go to the function in order, one batch at a time.

    read -> collect for the window -> event -> function
        all done      the checkpoint moves behind the batch
        some failed   it moves to the first of them, and from there it is tried again
        raised        the batch is tried again; with `bisect`, in two halves

A batch has `retries` further tries, which it shares with what is left of it after a partial failure; splitting it costs
none. After them, and when a record is older than `age`, records are given up: the on-failure destination is told which
(not what was in them), and the shard goes on. Until then everything behind waits.

A shard keeps what it has read and is not done, so that one that is stopped anywhere goes on there when it is run again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Hashable, Sequence
from math import inf
from typing import NamedTuple, Protocol

from scorelet.aws.event_mappings import EventMapping
from scorelet.emulator.event_json import encoded
from scorelet.emulator.sources.asking import Answered, World, answered, insisted, told, wait_before
from scorelet.emulator.sources.batches import fitting
from scorelet.emulator.sources.replies import ReadId, Verdict, all_failed, verdict
from scorelet.emulator.sources.values import DONE, FAILED, GIVEN_UP, PARTIAL, Json, Reached, name_of

PAUSE = 1.0
"""Seconds between two looks at a shard that has nothing new: so often Lambda looks."""
LOOK_FOR_SHARDS = 10.0
EXHAUSTED, EXPIRED = "RetryAttemptsExhausted", "RecordAgeExpired"


class StreamRecord(NamedTuple):
    """One record. id: as the function names it; number: sequence number or offset; arrived: seconds since 1970."""

    id: Hashable
    number: str
    arrived: float
    record: Json
    size: int


class Shard(Protocol):
    """A shard or partition. Raises SourceError where it cannot be asked now."""

    @property
    def name(self) -> str: ...

    @property
    def parents(self) -> Sequence[str]:
        """The shards whose records come before its own."""
        ...

    async def read(self, most: int) -> Sequence[StreamRecord] | None:
        """The next records, each once: none for now, or None when none will ever come."""
        ...


class GivenUp(NamedTuple):
    """Records that will not come again: what the on-failure destination is told of."""

    shard: str
    records: Sequence[StreamRecord]
    condition: str
    attempts: int
    answer: Answered | None


class Stream(Protocol):
    """What differs between streams."""

    @property
    def read_id(self) -> ReadId: ...

    @property
    def grows(self) -> bool:
        """Whether shards may come that are not there yet."""
        ...

    async def shards(self) -> Sequence[Shard]:
        """Those that there are now. Raises SourceError."""
        ...

    def event(self, records: Sequence[StreamRecord]) -> Json: ...

    async def give_up(self, given_up: GivenUp) -> None:
        """Tells the on-failure destination, if there is one. Raises SourceError."""
        ...


class _Try(NamedTuple):
    """Records that are to be tried; failed: how often they, or a batch that they were in, failed."""

    records: tuple[StreamRecord, ...]
    failed: int = 0


class ShardReader:
    """Brings the records of one shard to the function. `checkpoint`: the number of the last that is done."""

    def __init__(self, mapping: EventMapping, stream: Stream, shard: Shard, world: World, name: str) -> None:
        self.name = name
        self.checkpoint = ""
        self._mapping = mapping
        self._stream = stream
        self._shard = shard
        self._world = world
        self._read: deque[StreamRecord] = deque()
        self._is_closed = False

    async def run(self) -> None:
        while batch := await self._batch():
            tries = deque([_Try(batch)])
            while tries:
                tries.extendleft(reversed(await self._tried(tries.popleft())))

    async def _batch(self) -> tuple[StreamRecord, ...]:
        """The next batch; empty when the shard is closed and all of it is done."""
        while not self._read and await self._more(PAUSE):
            pass
        clock = self._world.clock
        end = clock.monotonic() + self._mapping.window
        while self._fitting() == len(self._read) < self._mapping.batch and (left := end - clock.monotonic()) > 0:
            if not await self._more(min(PAUSE, left)):
                break
        return tuple(self._read)[: self._fitting()]

    def _fitting(self) -> int:
        return fitting(tuple(self._read), self._mapping.batch)

    async def _more(self, pause: float) -> bool:
        """Reads on, and pauses where there is nothing; whether more can come."""
        if self._is_closed:
            return False
        records = await insisted(self._world, self.name, lambda: self._shard.read(self._mapping.batch))
        self._is_closed = records is None
        self._read.extend(records or ())
        if records is not None and not records:
            await self._world.clock.sleep(pause)
        return not self._is_closed

    async def _tried(self, one: _Try) -> list[_Try]:
        """What is to be tried of it after this try, in order."""
        old = self._expired(one.records)
        if old:
            await self._give_up(one.records[:old], EXPIRED, one.failed, None)
            return [_Try(one.records[old:], one.failed)] if old < len(one.records) else []
        answer = await self._asked(one.records)
        if answer.throttled:
            return [one]  # and now its first record is too old
        found = self._verdict(answer, one.records)
        self._tell(answer, found, one.records)
        good = found.failed[0] if found.failed else len(one.records)
        self._done(good)
        return await self._again(_Try(one.records[good:], one.failed), found, answer) if found.failed else []

    async def _asked(self, records: Sequence[StreamRecord]) -> Answered:
        """Has patience until the first record is too old."""
        age, payload = self._mapping.age, encoded(self._stream.event(records))
        patience = inf if age is None else records[0].arrived + age - self._world.clock.time()
        return await answered(self._world, self.name, payload, len(records), patience=patience)

    async def _again(self, rest: _Try, found: Verdict, answer: Answered) -> list[_Try]:
        size = len(rest.records)
        if self._mapping.bisect and answer.error and size > 1:
            return [_Try(rest.records[: size // 2], rest.failed), _Try(rest.records[size // 2 :], rest.failed)]
        failed = rest.failed + 1
        if failed > self._mapping.retries:
            await self._give_up(rest.records, EXHAUSTED, failed, answer)
            return []
        await self._world.clock.sleep(wait_before(failed))
        return [rest._replace(failed=failed)]

    def _expired(self, records: Sequence[StreamRecord]) -> int:
        """How many of the records, from the first, are too old."""
        if self._mapping.age is None:
            return 0
        oldest = self._world.clock.time() - self._mapping.age
        return next((place for place, record in enumerate(records) if record.arrived >= oldest), len(records))

    async def _give_up(
        self, records: Sequence[StreamRecord], condition: str, attempts: int, answer: Answered | None
    ) -> None:
        given_up = GivenUp(self._shard.name, records, condition, attempts, answer)
        await insisted(self._world, self.name, lambda: self._stream.give_up(given_up))
        last = answer or Answered(b"", 0.0, f"they are older than {self._mapping.age} seconds")
        batch = told(last, self.name, len(records), GIVEN_UP, tuple(record.number for record in records))
        self._world.told(batch._replace(report=None, log=b""))
        self._done(len(records))

    def _done(self, count: int) -> None:
        for _ in range(count):
            self.checkpoint = self._read.popleft().number

    def _verdict(self, answer: Answered, records: Sequence[StreamRecord]) -> Verdict:
        if answer.error:
            return all_failed(len(records), answer.error)
        if not self._mapping.report_batch_item_failures:
            return Verdict()
        return verdict(answer.payload, [record.id for record in records], self._stream.read_id)

    def _tell(self, answer: Answered, found: Verdict, records: Sequence[StreamRecord]) -> None:
        outcome = DONE if not found.failed else FAILED if found.failed[0] == 0 else PARTIAL
        ids = () if found.whole else tuple(records[place].number for place in found.failed)
        self._world.told(told(answer._replace(error=found.why), self.name, len(records), outcome, ids))


class StreamPoller:
    """Reads all shards of a stream at once, a shard after its parents, until there will be no more."""

    def __init__(self, mapping: EventMapping, stream: Stream, world: World) -> None:
        self.name = f"{mapping.source} {name_of(mapping.arn)}"
        self._mapping = mapping
        self._stream = stream
        self._world = world
        self.readers: dict[str, ShardReader] = {}
        self._done: dict[str, asyncio.Event] = {}

    async def run(self) -> None:
        started: set[str] = set()
        async with asyncio.TaskGroup() as group:
            while True:
                shards = await insisted(self._world, self.name, self._stream.shards)
                if self._stream.grows and not self.readers:
                    self._world.told(Reached(self.name))
                self._meet(shards)
                for shard in shards:
                    if shard.name not in started:
                        started.add(shard.name)
                        group.create_task(self._after_parents(shard))
                if not self._stream.grows:
                    break
                await self._world.clock.sleep(LOOK_FOR_SHARDS)

    def _meet(self, shards: Sequence[Shard]) -> None:
        for shard in shards:
            name = f"{self.name} {shard.name}"
            if shard.name not in self.readers:
                self.readers[shard.name] = ShardReader(self._mapping, self._stream, shard, self._world, name)
                self._done[shard.name] = asyncio.Event()

    async def _after_parents(self, shard: Shard) -> None:
        for parent in shard.parents:
            if parent in self._done:
                await self._done[parent].wait()
        await self.readers[shard.name].run()
        self._done[shard.name].set()
