"""Whether two answers are the same, and by how much they differ.

Labels and whole numbers are the same or not; 1 and 1.0 are one number, True is none. Other numbers agree when they
differ by no more than the tolerance, relative to the larger of the two. A sum that comes out near zero has lost digits
on both sides, so what a number is held against is at least FLOOR of a typical answer: the median, over rows of one
kind, of the largest number in an answer. (Of one kind, since a feature of 1e30 makes answers that would hide all
others'; the median, since one answer may do so, too.)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

FLOOR = 1e-3


class Extent(NamedTuple):
    """The largest differences of one output's numbers; `relative` and `ulps` are of what the comparison goes by."""

    absolute: float = 0.0
    relative: float = 0.0
    ulps: float = 0.0
    numbers: int = 0

    def wider(self, apart: float, size: float) -> Extent:
        """With one more pair of numbers, which are `apart`, held against `size`."""
        return Extent(
            max(self.absolute, apart),
            max(self.relative, apart / size),
            max(self.ulps, apart / math.ulp(size)),
            self.numbers + 1,
        )


class Comparison:
    """Compares the answers of one output. `exact` is for labels."""

    def __init__(self, tolerance: float, *, exact: bool = False) -> None:
        self._tolerance = tolerance
        self._exact = exact
        self.extent = Extent()

    def agrees(self, original: Any, packed: Any, typical: float = 0.0) -> bool:
        """Whether two answers are the same, among answers of this typical size. All their numbers are measured."""
        if isinstance(original, Mapping) and isinstance(packed, Mapping) and list(original) != list(packed):
            return False
        ours, theirs = _items(packed), _items(original)
        if ours is None and theirs is None:
            return self._same(original, packed, typical)
        ours, theirs = [packed] if ours is None else ours, [original] if theirs is None else theirs
        if len(ours) != len(theirs):
            return False
        each = [self.agrees(a, b, typical) for a, b in zip(theirs, ours, strict=True)]
        return all(each)

    def _same(self, a: Any, b: Any, typical: float) -> bool:
        if not (is_number(a) and is_number(b)):
            return type(a) is type(b) and bool(a == b)
        if self._exact or (isinstance(a, int) and isinstance(b, int)):
            return bool(a == b)
        a, b = float(a), float(b)
        if a == b or (a != a and b != b) or not (math.isfinite(a) and math.isfinite(b)):
            self.extent = self.extent._replace(numbers=self.extent.numbers + 1)
            return bool(a == b or (a != a and b != b))
        apart, size = abs(a - b), max(abs(a), abs(b), FLOOR * typical)
        self.extent = self.extent.wider(apart, size)
        return bool(apart / size <= self._tolerance)


def typical_of(answers: Iterable[Any]) -> float:
    """The median of the largest number in each answer; 0.0 where there is none."""
    largest = sorted(max(map(abs, numbers)) for answer in answers if (numbers := list(_numbers_in(answer))))
    return largest[(len(largest) - 1) // 2] if largest else 0.0  # the `statistics` module takes long to import


def is_label(output: str) -> bool:
    """Whether an output is a label, which is right or wrong; those of several targets have its number."""
    return output.rstrip("0123456789") == "label"


def by_output(prediction: Any, outputs: Sequence[str]) -> dict[str, Any]:
    """A prediction as predictors give it (the only output is bare), by output."""
    found: dict[str, Any] = prediction if len(outputs) > 1 else {outputs[0]: prediction}
    return found


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _items(answer: Any) -> list[Any] | None:
    """The parts of an answer that has some: a map of scores by class is a list of them."""
    if isinstance(answer, Mapping):
        return list(answer.values())
    return list(answer) if isinstance(answer, list | tuple) else None


def _numbers_in(answer: Any) -> Iterator[float]:
    items = _items(answer)
    if items is not None:
        for item in items:
            yield from _numbers_in(item)
    elif isinstance(answer, float) and math.isfinite(answer):
        yield answer
