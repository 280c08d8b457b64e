"""What model.cluster.* and model.neighbor.* share: picking the nearest by a list of distances.

A NaN is farther than everything, and of equal distances the first counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import isnan
from typing import Any

from scorelet.pfa.library.metric import root_of_squares

Metric = Callable[[Any, Any], float]


def distances(datum: Any, points: Iterable[Any], metric: Metric | None) -> list[float]:
    """The distance of `datum` to each point; Euclidean when no metric is given."""
    measure = root_of_squares if metric is None else metric
    return [measure(datum, point) for point in points]


def nearest(found: list[float]) -> int:
    """The place of the smallest distance; there must be one."""
    least = min(found)
    if isnan(least):
        # `min` stays with a NaN that comes first.
        return nearest_first(found, 1)[0]
    return found.index(least)


def nearest_first(found: list[float], n: int) -> list[int]:
    """The places of the `n` smallest distances, nearest first."""
    order: Callable[[int], Any] = found.__getitem__
    if any(map(isnan, found)):
        order = [(isnan(d), d) for d in found].__getitem__
    return sorted(range(len(found)), key=order)[:n]
