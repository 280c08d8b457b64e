"""Records from a file: a queue or a stream in memory, with the rules of the real one, until all of it is done.

What is given up is written beside the file: of a queue the messages, which can be fed again; of a stream what AWS tells
an on-failure destination, which says which records and not what was in them. All of it is sent when the file is read:
records that were recorded long ago are not too old.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from scorelet.aws.event_mappings import EventMapping
from scorelet.emulator.clock import Clock
from scorelet.emulator.sources import kafka_records, kinesis_records, sqs_records
from scorelet.emulator.sources.asking import World
from scorelet.emulator.sources.dead_letters import write_dead_letters
from scorelet.emulator.sources.file_lines import Line, read_lines, text_of
from scorelet.emulator.sources.memory_queue import MemoryQueue
from scorelet.emulator.sources.memory_stream import MemoryShard, MemoryStream
from scorelet.emulator.sources.on_failure import letter
from scorelet.emulator.sources.queues import QueuePoller
from scorelet.emulator.sources.replies import offset_id, text_id
from scorelet.emulator.sources.streams import GivenUp, StreamPoller, StreamRecord
from scorelet.emulator.sources.values import Ended, Json, Running, Trouble
from scorelet.errors import BundleError, UsageError


class Setting(NamedTuple):
    """What a source needs to know of the function. function: its ARN; timeout: seconds of one invocation."""

    world: World
    function: str
    timeout: int


class FileRun:
    """A file on its way through the function."""

    def __init__(
        self, running: Running, path: str, records: int, dead: Callable[[], tuple[Sequence[Json], int]], world: World
    ) -> None:
        self.name = running.name
        self._running = running
        self._path = path
        self._records = records
        self._dead = dead
        self._world = world

    async def run(self) -> None:
        is_whole = False
        try:
            await self._running.run()
            is_whole = True
        finally:
            letters, lost = self._dead()
            self._world.told(Ended(self.name, self._records, lost, self._written(letters), is_whole))

    def _written(self, letters: Sequence[Json]) -> str:
        try:
            return write_dead_letters(self._path, letters)
        except BundleError as error:
            self._world.told(Trouble(self.name, f"{error}\n{len(letters)} dead letters are lost: make room there"))
            return ""


def file_run(mapping: EventMapping, path: str, setting: Setting) -> FileRun:
    """The file is read at once. Raises UsageError."""
    return _KINDS[mapping.source](mapping, path, setting)


def _queue_run(mapping: EventMapping, path: str, setting: Setting) -> FileRun:
    """Hidden for as long as the function may take, which is the least that Lambda takes of a queue."""
    records = [_message(line, path, mapping.arn, setting.world) for line in read_lines(path, "sqs")]
    queue = MemoryQueue(
        records,
        fifo=mapping.fifo,
        visibility=setting.timeout + mapping.window,
        receives=mapping.receives,
        clock=setting.world.clock,
    )
    poller = QueuePoller(mapping, queue, setting.world)
    return FileRun(poller, path, len(records), lambda: (queue.dead, len(queue.dead)), setting.world)


def _message(line: Line, path: str, arn: str, world: World) -> Json:
    now = int(world.clock.time() * 1000)
    if line.record is not None:
        return sqs_records.of_record(line.record, arn, now, line.number)
    return sqs_records.of_body(text_of(line, path), world.new_id(), arn, now, line.number)


def _kinesis_run(mapping: EventMapping, path: str, setting: Setting) -> FileRun:
    shards = _by_shard(_kinesis_records(mapping, path, setting.world.clock))
    told = _letter(setting, partial(kinesis_records.batch_info, arn=mapping.arn))
    return _stream_run(mapping, path, setting, MemoryStream(shards, text_id, kinesis_records.event, told))


def _kinesis_records(mapping: EventMapping, path: str, clock: Clock) -> Iterator[tuple[str, StreamRecord]]:
    for line in read_lines(path, "kinesis"):
        shard, number = kinesis_records.FIRST_SHARD, str(kinesis_records.FIRST_NUMBER + line.number)
        if line.record is None:
            yield shard, kinesis_records.of_data(line.text, "rows", number, clock.time(), shard, mapping.arn)
        else:
            shard = line.record["eventID"].partition(":")[0]
            yield shard, kinesis_records.of_record(line.record, mapping.arn, clock.time())


def _kafka_run(mapping: EventMapping, path: str, setting: Setting) -> FileRun:
    shards = _by_shard(_kafka_records(mapping, path, setting.world.clock))
    told = _letter(setting, partial(kafka_records.batch_info, arn=mapping.arn))
    event = partial(kafka_records.event, arn=mapping.arn)
    return _stream_run(mapping, path, setting, MemoryStream(shards, offset_id, event, told))


def _kafka_records(mapping: EventMapping, path: str, clock: Clock) -> Iterator[tuple[str, StreamRecord]]:
    for line in read_lines(path, "kafka"):
        if line.record is None:
            record = kafka_records.of_value(line.text, mapping.topics[0], 0, line.number - 1, clock.time())
        elif line.record["topic"] in mapping.topics:
            record = kafka_records.of_record(line.record, clock.time())
        else:
            raise UsageError(
                f"expected a record of {' or '.join(mapping.topics)}, got one of {line.record['topic'][:100]!r} - at "
                f"{path}:{line.number}\nname its topic among the 'topics' of the event source"
            )
        yield kafka_records.partition_of(record.record), record


def _by_shard(records: Iterator[tuple[str, StreamRecord]]) -> list[MemoryShard]:
    shards: dict[str, list[StreamRecord]] = {}
    for shard, record in records:
        shards.setdefault(shard, []).append(record)
    return [MemoryShard(name, records) for name, records in shards.items()]


def _stream_run(mapping: EventMapping, path: str, setting: Setting, stream: MemoryStream) -> FileRun:
    poller = StreamPoller(mapping, stream, setting.world)
    return FileRun(poller, path, stream.size, lambda: (stream.dead, stream.lost), setting.world)


def _letter(setting: Setting, batch_info: Callable[[GivenUp], Json]) -> Callable[[GivenUp], Json]:
    return partial(letter, setting.function, setting.world.clock, batch_info)


_KINDS: Mapping[str, Callable[[EventMapping, str, Setting], FileRun]] = {
    "sqs": _queue_run,
    "kinesis": _kinesis_run,
    "kafka": _kafka_run,
}
