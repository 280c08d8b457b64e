from __future__ import annotations

from scorelet.observe.recent import Recent


def test_the_last_are_known_and_memory_is_bounded() -> None:
    recent = Recent(100)
    for number in range(1000):
        assert number not in recent
        recent.add(number)
        assert all(earlier in recent for earlier in range(max(0, number - 99), number + 1))
    assert sum(number in recent for number in range(1000)) <= 200


def test_keys_may_be_pairs() -> None:
    recent = Recent(2)
    recent.add(("r1", 200))
    assert ("r1", 200) in recent
    assert ("r1", 503) not in recent
