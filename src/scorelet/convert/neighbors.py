"""Nearest neighbours of scikit-learn (sklearn.neighbors): all training rows are kept, and looked at for each row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scorelet.convert import kd_trees
from scorelet.convert.arithmetic import mapped, over
from scorelet.convert.builder import DOUBLES, Builder, inline
from scorelet.convert.converted import Json
from scorelet.convert.metrics import distance
from scorelet.convert.outputs import MultipleRegression, Outputs, Regression, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.convert.trees import classified
from scorelet.errors import NotConvertibleError


def classifier(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """KNeighborsClassifier: the classes of the nearest, each counting one or by its distance."""
    doc = conversion.doc
    targets = targets_of(model)
    votes = once(lambda: doc.let("votes", _weighted_sum(doc, model, row, marks(model))))

    def shares() -> Json:
        """Every row votes on every target, so all targets have the same total."""
        total = doc.let("total", over({"a.sum": [votes()]}, float(len(targets))))
        return doc.let("probabilities", mapped(votes(), over("x", total)))

    return classified(doc, targets, once(shares))


def targets_of(model: Any) -> tuple[tuple[Any, ...], ...]:
    """The classes of each target."""
    classes = model.classes_ if model.outputs_2d_ else [model.classes_]
    return tuple(tuple(each.tolist()) for each in classes)


def marks(model: Any) -> list[list[float]]:
    """For each training row a one for its class among zeros, those of several targets one after another."""
    sizes = [len(classes) for classes in targets_of(model)]
    places = model._y.reshape(len(model._y), -1).tolist()
    return [[float(place == i) for place, size in zip(own, sizes, strict=True) for i in range(size)] for own in places]


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
    check_weights(model)
    x = row.vector(doc)
    nearest = nearest_of(doc, model, x, values, int(model.n_neighbors))
    return {"a.reduce": [weighted(doc, model, x, nearest), {"fcn": "la.add"}]}


def check_weights(model: Any) -> None:
    if model.weights not in ("uniform", "distance", None):
        raise NotConvertibleError("the parameter weights is a function of yours")


def nearest_of(doc: Builder, model: Any, x: str, values: list[list[float]], count: int) -> str:
    """A symbol bound to the `count` nearest training rows, an array of Neighbor, whose `y` are their `values`."""
    power = _power(model)
    if model._fit_method == "kd_tree" and power is not None:
        table = training_rows(doc, model, values, kd_trees.places(model))
        return kd_trees.nearest(doc, model, x, table, power, count, neighbor(doc))
    table = training_rows(doc, model, values, range(len(values)))
    metric = inline({"row": DOUBLES, "point": neighbor(doc)}, "double", distance(model, "row", "point.x"))
    return doc.let("neighbor", {"model.neighbor.nearestK": [count, x, table, metric]})


def neighbor(doc: Builder) -> str:
    """The record type of a training row: the row `x` and its values `y`."""
    return doc.record("Neighbor", {"x": DOUBLES, "y": DOUBLES})


def training_rows(doc: Builder, model: Any, values: list[list[float]], order: Iterable[int]) -> Json:
    """The cell of training rows in this order."""
    points = _points(model)
    kind = doc.declared(neighbor(doc))
    init = [{"x": points[place], "y": values[place]} for place in order]
    size = len(points) * (len(points[0]) + len(values[0]))
    return doc.table("neighbors", {"type": "array", "items": kind}, init, size)


def _power(model: Any) -> float | None:
    """The power that coordinates' differences are raised to, for metrics that add such powers up."""
    given = model.effective_metric_params_ or {}
    powers = {"euclidean": 2.0, "l2": 2.0, "manhattan": 1.0, "l1": 1.0, "cityblock": 1.0}
    if model.effective_metric_ == "minkowski" and given.get("w") is None:
        return float(given.get("p", model.p))
    return powers.get(model.effective_metric_)


def weighted(doc: Builder, model: Any, x: str, nearest: str) -> Json:
    """What each of the nearest adds."""
    if model.weights != "distance":
        return {"a.map": [nearest, inline({"point": neighbor(doc)}, DOUBLES, "point.y")]}
    weights = doc.let("weights", _weights(doc, distances(doc, model, x, nearest)))
    scaled = inline({"point": neighbor(doc), "weight": "double"}, DOUBLES, {"la.scale": ["point.y", "weight"]})
    return {"a.zipmap": [nearest, weights, scaled]}


def distances(doc: Builder, model: Any, x: str, nearest: str) -> str:
    """A symbol bound to how far away each of them is."""
    each = inline({"point": neighbor(doc)}, "double", distance(model, x, "point.x"))
    return doc.let("distances", {"a.map": [nearest, each]})


def _weights(doc: Builder, distances: str) -> Json:
    """One over the distance; where some distance is zero, only those count."""
    body = {
        "if": {"a.contains": ["d", 0.0]},
        "then": mapped("d", {"if": {"==": ["x", 0.0]}, "then": 1.0, "else": 0.0}),
        "else": mapped("d", over(1.0, "x")),
    }
    return {doc.function("byDistance", {"d": DOUBLES}, DOUBLES, body): [distances]}


def _points(model: Any) -> list[list[float]]:
    found = model._fit_X
    return [
        [float(value) for value in row] for row in (found.toarray() if hasattr(found, "toarray") else found).tolist()
    ]
