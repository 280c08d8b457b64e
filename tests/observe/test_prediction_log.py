from __future__ import annotations

import os
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from scorelet.observe.backlog import Batching, Bounds
from scorelet.observe.observation import Observation
from scorelet.observe.prediction_log import Counts, PredictionLog
from scorelet.observe.records import Record
from scorelet.observe.sampling import sampler
from scorelet.observe.sinks.sink import Sink
from scorelet.observe.world import World
from tests.observe.observations import SEEN, Kept, Played, parsed, seen

QUICK = Batching(records=100, age=0.01)

MakeLog = Callable[..., PredictionLog]


class Gated(Kept):
    """A sink that hangs until its gate is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.entered = threading.Event()

    def write(self, records: Sequence[Record]) -> None:
        self.entered.set()
        self.gate.wait()
        super().write(records)


class NoThread:
    """In place of one that would write: nothing is taken from the backlog until the end."""

    def __init__(self, run: Callable[[], None]) -> None:
        self._run = run

    def join(self, timeout: float | None = None) -> None:
        self._run()

    def is_alive(self) -> bool:
        return False


@pytest.fixture
def make() -> Iterator[MakeLog]:
    """Logs that are closed in the end."""
    made: list[PredictionLog] = []

    def make(sink: Sink, **options: Any) -> PredictionLog:
        made.append(PredictionLog(sink, **{"batching": QUICK, **options}))
        return made[-1]

    yield make
    for log in made:
        log.close(within=0.0)


def until(true: Callable[[], bool]) -> None:
    """Wait for another thread."""
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "waited for too long"
        time.sleep(0.002)


def test_a_thread_writes_what_is_observed(make: MakeLog) -> None:
    sink = Kept()
    log = make(sink)
    log(SEEN)
    until(lambda: log.counts.written == 1)
    assert sink.ids == ["r1"]
    log(seen(2)._replace(rows=2, inputs=[1, 2], outputs=[3, 4]))
    log.close()
    assert sink.ids == ["r1", "r2/0", "r2/1"]
    assert log.counts == Counts(written=3, no_room=0, unwritten=0, repeated=0)
    assert sink.closed


def test_the_thread_starts_with_the_first_record(make: MakeLog) -> None:
    started: list[Callable[[], None]] = []

    def start(run: Callable[[], None]) -> NoThread:
        started.append(run)
        return NoThread(run)

    log = make(Kept(), sample=0.0, start=start)
    log(SEEN)
    assert started == []
    log = make(Kept(), start=start)
    log(SEEN._replace(model=""))
    assert started == []
    for number in range(300):
        log(seen(number))
    assert len(started) == 1


def test_twenty_threads_lose_nothing_and_repeat_nothing(make: MakeLog) -> None:
    sink = Kept()
    log = make(sink)
    barrier = threading.Barrier(20)

    def observe(worker: int) -> None:
        barrier.wait()
        for number in range(200):
            log(seen(worker * 200 + number))
            log(seen(worker * 200 + number))

    threads = [threading.Thread(target=observe, args=(worker,)) for worker in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.close()
    assert log.counts == Counts(written=4000, no_room=0, unwritten=0, repeated=4000)
    assert sorted(sink.ids) == sorted(f"r{number}" for number in range(4000))


def test_values_are_taken_as_they_were(make: MakeLog) -> None:
    sink, row = Kept(), {"petal": 1.5}
    log = make(sink, start=NoThread)
    log(SEEN._replace(inputs=[row]))
    row["petal"] = 99.0
    log.close()
    assert [record["input"] for record in parsed(sink.batches[0])] == [{"petal": 1.5}]


@pytest.mark.parametrize("threaded", [True, False])
def test_a_sample_of_the_requests_with_or_without_inputs(make: MakeLog, threaded: bool) -> None:
    sink = Kept()
    log = make(sink, sample=0.3, inputs=False, thread=threaded)
    for number in range(100):
        log(seen(number))
    log.close()
    chosen = sampler(0.3)
    assert sink.ids == [f"r{number}" for number in range(100) if chosen(f"r{number}")]
    assert not any("input" in record for record in parsed(sink.batches[0]))


def test_a_request_that_is_tried_again_is_logged_once_for_each_status(make: MakeLog) -> None:
    sink = Kept()
    log = make(sink, thread=False)
    refused = SEEN._replace(status=503, rows=0, inputs=(), outputs=())
    for observation in (refused, SEEN, SEEN, refused):
        log(observation)
    log.close()
    assert [(record["id"], record["status"]) for record in parsed(sink.batches[0])] == [("r1", 503), ("r1", 200)]
    assert log.counts == Counts(written=2, no_room=0, unwritten=0, repeated=2)


def test_requests_without_an_id_are_all_logged(make: MakeLog) -> None:
    sink = Kept()
    log = make(sink, thread=False)
    log(SEEN._replace(request_id=""))
    log(SEEN._replace(request_id=""))
    log.close()
    assert sink.ids == ["", ""]


def test_a_full_backlog_drops_and_counts_while_the_sink_hangs(make: MakeLog) -> None:
    sink, told, heard = Gated(), list[str](), list[int]()
    log = make(sink, bounds=Bounds(records=50), world=World(tell=told.append), lost=heard.append)
    log(seen(0))
    sink.entered.wait(10)
    started = time.monotonic()
    for number in range(1, 1001):
        log(seen(number))
    assert time.monotonic() - started < 1.0
    assert log.counts == Counts(written=0, no_room=950, unwritten=0, repeated=0)
    sink.gate.set()
    until(lambda: log.counts.written == 51)
    log(seen(2000))
    log.close()
    assert sink.ids == [f"r{number}" for number in range(51)] + ["r2000"]
    assert told == ["scorelet: prediction log to /logs: 950 records lost (950 found no room to wait)"]
    assert sum(heard) == 950


def test_a_sink_that_fails_for_a_while(make: MakeLog) -> None:
    """With real threads: nothing waits for it, all is counted, later records arrive."""
    sink, told = Kept(OSError("no network")), list[str]()
    waits_little = World(wait=lambda event, seconds: event.wait(min(seconds or 0.01, 0.01)), tell=told.append)
    log = make(sink, batching=Batching(records=10, age=0.0), world=waits_little)
    for number in range(30):
        log(seen(number))
    until(lambda: log.counts.unwritten >= 10)
    sink.failing = None
    until(lambda: sum(log.counts) == 30)
    log(seen(100))
    log.close()
    counts = log.counts
    assert counts == Counts(31 - counts.unwritten, 0, counts.unwritten, 0)
    assert sink.ids == [f"r{number}" for number in range(counts.unwritten, 30)] + ["r100"]
    assert told[0].endswith("not written: OSError: no network)")


def test_closing_while_the_sink_fails_is_bounded(make: MakeLog) -> None:
    sink, told = Kept(OSError("no network")), list[str]()
    log = make(sink, world=World(tell=told.append))
    for number in range(250):
        log(seen(number))
    started = time.monotonic()
    log.close(within=0.3)
    assert time.monotonic() - started < 2.0
    assert log.counts == Counts(written=0, no_room=0, unwritten=250, repeated=0)
    assert sum(int(line.split(": ")[2].split()[0]) for line in told) == 250


def test_closing_while_the_sink_hangs_is_bounded(make: MakeLog) -> None:
    sink, told = Gated(), list[str]()
    log = make(sink, world=World(tell=told.append))
    log(seen(0))
    sink.entered.wait(10)
    log(seen(1))
    log.close(within=0.1)
    assert log.counts == Counts(written=0, no_room=0, unwritten=2, repeated=0)
    assert told == ["scorelet: prediction log to /logs: 2 records lost (2 not written: no time was left)"]
    sink.gate.set()


def test_nothing_is_logged_after_the_end(make: MakeLog) -> None:
    sink = Kept()
    log = make(sink)
    log.close()
    log(SEEN)
    log.close()
    assert (sink.ids, log.counts) == ([], Counts(0, 1, 0, 0))


class Unruly:
    """No pickle, no JSON."""

    def __reduce__(self) -> str:
        raise RuntimeError("not today")


@pytest.mark.parametrize("threaded", [True, False])
@pytest.mark.parametrize(
    "observation",
    [
        SEEN._replace(inputs=[Unruly()]),
        SEEN._replace(inputs=[{1, 2}]),
        SEEN._replace(time=float("nan")),
        SEEN._replace(time=1e300),
        SEEN._replace(seconds=float("nan")),
        SEEN._replace(outputs=[lambda: None]),
    ],
)
def test_whatever_is_observed_nothing_is_raised(make: MakeLog, threaded: bool, observation: Observation) -> None:
    sink, told = Kept(), list[str]()
    log = make(sink, thread=threaded, world=World(tell=told.append))
    log(observation)
    log(seen(2))
    log.close()
    counts = log.counts
    assert counts.written + counts.unwritten == 2
    assert sink.ids[-1] == "r2"
    assert len(told) == counts.unwritten


def test_without_a_thread_flush_writes_what_is_due(make: MakeLog) -> None:
    sink, played = Kept(), Played()
    log = make(sink, thread=False, batching=Batching(records=3, age=10.0), world=played.world)
    log(seen(0))
    log.flush(deadline=played.now)
    assert sink.ids == []
    log.flush()
    assert sink.ids == ["r0"]
    log(seen(1))
    log.flush()
    assert sink.ids == ["r0"]
    log(seen(2))
    log(seen(3))
    log.flush()
    assert sink.ids == ["r0", "r1", "r2", "r3"]
    log(seen(4))
    log.close()
    assert sink.ids == ["r0", "r1", "r2", "r3", "r4"]
    assert played.waited == []


def test_without_a_thread_a_failing_sink_is_tried_again_by_the_next_flush(make: MakeLog) -> None:
    sink, played = Kept(OSError("no network")), Played()
    log = make(sink, thread=False, batching=Batching(age=0.0), world=played.world)
    log(seen(0))
    log.flush()
    log(seen(1))
    log.flush()
    assert (sink.tries, played.waited) == (2, [])
    sink.failing = None
    log.flush()
    assert sink.ids == ["r0", "r1"]
    assert played.told == []


def test_the_child_of_a_fork_writes_its_own(make: MakeLog) -> None:
    """What waits in the parent is the parent's; a lock that a parent's thread held does not stop the child."""
    sink = Gated()
    log = make(sink)
    log(seen(0))
    sink.entered.wait(10)
    log(seen(1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside threads: that is what is tried here
        child = os.fork()
    if child == 0:
        status = 1
        try:
            sink.gate = threading.Event()
            sink.gate.set()
            log(seen(2))
            log.close()
            status = 0 if sink.ids == ["r2"] and log.counts == Counts(1, 0, 0, 0) else 2
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    sink.gate.set()
    log.close()
    assert sink.ids == ["r0", "r1"]
