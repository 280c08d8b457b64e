from __future__ import annotations

from scorelet.observe.delivery import Delivery
from scorelet.observe.losses import Losses, Lost
from scorelet.observe.records import records
from tests.observe.observations import SEEN, Kept, Played

BATCH = tuple(records(SEEN._replace(rows=2, inputs=[1, 2], outputs=[1, 2])))


def delivery(sink: Kept, losses: Losses) -> Delivery:
    taken = Delivery(sink, losses, pauses=(0.1, 0.2))
    taken.take_on(BATCH)
    return taken


def test_written_at_once() -> None:
    sink, losses = Kept(), Losses("/logs", Played().world, None)
    under_way = delivery(sink, losses)
    assert under_way.is_busy
    assert under_way.attempt() is None
    assert (under_way.is_busy, under_way.written, sink.batches, losses.lost) == (False, 2, [BATCH], Lost())


def test_the_very_same_batch_is_brought_again() -> None:
    sink, losses = Kept(OSError("not now")), Losses("/logs", Played().world, None)
    under_way = delivery(sink, losses)
    assert under_way.attempt() == 0.1
    assert under_way.is_busy
    sink.failing = None
    assert under_way.attempt() is None
    assert (under_way.written, len(sink.batches), losses.lost) == (2, 1, Lost())
    assert sink.batches[0] is BATCH


def test_given_up_in_the_end() -> None:
    sink, losses = Kept(OSError("never")), Losses("/logs", Played().world, None)
    under_way = delivery(sink, losses)
    assert [under_way.attempt(), under_way.attempt(), under_way.attempt()] == [0.1, 0.2, None]
    assert (under_way.is_busy, under_way.written, sink.tries, losses.lost) == (False, 0, 3, Lost(unwritten=2))
    sink.failing = None
    under_way.take_on(BATCH)
    assert under_way.attempt() is None
    assert under_way.written == 2


def test_whatever_a_sink_raises_is_a_loss_only() -> None:
    sink, losses = Kept(ZeroDivisionError("of a foreign library")), Losses("/logs", Played().world, None)
    under_way = delivery(sink, losses)
    assert under_way.attempt() == 0.1
    under_way.give_up()
    under_way.give_up()
    assert losses.lost == Lost(unwritten=2)
