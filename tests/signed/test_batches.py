from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.signed.batches import Limits, Refused, sent
from scorelet.wire.deadline import Deadline
from tests.signed.conftest import KEYS, Time

LIMITS = Limits(items=3, size=10)


class Service:
    """Refuses each item as often as `refusals` says, and for ever where that is -1."""

    def __init__(self, refusals: Mapping[int, int]) -> None:
        self.refusals = dict(refusals)
        self.calls: list[list[int]] = []

    def send(self, batch: Sequence[int], deadline: Deadline) -> Mapping[int, Refused]:
        self.calls.append(list(batch))
        refused = {}
        for place in batch:
            left = self.refusals.get(place, 0)
            if left:
                self.refusals[place] = left - 1 if left > 0 else left
                refused[place] = Refused(place, "Busy", "", final=left < 0)
        return refused


def test_batches_keep_to_the_limits() -> None:
    service = Service({})
    assert sent(Time(KEYS).caller, [1, 1, 1, 1, 5, 5, 5, 11, 1], LIMITS, service.send) == ()
    assert service.calls == [[0, 1, 2], [3, 4], [5, 6], [7], [8]]


def test_nothing_is_sent_where_nothing_is() -> None:
    service = Service({})
    assert sent(Time(KEYS).caller, [], LIMITS, service.send) == ()
    assert service.calls == []


def test_what_was_refused_for_now_is_sent_again() -> None:
    time = Time(KEYS)
    service = Service({1: 1, 2: 2, 4: -1, 3: 9})
    refused = sent(time.caller, [1] * 6, LIMITS, service.send)
    assert refused == (Refused(3, "Busy", ""), Refused(4, "Busy", "", final=True))
    assert service.calls == [[0, 1, 2], [3, 4, 5], [1, 2, 3], [2, 3], [3]]
    assert time.slept == [0.1, 0.2, 0.4]


def test_the_budget_is_that_of_all_calls() -> None:
    time = Time(KEYS)
    service = Service({0: 9})

    def slowly(batch: Sequence[int], deadline: Deadline) -> Mapping[int, Refused]:
        time.now += 20
        return service.send(batch, deadline)

    assert sent(time.caller, [1], LIMITS, slowly) == (Refused(0, "Busy", ""),)
    assert len(service.calls) == 2


@given(st.lists(st.integers(0, 12), max_size=12), st.dictionaries(st.integers(0, 11), st.integers(-1, 6)))
@settings(derandomize=True, deadline=None, max_examples=200)
def test_every_item_is_taken_or_told(sizes: list[int], refusals: dict[int, int]) -> None:
    service = Service(refusals)
    told = [each.place for each in sent(Time(KEYS).caller, sizes, LIMITS, service.send)]
    assert told == [place for place in range(len(sizes)) if refusals.get(place, 0) not in range(4)]
    assert all(len(call) <= 3 and (sum(sizes[i] for i in call) <= 10 or len(call) == 1) for call in service.calls)
