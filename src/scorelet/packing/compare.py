"""Whether two answers are the same, and by how much they differ.

Labels are the same or not. Numbers agree when they differ by no more than the relative tolerance, or by no more than a
thousandth of it of the largest number that this output gives: a sum that comes out near zero has lost digits on both
sides.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

FLOOR = 1e-3


@dataclass
class Extent:
    """The largest differences of one output."""

    absolute: float = 0.0
    relative: float = 0.0
    ulps: float = 0.0

    def add(self, a: float, b: float) -> None:
        if a == b or not (math.isfinite(a) and math.isfinite(b)):
            return
        apart = abs(a - b)
        self.absolute = max(self.absolute, apart)
        self.relative = max(self.relative, apart / max(abs(a), abs(b)))
        self.ulps = max(self.ulps, apart / math.ulp(max(abs(a), abs(b))))


class Comparison:
    """Compares the answers of one output: `largest` is the largest number that it gives."""

    def __init__(self, tolerance: float, largest: float) -> None:
        self._tolerance = tolerance
        self._floor = tolerance * FLOOR * largest
        self.extent = Extent()

    def agrees(self, original: Any, packed: Any) -> bool:
        if isinstance(original, Mapping) and isinstance(packed, Mapping):  # golden rows: both are answers of ours
            if original.keys() != packed.keys():
                return False
            original, packed = list(original.values()), [packed[key] for key in original]
        elif isinstance(packed, Mapping):
            packed = list(packed.values())
        if isinstance(original, list | tuple):
            if not isinstance(packed, list | tuple):
                packed = [packed]
            if len(original) != len(packed):
                return False
            each = [self.agrees(a, b) for a, b in zip(original, packed, strict=True)]  # all are measured
            return all(each)
        if isinstance(original, bool) or isinstance(packed, bool) or not _numbers(original, packed):
            return bool(original == packed)
        return self._close(float(original), float(packed))

    def _close(self, a: float, b: float) -> bool:
        self.extent.add(a, b)
        if a == b or (a != a and b != b):
            return True
        return math.isclose(a, b, rel_tol=self._tolerance, abs_tol=self._floor)


def largest_of(answers: Iterable[Any]) -> float:
    """The largest finite number in answers."""
    return max((abs(number) for answer in answers for number in _numbers_in(answer)), default=0.0)


def _numbers_in(answer: Any) -> Iterable[float]:
    if isinstance(answer, Mapping):
        answer = list(answer.values())
    if isinstance(answer, list | tuple):
        for item in answer:
            yield from _numbers_in(item)
    elif isinstance(answer, int | float) and not isinstance(answer, bool) and math.isfinite(answer):
        yield float(answer)


def _numbers(*values: Any) -> bool:
    return all(isinstance(value, int | float) for value in values)
