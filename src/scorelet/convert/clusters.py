"""Clusterings of scikit-learn that can place a new row (sklearn.cluster)."""

from __future__ import annotations

from typing import Any

from scorelet.convert.arithmetic import linears
from scorelet.convert.builder import DOUBLES, Builder, inline
from scorelet.convert.converted import Json
from scorelet.convert.outputs import Clustering, Transformed, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row, Vector
from scorelet.errors import NotConvertibleError
from scorelet.pfa.numbers import ordered_sum


def k_means(model: Any, row: Row, conversion: Conversion) -> Clustering:
    """KMeans, MiniBatchKMeans: the nearest centre, the first of equally near ones.

    As the source compares them: squared distances without the row's own square, c . c - 2 x . c.
    """
    doc = conversion.doc
    points = model.cluster_centers_.tolist()

    def index() -> Json:
        apart = linears(doc, type(model).__name__, row.vector(doc), *compared(points))
        return {"a.argmin": [doc.let("apart", apart)]}

    distances = once(lambda: doc.let("distances", _distances(doc, row, points)))
    return Clustering(once(index), distances, len(points))


def compared(points: list[list[float]]) -> tuple[list[list[float]], list[float]]:
    """Coefficients and constants of the sums that centres are compared by."""
    return [[-2.0 * c for c in point] for point in points], [ordered_sum(c * c for c in point) for point in points]


def bisecting(model: Any, row: Row, conversion: Conversion) -> Clustering:
    """BisectingKMeans: from the whole down, the nearer of each two halves, the first of equally near ones."""
    doc = conversion.doc
    points = model.cluster_centers_.tolist()

    def index() -> Json:
        halves = _halves(model)
        if not halves:
            return 0
        matrix = {"type": "array", "items": DOUBLES}
        kind = doc.record("Halves", {"coeff": matrix, "const": DOUBLES, "next": {"type": "array", "items": "int"}})
        table = doc.table("halves", {"type": "array", "items": doc.declared(kind)}, halves, len(halves) * 2 * row.width)
        nearer: Json = {"a.argmin": [{"model.reg.linear": ["x", {**table, "path": ["at"]}]}]}
        body: list[Json] = [
            {"let": {"at": 0}},
            {"while": {">=": ["at", 0]}, "do": {"set": {"at": {**table, "path": ["at", {"string": "next"}, nearer]}}}},
            {"-": [-1, "at"]},
        ]
        return doc.let("cluster", {doc.function("clusterOf", {"x": DOUBLES}, "int", body): [row.vector(doc)]})

    distances = once(lambda: doc.let("distances", _distances(doc, row, points)))
    return Clustering(once(index), distances, len(points))


def _halves(model: Any) -> list[Json]:
    """The inner nodes of the tree of clusters, the whole first. `next` are the places of both halves; a cluster that
    is not halved is -1 less its number."""
    mean = model._X_mean.tolist() if hasattr(model, "_X_mean") else [0.0] * model.n_features_in_
    nodes = [] if model._bisecting_tree.left is None else [model._bisecting_tree]
    found: list[Json] = []
    for node in nodes:
        following = []
        for half in (node.left, node.right):
            following.append(-1 - int(half.label) if half.left is None else len(nodes))
            nodes += [] if half.left is None else [half]
        halves = [[c + m for c, m in zip(half.center.tolist(), mean, strict=True)] for half in (node.left, node.right)]
        coefficients, constants = compared(halves)
        found.append({"coeff": coefficients, "const": constants, "next": following})
    return found


def agglomerated(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """FeatureAgglomeration: one number for each cluster of features."""
    name = getattr(model.pooling_func, "__name__", repr(model.pooling_func))
    pooled = POOLED.get(name)
    if pooled is None or not (getattr(model.pooling_func, "__module__", None) or "").startswith("numpy"):
        raise NotConvertibleError(f"the parameter pooling_func={name}; converted are numpy's {', '.join(POOLED)}")
    labels = model.labels_.tolist()
    columns = row.columns()
    groups: dict[int, list[Json]] = {label: [] for label in sorted(set(labels))}
    for label, column in zip(labels, columns, strict=True):
        groups[label].append(column.number())
    doc = conversion.doc
    found = [{pooled: [{"type": DOUBLES, "new": group}]} for group in groups.values()]
    return Transformed(Vector(doc.array("pooled", found), len(found), row.sources))


POOLED = {"mean": "a.mean", "median": "a.median", "max": "a.max", "amax": "a.max", "min": "a.min", "amin": "a.min"}
"""NumPy's functions of several numbers."""


def centers(model: Any, row: Row, conversion: Conversion) -> Clustering:
    """MeanShift, AffinityPropagation: the nearest centre, the first of equally near ones."""
    doc = conversion.doc
    points = model.cluster_centers_.tolist()
    found = once(lambda: doc.let("distances", _distances(doc, row, points)))
    return Clustering(lambda: {"a.argmin": [found()]})


def subclusters(model: Any, row: Row, conversion: Conversion) -> Clustering:
    """Birch: the cluster of the nearest subcluster."""
    doc = conversion.doc
    points = model.subcluster_centers_.tolist()
    found = once(lambda: doc.let("distances", _distances(doc, row, points)))
    labels = [int(label) for label in model.subcluster_labels_]

    def index() -> Json:
        return {**doc.cell("clusters", {"type": "array", "items": "int"}, labels), "path": [{"a.argmin": [found()]}]}

    return Clustering(once(index), found, len(points))


def _distances(doc: Builder, row: Row, points: list[list[float]]) -> Json:
    kind = {"type": "array", "items": DOUBLES}
    table = doc.table("centers", kind, points, sum(map(len, points)))
    apart = {"metric.simpleEuclidean": [row.vector(doc), "center"]}
    return {"a.map": [table, inline({"center": DOUBLES}, "double", apart)]}
