"""Where the fuzzers' decisions come from: hypothesis, which can make a failing document smaller, or a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Choices:
    """Decisions, each one a whole number; a smaller number should mean the simpler decision."""

    def __init__(self, whole: Callable[[int, int], int]) -> None:
        self.whole = whole

    def pick(self, among: Sequence[T]) -> T:
        return among[self.whole(0, len(among) - 1)]

    def chance(self, percent: int) -> bool:
        return self.whole(0, 99) >= 100 - percent

    def some(self, among: Sequence[T], least: int, most: int) -> list[T]:
        """Some of the items, each at most once, in their order."""
        left = list(range(len(among)))
        count = min(self.whole(least, most), len(left))
        chosen = sorted(left.pop(self.whole(0, len(left) - 1)) for _ in range(count))
        return [among[i] for i in chosen]


def drawn(draw: Callable[[Any], Any]) -> Choices:
    """Decisions that hypothesis takes."""

    def whole(low: int, high: int) -> int:
        return low if low == high else int(draw(st.integers(low, high)))

    return Choices(whole)


def seeded(seed: int) -> Choices:
    return Choices(random.Random(seed).randint)
