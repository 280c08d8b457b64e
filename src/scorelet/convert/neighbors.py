"""Nearest neighbours of scikit-learn (sklearn.neighbors): all training rows are kept, and looked at for each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scorelet.convert import kd_trees
from scorelet.convert.arithmetic import mapped, minus, over, plus, times, zipped
from scorelet.convert.builder import DOUBLES, Builder, inline
from scorelet.convert.converted import Json
from scorelet.convert.linear import classes_of
from scorelet.convert.outputs import Classification, MultipleRegression, Outputs, Regression, argmax, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.errors import NotConvertibleError


def classifier(model: Any, row: Row, conversion: Conversion) -> Classification:
    """KNeighborsClassifier: the classes of the nearest, each counting one or by its distance."""
    doc = conversion.doc
    if model.outputs_2d_:
        raise NotConvertibleError("it was trained on several targets")
    count = len(model.classes_)
    marks = [[float(label == i) for i in range(count)] for label in model._y.ravel().tolist()]

    def probabilities() -> Json:
        found = doc.let("votes", _weighted_sum(doc, model, row, marks))
        total = doc.let("total", {"a.sum": [found]})
        return doc.let("probabilities", mapped(found, over("x", total)))

    answer = once(probabilities)
    return Classification(classes_of(model), lambda: argmax(answer()), answer)


def regressor(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """KNeighborsRegressor: the mean of the nearest ones' values, weighted or not."""
    doc = conversion.doc
    targets = model._y.tolist()
    several = isinstance(targets[0], list)
    values = [[*map(float, target), 1.0] if several else [float(target), 1.0] for target in targets]
    width = len(values[0]) - 1
    sums = once(lambda: doc.let("sums", _weighted_sum(doc, model, row, values)))

    def mean(i: int) -> Json:
        return over({"attr": sums(), "path": [i]}, {"attr": sums(), "path": [width]})

    if not several:
        return Regression(once(lambda: doc.let("value", mean(0))))
    return MultipleRegression(once(lambda: doc.array("values", [mean(i) for i in range(width)])), width)


def _weighted_sum(doc: Builder, model: Any, row: Row, values: list[list[float]]) -> Json:
    """The sum of the `values` of the nearest training rows, each times its weight."""
    if model.weights not in ("uniform", "distance", None):
        raise NotConvertibleError("the parameter weights is a function of yours")
    points = _points(model)
    order = kd_trees.places(model) if model._fit_method == "kd_tree" else range(len(points))
    kind = doc.record("Neighbor", {"x": DOUBLES, "y": DOUBLES})
    init = [{"x": points[place], "y": values[place]} for place in order]
    size = len(points) * (len(points[0]) + len(values[0]))
    table = doc.table("neighbors", {"type": "array", "items": doc.declared(kind)}, init, size)
    x = row.vector(doc)
    power = _power(model)
    if model._fit_method == "kd_tree" and power is not None:
        found = kd_trees.nearest(doc, model, x, table, power)
        taken = inline({"one": "Found"}, kind, {**table, "path": ["one.place"]})
        nearest = doc.let("neighbor", {"a.map": [found, taken]})
    else:
        metric = inline({"row": DOUBLES, "point": kind}, "double", distance(model, "row", "point.x"))
        nearest = doc.let("neighbor", {"model.neighbor.nearestK": [int(model.n_neighbors), x, table, metric]})
    return {"a.reduce": [_weighted(doc, model, x, nearest, kind), {"fcn": "la.add"}]}


def _power(model: Any) -> float | None:
    """The power that coordinates' differences are raised to, for metrics that add such powers up."""
    given = model.effective_metric_params_ or {}
    powers = {"euclidean": 2.0, "l2": 2.0, "manhattan": 1.0, "l1": 1.0, "cityblock": 1.0}
    if model.effective_metric_ == "minkowski" and given.get("w") is None:
        return float(given.get("p", model.p))
    return powers.get(model.effective_metric_)


