"""model.cluster.*: clustering models, scored and updated (specification 26.3).

A cluster is any record with a `center`. Where a cluster is replaced, the new record keeps all its other fields.
Without a metric the Euclidean distance is meant; it compares vectors of different length by the components
that both have.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scorelet.pfa.library.metric import divide, root_of_squares
from scorelet.pfa.library.nearest import Metric, distances, nearest, nearest_first
from scorelet.pfa.library.registry import failure, function
from scorelet.pfa.numbers import ordered_sum

__all__ = ["root_of_squares"]  # for the texts that lower.clusters expands

Cluster = dict[str, Any]


@function(
    "model.cluster.closest",
    "(datum: array of double, clusters: array of any record C with {center: array of double}) -> C",
    "(datum: any A, clusters: array of any record C with {center: any B}, metric: function (A, B) -> double) -> C",
    errors={29000: "no clusters"},
    specialise="scorelet.pfa.lower.clusters:closest",
)
def closest(datum: Any, clusters: list[Cluster], metric: Metric | None = None) -> Cluster:
    if not clusters:
        raise failure("model.cluster.closest", 29000)
    return clusters[nearest(distances(datum, [c["center"] for c in clusters], metric))]


@function(
    "model.cluster.closestN",
    "(n: int, datum: array of double, clusters: array of any record C with {center: array of double}) -> array of C",
    "(n: int, datum: any A, clusters: array of any record C with {center: any B}, metric: function (A, B) -> double)"
    " -> array of C",
    errors={29010: "n must be nonnegative"},
    specialise="scorelet.pfa.lower.clusters:closest_n",
)
def closest_n(n: int, datum: Any, clusters: list[Cluster], metric: Metric | None = None) -> list[Cluster]:
    if n < 0:
        raise failure("model.cluster.closestN", 29010)
    found = distances(datum, [c["center"] for c in clusters], metric)
    return [clusters[i] for i in nearest_first(found, n)]


@function(
    "model.cluster.randomSeeds",
    "(data: array of array of any A, k: int, newCluster: function (int, array of A) -> any record C with"
    " {center: array of any B}) -> array of C",
    errors={
        29020: "k must be greater than zero",
        29021: "not enough unique points",
        29022: "dimensions of vectors do not match",
    },
    engine=True,
)
def random_seeds(
    engine: Any, data: list[list[Any]], k: int, new_cluster: Callable[[int, list[Any]], Cluster]
) -> list[Cluster]:
    if k <= 0:
        raise failure("model.cluster.randomSeeds", 29020)
    points = list({_frozen(point): point for point in data}.values())
    if len(points) < k:
        raise failure("model.cluster.randomSeeds", 29021)
    if len({len(point) for point in points}) != 1:
        raise failure("model.cluster.randomSeeds", 29022)
    return [new_cluster(i, point) for i, point in enumerate(engine.random.sample(points, k))]


def _frozen(value: Any) -> Any:
    """`value` as a dictionary key, alike for equal values; a NaN is like any other NaN."""
    if isinstance(value, list | tuple):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return frozenset((name, _frozen(item)) for name, item in value.items())
    # The class, since Python takes True, 1 and 1.0 for the same key.
    return value.__class__, (value if value == value else "NaN")


@function(
    "model.cluster.kmeansIteration",
    "(data: array of array of any A, clusters: array of any record C with {center: array of any B},"
    " metric: function (array of A, array of B) -> double, update: function (array of array of A, C) -> C)"
    " -> array of C",
    errors={29030: "no data", 29031: "no clusters"},
)
def kmeans_iteration(
    data: list[list[Any]],
    clusters: list[Cluster],
    metric: Metric,
    update: Callable[[list[list[Any]], Cluster], Cluster],
) -> list[Cluster]:
    if not data:
        raise failure("model.cluster.kmeansIteration", 29030)
    if not clusters:
        raise failure("model.cluster.kmeansIteration", 29031)
    centers = [c["center"] for c in clusters]
    matched: list[list[list[Any]]] = [[] for _ in clusters]
    for point in data:
        matched[nearest(distances(point, centers, metric))].append(point)
    return [update(points, c) if points else c for points, c in zip(matched, clusters, strict=True)]


@function(
    "model.cluster.updateMean",
    "(data: array of array of double, cluster: any record C with {center: array of double}, weight: double) -> C",
    errors={29040: "no data", 29041: "dimensions of vectors do not match"},
)
def update_mean(data: list[list[float]], cluster: Cluster, weight: float) -> Cluster:
    if not data:
        raise failure("model.cluster.updateMean", 29040)
    center = cluster["center"]
    if any(len(point) != len(center) for point in data):
        raise failure("model.cluster.updateMean", 29041)
    count = len(data) + weight
    means = [divide(ordered_sum(xs) + weight * old, count) for old, *xs in zip(center, *data, strict=True)]
    return {**cluster, "center": means}
