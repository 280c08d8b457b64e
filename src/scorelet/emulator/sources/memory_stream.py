"""A stream in memory: shards whose records are all there, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scorelet.emulator.sources.replies import ReadId
from scorelet.emulator.sources.streams import GivenUp, Shard, StreamRecord
from scorelet.emulator.sources.values import Json


class MemoryShard:
    """Closed from the beginning: what is in it is all."""

    parents: Sequence[str] = ()

    def __init__(self, name: str, records: Sequence[StreamRecord]) -> None:
        self.name = name
        self.size = len(records)
        self._records = records
        self._next = 0

    async def read(self, most: int) -> Sequence[StreamRecord] | None:
        records = self._records[self._next : self._next + most]
        self._next += len(records)
        return records or None


class MemoryStream:
    """`letter` makes what the on-failure destination is told; `dead` has all of that."""

    grows = False

    def __init__(
        self,
        shards: Sequence[MemoryShard],
        read_id: ReadId,
        event: Callable[[Sequence[StreamRecord]], Json],
        letter: Callable[[GivenUp], Json],
    ) -> None:
        self.dead: list[Json] = []
        self.lost = 0
        self.size = sum(shard.size for shard in shards)
        self.read_id = read_id
        self.event = event
        self._shards = shards
        self._letter = letter

    async def shards(self) -> Sequence[Shard]:
        return self._shards

    async def give_up(self, given_up: GivenUp) -> None:
        self.dead.append(self._letter(given_up))
        self.lost += len(given_up.records)