def _weighted(doc: Builder, model: Any, x: str, nearest: str, kind: str) -> Json:
    """What each of the nearest adds."""
    if model.weights != "distance":
        return {"a.map": [nearest, inline({"point": kind}, DOUBLES, "point.y")]}
    each = inline({"point": kind}, "double", distance(model, x, "point.x"))
    weights = doc.let("weights", _weights(doc, doc.let("distances", {"a.map": [nearest, each]})))
    scaled = inline({"point": kind, "weight": "double"}, DOUBLES, {"la.scale": ["point.y", "weight"]})
    return {"a.zipmap": [nearest, weights, scaled]}


def _weights(doc: Builder, distances: str) -> Json:
    """One over the distance; where some distance is zero, only those count."""
    body = {
        "if": {"==": [{"a.min": ["d"]}, 0.0]},
        "then": mapped("d", {"if": {"==": ["x", 0.0]}, "then": 1.0, "else": 0.0}),
        "else": mapped("d", over(1.0, "x")),
    }
    return {doc.function("byDistance", {"d": DOUBLES}, DOUBLES, body): [distances]}


def _points(model: Any) -> list[list[float]]:
    found = model._fit_X
    return [
        [float(value) for value in row] for row in (found.toarray() if hasattr(found, "toarray") else found).tolist()
    ]


# --------------------------------------------------------------------------------------------- metrics


def distance(model: Any, x: Json, y: Json) -> Json:
    """The distance of two rows, by the metric that the model was told (after scikit-learn's renaming)."""
    name = model.effective_metric_
    given = model.effective_metric_params_ or {}
    if name == "minkowski" and given.get("w") is None:
        return _minkowski(x, y, float(given.get("p", model.p)))
    if name in ("minkowski",) or not isinstance(name, str) or name not in METRICS:
        raise NotConvertibleError(f"the parameter metric={model.metric!r}")
    return METRICS[name](x, y)


def _differences(x: Json, y: Json, do: Json) -> Json:
    return zipped({"a": x, "b": y}, do)


def _minkowski(x: Json, y: Json, p: float) -> Json:
    total = {"a.sum": [_differences(x, y, {"**": [{"m.abs": [minus("a", "b")]}, p]})]}
    return {"**": [total, 1.0 / p]}


def _norm(x: Json) -> Json:
    return {"m.sqrt": [{"a.sum": [mapped(x, times("v", "v"), "v")]}]}


def _cosine(x: Json, y: Json) -> Json:
    product = {"a.sum": [_differences(x, y, times("a", "b"))]}
    return minus(1.0, over(product, times(_norm(x), _norm(y))))


_APART = {"m.abs": [minus("a", "b")]}
_SIZE = plus({"m.abs": ["a"]}, {"m.abs": ["b"]})
METRICS: Mapping[str, Callable[[Json, Json], Json]] = {
    "euclidean": lambda x, y: {"metric.simpleEuclidean": [x, y]},
    "sqeuclidean": lambda x, y: {"a.sum": [_differences(x, y, times(minus("a", "b"), minus("a", "b")))]},
    "manhattan": lambda x, y: {"a.sum": [_differences(x, y, _APART)]},
    "l1": lambda x, y: {"a.sum": [_differences(x, y, _APART)]},
    "l2": lambda x, y: {"metric.simpleEuclidean": [x, y]},
    "cityblock": lambda x, y: {"a.sum": [_differences(x, y, _APART)]},
    "chebyshev": lambda x, y: {"a.max": [_differences(x, y, _APART)]},
    "cosine": _cosine,
    "canberra": lambda x, y: {
        "a.sum": [_differences(x, y, {"if": {"==": [_SIZE, 0.0]}, "then": 0.0, "else": over(_APART, _SIZE)})]
    },
    "braycurtis": lambda x, y: over({"a.sum": [_differences(x, y, _APART)]}, {"a.sum": [_differences(x, y, _SIZE)]}),
    "hamming": lambda x, y: {"a.mean": [_differences(x, y, {"if": {"==": ["a", "b"]}, "then": 0.0, "else": 1.0})]},
}
"""scikit-learn's names of metrics of numbers (sklearn.metrics.DistanceMetric)."""
