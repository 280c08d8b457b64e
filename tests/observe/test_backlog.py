from __future__ import annotations

from scorelet.observe.backlog import Backlog, Batching, Bounds, Entry

BATCHING = Batching(records=3, bytes=10_000)


class Listening:
    """A backlog, and how often it called for its writer."""

    def __init__(self, batching: Batching = BATCHING, bounds: Bounds | None = None) -> None:
        self.calls = 0
        self.backlog = Backlog(batching, bounds or Bounds(records=5, bytes=10_000), self._called)

    def _called(self) -> None:
        self.calls += 1


def entry(records: int = 1, size: int = 100, held: object = None) -> Entry:
    return Entry(records, size, held)


def test_first_in_first_out_up_to_a_batch() -> None:
    backlog = Listening().backlog
    entries = [entry(held=number) for number in range(5)]
    assert all(backlog.offer(None, one) for one in entries)
    assert (backlog.take(), backlog.take(), backlog.take()) == (entries[:3], entries[3:], [])
    assert (backlog.records, backlog.bytes) == (0, 0)


def test_the_writer_is_called_for_the_first_and_for_a_batch() -> None:
    listening = Listening()
    calls = []
    for _ in range(4):
        listening.backlog.offer(None, entry())
        calls.append(listening.calls)
    assert calls == [1, 1, 2, 3]


def test_records_are_bounded() -> None:
    backlog = Listening().backlog
    assert backlog.offer(None, entry(records=4))
    assert backlog.has_room(1)
    assert not backlog.has_room(2)
    assert not backlog.offer(None, entry(records=2))
    assert backlog.offer(None, entry())
    assert backlog.records == 5


def test_bytes_are_bounded() -> None:
    backlog = Listening().backlog
    assert backlog.offer(None, entry(size=9_000))
    assert not backlog.offer(None, entry(size=900))
    assert backlog.offer(None, entry(size=600))


def test_a_request_larger_than_a_batch_is_one() -> None:
    backlog = Listening(bounds=Bounds(100, 1 << 20)).backlog
    backlog.offer(None, entry(records=50))
    backlog.offer(None, entry())
    assert [len(backlog.take()), len(backlog.take())] == [1, 1]


def test_a_request_is_taken_once() -> None:
    backlog = Listening().backlog
    assert backlog.offer("r1", entry())
    assert backlog.offer("r1", entry(records=2))
    assert (backlog.records, backlog.repeated) == (1, 2)
    backlog.take()
    assert backlog.offer("r1", entry())
    assert (backlog.records, backlog.repeated) == (0, 3)


def test_a_request_that_found_no_room_may_come_again() -> None:
    backlog = Listening().backlog
    backlog.offer("r1", entry(records=5))
    assert not backlog.offer("r2", entry())
    backlog.take()
    assert backlog.offer("r2", entry())
    assert (backlog.records, backlog.repeated) == (1, 0)


def test_closed_and_abandoned() -> None:
    backlog = Listening().backlog
    backlog.offer(None, entry(records=2))
    backlog.close()
    assert not backlog.has_room(1)
    assert not backlog.offer(None, entry())
    assert (backlog.abandon(), backlog.abandon(), backlog.records, backlog.bytes) == (2, 0, 0, 0)
