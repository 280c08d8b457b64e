from __future__ import annotations

from scorelet.runtime.features.client.answer import Answer
from scorelet.runtime.features.client.cache import Cache


def answer(size: int) -> Answer:
    return Answer(200, {}, b"0" * size)


def test_what_was_not_used_for_longest_goes_first() -> None:
    cache = Cache(lambda: 0.0, entries=2)
    for key in ("a", "b"):
        cache.keep(key, answer(1), 1.0)
    cache.find("a")
    cache.keep("c", answer(1), 1.0)
    assert [cache.find(key) is not None for key in "abc"] == [True, False, True]


def test_room_is_counted_in_bytes() -> None:
    cache = Cache(lambda: 0.0, size=100)
    for key in "abcde":
        cache.keep(key, answer(25), 1.0)
    cache.keep("e", answer(20), 1.0)
    assert [cache.find(key) is not None for key in "abcde"] == [False, True, True, True, True]
    cache.keep("large", answer(26), 1.0)
    assert cache.find("large") is None


def test_what_is_not_kept() -> None:
    cache = Cache(lambda: 0.0)
    cache.keep("a", Answer(404), 1.0)
    cache.keep("b", Answer(200, {"cache-control": "private, no-store"}), 1.0)
    assert (cache.find("a"), cache.find("b")) == (None, None)


def test_what_is_too_old_makes_room() -> None:
    now = [0.0]
    cache = Cache(lambda: now[0], size=100)
    cache.keep("a", answer(25), 1.0)
    now[0] = 1.0
    assert cache.find("a") is None
    for key in "bcde":
        cache.keep(key, answer(25), 1.0)
    assert [cache.find(key) is not None for key in "bcde"] == [True] * 4
