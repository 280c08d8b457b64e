"""A stream at a local endpoint: its shards, read by iterators.

Shards that were there at the start are read from where the user says; those that come later from their beginning, for
they go on where their parents ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scorelet.emulator.sources import kinesis_records
from scorelet.emulator.sources.batches import encoded
from scorelet.emulator.sources.endpoint import Asks
from scorelet.emulator.sources.endpoint_errors import code_of
from scorelet.emulator.sources.replies import text_id
from scorelet.emulator.sources.sqs_endpoint import SqsQueue
from scorelet.emulator.sources.streams import GivenUp, Shard, StreamRecord
from scorelet.emulator.sources.values import Json, SourceError

BEGINNING = "TRIM_HORIZON"
EXPIRED_ITERATOR = "ExpiredIteratorException"


class KinesisShard:
    """start: "LATEST" or "TRIM_HORIZON", until a first record is read."""

    def __init__(self, stream: Asks, arn: str, name: str, parents: Sequence[str], start: str) -> None:
        self.name = name
        self.parents = parents
        self._stream = stream
        self._arn = arn
        self._start = start
        self._last = ""
        self._iterator: str | None = ""

    async def open(self) -> None:
        """Fixes where it begins: LATEST is behind what there is now."""
        if self._iterator == "":
            self._iterator = await self._new_iterator()

    async def read(self, most: int) -> Sequence[StreamRecord] | None:
        await self.open()
        if self._iterator is None:
            return None
        try:
            answer = await self._stream.ask("get_records", ShardIterator=self._iterator, Limit=most)
        except SourceError as error:
            if isinstance(error.__cause__, Exception) and code_of(error.__cause__) == EXPIRED_ITERATOR:
                self._iterator = await self._new_iterator()
                return ()
            raise
        self._iterator = answer.get("NextShardIterator")
        records = [self._record(record) for record in answer["Records"]]
        if records:
            self._last = records[-1].number
        return records if records or self._iterator else None

    async def _new_iterator(self) -> str:
        arguments: Json = {"StreamName": self._stream.place.name, "ShardId": self.name}
        if self._last:
            arguments |= {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": self._last}
        else:
            arguments["ShardIteratorType"] = self._start
        return str((await self._stream.ask("get_shard_iterator", **arguments))["ShardIterator"])

    def _record(self, record: Any) -> StreamRecord:
        arrived = record["ApproximateArrivalTimestamp"].timestamp()
        number, key = record["SequenceNumber"], record["PartitionKey"]
        return kinesis_records.of_data(record["Data"], key, number, arrived, self.name, self._arn)


class KinesisStream:
    """on_failure: the queue that is told of what was given up, or None; `letter` makes what it is told."""

    grows = True
    read_id = staticmethod(text_id)

    def __init__(
        self, arn: str, stream: Asks, start: str, on_failure: SqsQueue | None, letter: Callable[[GivenUp], Json]
    ) -> None:
        self._arn = arn
        self._stream = stream
        self._start = start
        self._on_failure = on_failure
        self._letter = letter
        self._shards: dict[str, KinesisShard] = {}

    async def shards(self) -> Sequence[Shard]:
        start = BEGINNING if self._shards else self._start
        found = {shard.name: shard for shard in [self._shard(said, start) for said in await self._listed()]}
        for shard in found.values():
            if shard.name not in self._shards:
                await shard.open()
        self._shards = {**found, **self._shards}
        return list(self._shards.values())

    def event(self, records: Sequence[StreamRecord]) -> Json:
        return kinesis_records.event(records)

    async def give_up(self, given_up: GivenUp) -> None:
        if self._on_failure:
            await self._on_failure.send(encoded(self._letter(given_up)).decode())

    async def _listed(self) -> list[Any]:
        answer = await self._stream.ask("list_shards", StreamName=self._stream.place.name)
        shards = list(answer["Shards"])
        while answer.get("NextToken"):
            answer = await self._stream.ask("list_shards", NextToken=answer["NextToken"])
            shards += answer["Shards"]
        return shards

    def _shard(self, said: Any, start: str) -> KinesisShard:
        parents = [said[key] for key in ("ParentShardId", "AdjacentParentShardId") if said.get(key)]
        return KinesisShard(self._stream, self._arn, said["ShardId"], parents, start)
