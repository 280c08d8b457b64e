"""A queue in memory, with the rules of SQS: visibility, receive counts, a dead-letter queue, order within FIFO groups.

Messages that stand behind each other are a line: a FIFO group, or one message alone. A line is ready, or hidden: some
of its messages were received, and none of it is let out before these are deleted or their time is over. So no message
overtakes another of its group, and none is let out twice at once.

    ready    lines of which messages can be received, oldest first
    hidden   (time, line): when it is ready again
    out      handle -> line of what was received and may still be deleted

A message that was received as often as it may be goes to the dead letters the next time it would be received.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import count

from scorelet.emulator.clock import Clock
from scorelet.emulator.sources.batches import size_of
from scorelet.emulator.sources.queues import Message
from scorelet.emulator.sources.values import Json


class _Line:
    """waiting: in order; out: what was received of it, by handle, and is hidden until `until`."""

    def __init__(self, records: Iterable[Json]) -> None:
        self.waiting = deque(records)
        self.out: dict[str, Json] = {}
        self.until = 0.0


class MemoryQueue:
    """records: as they stand in an event, in order, with an ApproximateReceiveCount of how often they were received.

    fifo: of a group (MessageGroupId) one is behind the other; visibility: seconds for which what was received is
    hidden; receives: how often a message may be received. `dead` has what was received too often.
    """

    def __init__(self, records: Sequence[Json], *, fifo: bool, visibility: float, receives: int, clock: Clock) -> None:
        self.dead: list[Json] = []
        self._visibility = visibility
        self._receives = receives
        self._clock = clock
        self._ready = deque(_lines(records, fifo))
        self._hidden: list[tuple[float, int, _Line]] = []
        self._out: dict[str, _Line] = {}
        self._left = len(records)
        self._order = count()
        self._handles = count(1)

    async def receive(self, most: int, seconds: float) -> Sequence[Message] | None:
        end = self._clock.monotonic() + seconds
        while True:
            now = self._clock.monotonic()
            self._show(now)
            messages = self._taken(most, now)
            if messages or not self._left or now >= end:
                return messages if messages or self._left else None
            shown = self._hidden[0][0] if self._hidden else end
            await self._clock.sleep(max(min(end, shown) - now, 0.001))

    async def delete(self, messages: Sequence[Message]) -> None:
        """What was received again since then stays: its handle is another."""
        for message in messages:
            line = self._out.pop(message.handle, None)
            if line is not None:
                self._drop(line, message.handle)

    def _taken(self, most: int, now: float) -> list[Message]:
        taken: list[Message] = []
        while self._ready and len(taken) < most:
            line = self._ready.popleft()
            messages = self._let_out(line, most - len(taken), now + self._visibility)
            if messages:
                self._hide(line, now + self._visibility)
            taken += messages
        return taken

    def _let_out(self, line: _Line, most: int, until: float) -> list[Message]:
        """The first messages of a line, without those that were received too often: these are dead."""
        messages: list[Message] = []
        while line.waiting and len(messages) < most:
            record = line.waiting.popleft()
            if int(record["attributes"]["ApproximateReceiveCount"]) >= self._receives:
                self.dead.append(record)
                self._left -= 1
                continue
            record = self._received(record)
            handle = record["receiptHandle"]
            messages.append(Message(record["messageId"], handle, record, size_of(record), until))
            line.out[handle] = record
            self._out[handle] = line
        return messages

    def _received(self, record: Json) -> Json:
        milliseconds = str(int(self._clock.time() * 1000))
        attributes = {"ApproximateFirstReceiveTimestamp": milliseconds, **record["attributes"]}
        times = int(attributes["ApproximateReceiveCount"]) + 1
        attributes["ApproximateReceiveCount"] = str(times)
        return {**record, "receiptHandle": f"{record['messageId']}#{next(self._handles)}", "attributes": attributes}

    def _hide(self, line: _Line, until: float) -> None:
        line.until = until
        heapq.heappush(self._hidden, (until, next(self._order), line))

    def _show(self, now: float) -> None:
        """Lines whose time is over are ready; a line that was hidden again since then has a later entry."""
        while self._hidden and self._hidden[0][0] <= now:
            _, _, line = heapq.heappop(self._hidden)
            if line.out and line.until <= now:
                for handle in line.out:
                    del self._out[handle]
                line.waiting.extendleft(reversed(line.out.values()))
                line.out = {}
                self._ready.append(line)

    def _drop(self, line: _Line, handle: str) -> None:
        del line.out[handle]
        self._left -= 1
        if not line.out and line.waiting:
            self._ready.append(line)


def _lines(records: Sequence[Json], fifo: bool) -> Iterable[_Line]:
    if not fifo:
        return [_Line([record]) for record in records]
    groups: dict[str, list[Json]] = {}
    for record in records:
        groups.setdefault(record["attributes"].get("MessageGroupId", ""), []).append(record)
    return [_Line(group) for group in groups.values()]
