"""What the thread does, told by a world whose time passes only when someone waits."""

from __future__ import annotations

from collections.abc import Iterable

from scorelet.observe.backlog import Backlog, Batching, Bounds, Entry
from scorelet.observe.delivery import PAUSES
from scorelet.observe.losses import QUIET, Losses, Lost
from scorelet.observe.records import Record
from scorelet.observe.writer import AT_THE_END, GIVE_WAY, TURN, Writer
from tests.observe.observations import Kept, Played

BATCHING = Batching(records=2, age=10.0)


class Bench:
    """A writer with everything around it, without a thread."""

    def __init__(self, failing: Exception | None = None, batching: Batching = BATCHING) -> None:
        self.played = Played()
        self.sink = Kept(failing)
        self.losses = Losses("/logs", self.played.world, None)
        self.backlog = Backlog(batching, Bounds(), lambda: None)
        self.writer = Writer(self.backlog, self.sink, unpacked, batching, self.losses, self.played.world)

    def offer(self, *names: str) -> None:
        for name in names:
            assert self.backlog.offer(None, Entry(1, 0, name))

    @property
    def batches(self) -> list[str]:
        return [b"".join(record.line for record in batch).decode() for batch in self.sink.batches]


def unpacked(entry: Entry) -> Iterable[Record]:
    if entry.held == "bad":
        raise TypeError("no JSON value: object")
    yield Record(0.0, entry.held.encode())


def test_the_first_at_once_then_by_count_and_age() -> None:
    bench = Bench()
    bench.offer("a")
    bench.writer.write_due(wait=True)
    assert bench.batches == ["a"]
    bench.offer("b")
    bench.writer.write_due(wait=True)
    assert bench.batches == ["a"]
    bench.offer("c", "d")
    bench.writer.write_due(wait=True)
    assert bench.batches == ["a", "bc"]
    bench.played.now += 9.9
    bench.writer.write_due(wait=True)
    assert bench.batches == ["a", "bc"]
    bench.played.now += 0.1
    bench.writer.write_due(wait=True)
    assert bench.batches == ["a", "bc", "d"]


def test_a_failing_sink_is_tried_again_and_recovers() -> None:
    bench = Bench(OSError("full"))
    bench.offer("a", "b")
    bench.writer.write_due(wait=True)
    assert (bench.sink.tries, bench.played.waited) == (len(PAUSES) + 1, list(PAUSES))
    assert bench.losses.lost == Lost(unwritten=2)
    assert bench.played.told == ["scorelet: prediction log to /logs: 2 records lost (2 not written: OSError: full)"]
    bench.sink.failing = None
    bench.offer("c", "d")
    bench.writer.write_due(wait=True)
    assert (bench.batches, bench.losses.lost) == (["cd"], Lost(unwritten=2))


def test_losses_are_told_while_it_lasts() -> None:
    bench = Bench(OSError("full"))
    bench.offer(*["a"] * 40)
    bench.writer.write_due(wait=True)
    assert bench.losses.lost == Lost(unwritten=40)
    bench.played.now += QUIET
    bench.writer.write_due(wait=True)
    counts = [line.split(": ")[2].split()[0] for line in bench.played.told]
    assert counts == ["2", "20", "18"]  # a batch of two takes 6.3 seconds; a line a minute


def test_the_end_interrupts_what_is_due() -> None:
    """Else a sink that fails would be asked once for each batch that waits, however many there are."""
    bench = Bench(OSError("full"))
    bench.offer(*["a"] * 40)
    bench.sink.on_try = lambda: bench.writer.end(bench.played.now)
    bench.writer.run()
    assert (bench.sink.tries, bench.losses.lost) == (1, Lost(unwritten=40))


def test_without_waiting_a_batch_stays_for_the_next_time() -> None:
    bench = Bench(OSError("full"))
    bench.offer("a", "b", "c", "d")
    for tries in range(1, 4):
        bench.writer.write_due(wait=False)
        assert (bench.sink.tries, bench.played.waited) == (tries, [])
    bench.sink.failing = None
    bench.writer.write_due(wait=False)
    assert (bench.batches, bench.losses.lost) == (["ab", "cd"], Lost())


def test_without_waiting_a_batch_is_given_up_after_as_many_tries() -> None:
    bench = Bench(OSError("full"))
    bench.offer("a", "b")
    for _ in range(len(PAUSES) + 3):
        bench.writer.write_due(wait=False)
    assert (bench.sink.tries, bench.losses.lost) == (len(PAUSES) + 1, Lost(unwritten=2))


def test_nothing_is_begun_after_the_deadline() -> None:
    bench = Bench()
    bench.offer("a", "b")
    bench.writer.write_due(wait=False, deadline=bench.played.now)
    assert bench.batches == []
    bench.writer.write_due(wait=False, deadline=bench.played.now + 1)
    assert bench.batches == ["ab"]


def test_what_json_cannot_say_takes_only_its_own_request_along() -> None:
    bench = Bench()
    bench.offer("a", "bad", "c")
    bench.writer.write_due(wait=True)
    bench.played.now += 10
    bench.writer.write_due(wait=True)
    assert (bench.batches, bench.losses.lost) == (["a", "c"], Lost(unwritten=1))


def test_the_end_writes_what_is_left() -> None:
    bench = Bench()
    bench.offer("a", "b", "c")
    bench.writer.end(bench.played.now + 5)
    bench.writer.run()
    assert (bench.batches, bench.sink.closed, bench.played.told) == (["ab", "c"], True, [])


def test_the_end_with_a_failing_sink_is_bounded_and_counts_all() -> None:
    bench = Bench(OSError("full"))
    bench.offer(*"abcdefg")
    started = bench.played.now
    bench.writer.end(started + 2.0)
    bench.writer.run()
    assert bench.played.now - started == 2.0
    assert max(bench.played.waited) <= AT_THE_END
    assert bench.losses.lost == Lost(unwritten=7)
    assert bench.sink.closed
    assert sum("7 records lost" in line for line in bench.played.told) == 1


def test_the_end_without_time() -> None:
    bench = Bench()
    bench.offer("a")
    bench.writer.end(bench.played.now)
    bench.writer.run()
    assert bench.played.told == [
        "scorelet: prediction log to /logs: 1 record lost (1 not written: no time was left)",
    ]


def test_others_get_their_turn() -> None:
    bench = Bench(batching=Batching(records=3 * TURN))
    bench.offer(*["a"] * (3 * TURN))
    bench.writer.write_due(wait=True)
    assert bench.played.waited == [GIVE_WAY] * 3
