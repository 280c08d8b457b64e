"""Neighbours within a radius (sklearn.neighbors): all training rows that are no farther away than that."""

from __future__ import annotations

from typing import Any

from scorelet.convert.arithmetic import mapped, over
from scorelet.convert.builder import DOUBLES, NOT_A_NUMBER, Builder, inline, item
from scorelet.convert.converted import Json
from scorelet.convert.metrics import distance
from scorelet.convert.neighbors import check_weights, marks, neighbor, targets_of, training_rows, weighted
from scorelet.convert.outputs import MultipleRegression, Outputs, Regression, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.convert.trees import classified
from scorelet.errors import NotConvertibleError


def classifier(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """RadiusNeighborsClassifier: the classes of the neighbours; a row without any is what the user said it is."""
    doc, targets = conversion.doc, targets_of(model)
    outlier = _outlier(model, targets)

    def shares() -> Json:
        votes = doc.let("votes", _sums(doc, model, row, marks(model)))
        total = doc.let("total", over({"a.sum": [votes]}, float(len(targets))))
        alone: Json = {"error": f"no training row is within radius={model.radius} of the row", "code": -1}
        if outlier is not None:
            alone = doc.vector("outlier", outlier)
        known = mapped(votes, over("x", total))
        return doc.let("probabilities", {"if": {"==": [total, 0.0]}, "then": alone, "else": known})

    return classified(doc, targets, once(shares))


def _outlier(model: Any, targets: tuple[tuple[Any, ...], ...]) -> list[float] | None:
    """The probabilities of a row without neighbours; None where it is refused."""
    if model.outlier_label_ is None:
        return None
    labels = [label.tolist() if hasattr(label, "tolist") else label for label in model.outlier_label_]
    for label, classes in zip(labels, targets, strict=True):
        if label not in classes:
            raise NotConvertibleError(f"the parameter outlier_label={model.outlier_label!r} is none of the classes")
    return [float(own == label) for label, classes in zip(labels, targets, strict=True) for own in classes]


def regressor(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """RadiusNeighborsRegressor: the mean of the neighbours' values, weighted or not; NaN without any."""
    doc = conversion.doc
    targets = model._y.reshape(len(model._y), -1).tolist()
    width = len(targets[0])
    sums = once(lambda: doc.let("sums", _sums(doc, model, row, [[*map(float, own), 1.0] for own in targets])))
    # What NumPy makes of NaN in an array of whole numbers, which targets may be.
    alone = NOT_A_NUMBER if model._y.dtype.kind == "f" else -(2.0**63)

    def mean(i: int) -> Json:
        total = item(sums(), width)
        return {"if": {"==": [total, 0.0]}, "then": alone, "else": over(item(sums(), i), total)}

    if model._y.ndim == 1:
        return Regression(once(lambda: doc.let("value", mean(0))))
    return MultipleRegression(once(lambda: doc.array("values", [mean(i) for i in range(width)])), width)


def _sums(doc: Builder, model: Any, row: Row, values: list[list[float]]) -> Json:
    """The sum of the `values` of the neighbours, each times its weight; zeros without any."""
    check_weights(model)
    table = training_rows(doc, model, values, range(len(values)))
    x = row.vector(doc)
    near = {"<=": [distance(model, x, "point.x"), float(model.radius)]}
    found = doc.let("neighbor", {"a.filter": [table, inline({"point": neighbor(doc)}, "boolean", near)]})
    none = {"type": DOUBLES, "value": [0.0] * len(values[0])}
    return {"a.fold": [weighted(doc, model, x, found), none, {"fcn": "la.add"}]}
