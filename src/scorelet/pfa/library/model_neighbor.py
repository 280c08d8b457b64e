"""model.neighbor.*: nearest neighbours in a codebook (specification 26.4).

Without a metric the Euclidean distance is meant. `nearestK` gives the nearest first, `ballR` keeps the
codebook's order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scorelet.pfa.library.metric import divide
from scorelet.pfa.library.nearest import Metric, distances, nearest_first
from scorelet.pfa.library.registry import failure, function
from scorelet.pfa.numbers import ordered_sum


@function(
    "model.neighbor.mean",
    "(points: array of array of double) -> array of double",
    "(points: array of array of double, weight: function (array of double) -> double) -> array of double",
    errors={30000: "not enough points", 30001: "inconsistent dimensionality"},
)
def mean(points: list[list[float]], weight: Callable[[list[float]], float] | None = None) -> list[float]:
    if not points:
        raise failure("model.neighbor.mean", 30000)
    size = len(points[0])
    if any(len(point) != size for point in points):
        raise failure("model.neighbor.mean", 30001)
    if weight is None:
        return [ordered_sum(component) / len(points) for component in zip(*points, strict=True)]
    weights = [weight(point) for point in points]
    total = ordered_sum(weights)
    return [
        divide(ordered_sum([w * x for w, x in zip(weights, component, strict=True)]), total)
        for component in zip(*points, strict=True)
    ]


@function(
    "model.neighbor.nearestK",
    "(k: int, datum: array of double, codebook: array of array of double) -> array of array of double",
    "(k: int, datum: any A, codebook: array of any B, metric: function (A, B) -> double) -> array of B",
    errors={30010: "k must be nonnegative", 30011: "inconsistent dimensionality"},
)
def nearest_k(k: int, datum: Any, codebook: list[Any], metric: Metric | None = None) -> list[Any]:
    if k < 0:
        raise failure("model.neighbor.nearestK", 30010)
    if metric is None and any(len(point) != len(datum) for point in codebook):
        raise failure("model.neighbor.nearestK", 30011)
    return [codebook[i] for i in nearest_first(distances(datum, codebook, metric), k)]


@function(
    "model.neighbor.ballR",
    "(r: double, datum: array of double, codebook: array of array of double) -> array of array of double",
    "(r: double, datum: any A, codebook: array of any B, metric: function (A, B) -> double) -> array of B",
)
def ball_r(r: float, datum: Any, codebook: list[Any], metric: Metric | None = None) -> list[Any]:
    found = distances(datum, codebook, metric)
    return [point for point, d in zip(codebook, found, strict=True) if d < r]
