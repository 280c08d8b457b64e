"""Clusterings of scikit-learn that can place a new row (sklearn.cluster), and Gaussian mixtures (sklearn.mixture)."""

from __future__ import annotations

import math
from typing import Any

from scorelet.convert.arithmetic import from_logarithms, linears, mapped, plus, squared, times
from scorelet.convert.builder import DOUBLES, Builder, inline
from scorelet.convert.converted import Json
from scorelet.convert.outputs import Clustering, argmax, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.errors import NotConvertibleError


def k_means(model: Any, row: Row, conversion: Conversion) -> Clustering:
    """KMeans, MiniBatchKMeans: the nearest centre, the first of equally near ones.

    As the source compares them: squared distances without the row's own square, c . c - 2 x . c.
    """
    doc = conversion.doc
    points = model.cluster_centers_.tolist()

    def index() -> Json:
        rows = [[-2.0 * c for c in point] for point in points]
        squares = [sum(c * c for c in point) for point in points]
        return {"a.argmin": [doc.let("apart", linears(doc, type(model).__name__, row.vector(doc), rows, squares))]}

    distances = once(lambda: doc.let("distances", _distances(doc, row, points)))
    return Clustering(once(index), distances, len(points))


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


# --------------------------------------------------------------------------------------------- mixtures


def mixture(model: Any, row: Row, conversion: Conversion) -> Clustering:
    """GaussianMixture, BayesianGaussianMixture: the component that is likeliest to have made the row."""
    doc = conversion.doc

    def logs() -> Json:
        weights = _log_weights(model)
        terms = [_log_density(model, i, row, doc, weight) for i, weight in enumerate(weights)]
        return doc.array("logs", terms)

    found = once(logs)
    probabilities = once(lambda: doc.let("probabilities", from_logarithms(doc, found())))
    return Clustering(lambda: argmax(found()), probabilities=probabilities)


def _log_weights(model: Any) -> list[float]:
    """What does not depend on the row, of each component: as the model itself calculates it."""
    weights = model._estimate_log_weights().tolist()
    if not hasattr(model, "degrees_of_freedom_"):
        return [float(weight) for weight in weights]
    raise NotConvertibleError("Bayesian mixtures")


def _log_density(model: Any, i: int, row: Row, doc: Builder, weight: float) -> Json:
    """-(n log 2 pi + distance) / 2 + log determinant of the precision's root + log weight."""
    axes = _axes(model, i)
    mean = model.means_[i].tolist()
    offsets = [-sum(m * a for m, a in zip(mean, axis, strict=True)) for axis in axes]
    turned = doc.let("turned", linears(doc, f"component{i}", row.vector(doc), axes, offsets))
    distance = {"a.sum": [mapped(turned, squared("x"))]}
    constant = len(mean) * math.log(2 * math.pi)
    log_determinant = sum(math.log(axis[j]) for j, axis in enumerate(axes))
    density = plus(times(-0.5, plus(constant, distance)), log_determinant)
    return doc.let("log", plus(density, weight))


def _axes(model: Any, i: int) -> list[list[float]]:
    """The rows of the transposed root of a component's precision matrix."""
    root, width = model.precisions_cholesky_, model.means_.shape[1]
    match model.covariance_type:
        case "full":
            matrix = root[i].tolist()
        case "tied":
            matrix = root.tolist()
        case "diag":
            own = root[i].tolist()
            return [[own[j] if j == k else 0.0 for k in range(width)] for j in range(width)]
        case _:
            return [[float(root[i]) if j == k else 0.0 for k in range(width)] for j in range(width)]
    return [list(column) for column in zip(*matrix, strict=True)]
