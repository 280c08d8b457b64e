"""Missing values from the nearest rows of the training data (KNNImputer of scikit-learn).

    imputed(x, at, mean):
        near = the training rows that have a value at this place, and any value where x has one too
        without any: the mean of the training data at this place
        else: the mean of the values of the nearest of them, weighted or not

The distance of two rows is that of the features both have, made up for those they have not: the squared differences'
sum over their number, times the number of all features.
"""

from __future__ import annotations

from typing import Any

from scorelet.convert.arithmetic import mapped, minus, over, squared, times, zipped
from scorelet.convert.builder import DOUBLES, NOT_A_NUMBER, Builder, inline, item
from scorelet.convert.converted import Json
from scorelet.convert.imputers import Marked, accept, indicators
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Column, Columns, Row, joined
from scorelet.errors import NotConvertibleError
from scorelet.pfa.numbers import ordered_sum


def imputed(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """KNNImputer; columns that never had a value are left out, or zero."""
    doc = conversion.doc
    if model.metric != "nan_euclidean":
        raise NotConvertibleError("the parameter metric is a function of yours")
    if model.weights not in ("uniform", "distance"):
        raise NotConvertibleError("the parameter weights is a function of yours")
    accept(model, row)
    marked = [Marked(model.missing_values, column) for column in row.columns()]
    x = row.vector(doc)
    if marked[0].by_value:
        x = doc.let("marked", mapped(x, {"if": marked[0].number("x"), "then": NOT_A_NUMBER, "else": "x"}))
    found = _columns(model, x, marked, doc)
    parts: list[Row] = [Columns(found)]
    if model.add_indicator:
        parts.append(indicators(doc, model.missing_values, row.take(model.indicator_.features_.tolist())))
    return Transformed(joined(parts))


def _columns(model: Any, x: str, marked: list[Marked], doc: Builder) -> list[Column]:
    function = _function(model, doc)
    fitted, absent = model._fit_X.tolist(), model._mask_fit_X.tolist()
    found = []
    for at, mark in enumerate(marked):
        known = [own[at] for own, gone in zip(fitted, absent, strict=True) if not gone[at]]
        if known:
            mean = ordered_sum(known) / len(known)
            here = item(x, at)
            full = {"if": {"impute.isnan": [here]}, "then": {function: [x, at, mean]}, "else": here}
            found.append(Column(doc.let(mark.column.name, full), mark.column.name, noted=mark.column.field))
        elif model.keep_empty_features:
            found.append(Column(0.0, mark.column.name))
    return found


def _function(model: Any, doc: Builder) -> str:
    """The function of the document that finds a missing number."""
    donor = doc.record("Donor", {"x": DOUBLES, "has": DOUBLES})
    fitted, absent = model._fit_X.tolist(), model._mask_fit_X.tolist()
    init = [
        {
            "x": [0.0 if missing else float(value) for value, missing in zip(own, gone, strict=True)],
            "has": [0.0 if missing else 1.0 for missing in gone],
        }
        for own, gone in zip(fitted, absent, strict=True)
    ]
    size = 2 * len(init) * len(fitted[0])
    donors = doc.table("donors", {"type": "array", "items": doc.declared(donor)}, init, size)
    near = doc.record("Near", {"value": "double", "distance": "double"})
    return doc.function(
        "imputed", {"x": DOUBLES, "at": "int", "mean": "double"}, "double", _body(model, doc, donors, donor, near)
    )


def _body(model: Any, doc: Builder, donors: Json, donor: str, near: str) -> Json:
    measured = doc.function("toDonor", {"x": DOUBLES, "donor": donor}, "double", _distance())
    one = {"type": doc.declared(near), "new": {"value": item("donor.x", "at"), "distance": {measured: ["x", "donor"]}}}
    has = inline({"donor": donor}, "boolean", {">": [item("donor.has", "at"), 0.0]})
    defined = inline({"one": near}, "boolean", {"!": [{"impute.isnan": ["one.distance"]}]})
    nearer = inline({"one": near, "other": near}, "boolean", {"<": ["one.distance", "other.distance"]})
    each = {"a.map": [{"a.filter": [donors, has]}, inline({"donor": donor}, near, one)]}
    nearest = {"a.minNLT": ["measured", int(model.n_neighbors), nearer]}
    return [
        {"let": {"measured": {"a.filter": [each, defined]}}},
        {
            "if": {"==": [{"a.len": ["measured"]}, 0]},
            "then": "mean",
            "else": {"do": [{"let": {"near": nearest}}, *_mean(model, near)]},
        },
    ]


def _distance() -> Json:
    """NaN for rows that have no feature in common."""
    both = {"if": {"impute.isnan": ["a"]}, "then": 0.0, "else": "has"}
    apart = {"if": {"impute.isnan": ["a"]}, "then": 0.0, "else": times("has", squared(minus("a", "b")))}
    arrays = {"a": "x", "b": "donor.x", "has": "donor.has"}
    total = over({"a.sum": [zipped(arrays, apart)]}, "shared")
    return [
        {"let": {"shared": {"a.sum": [zipped({"a": "x", "has": "donor.has"}, both)]}}},
        {
            "if": {"==": ["shared", 0.0]},
            "then": NOT_A_NUMBER,
            "else": {"m.sqrt": [times(total, {"a.len": ["x"]})]},
        },
    ]


def _mean(model: Any, near: str) -> list[Json]:
    """Of the nearest; where some are no distance away, of those only."""
    value: Json = inline({"one": near}, "double", "one.value")
    if model.weights == "uniform":
        return [{"a.mean": [{"a.map": ["near", value]}]}]
    none_apart = {"==": [{"attr": "near", "path": [0, {"string": "distance"}]}, 0.0]}
    same = {"if": {"==": ["one.distance", 0.0]}, "then": 1.0, "else": 0.0}
    weight = {"if": none_apart, "then": same, "else": over(1.0, "one.distance")}
    weights = {"a.map": ["near", inline({"one": near}, "double", weight)]}
    parts = {"a.zipmap": ["near", "weights", inline({"one": near, "w": "double"}, "double", times("one.value", "w"))]}
    return [{"let": {"weights": weights}}, over({"a.sum": [parts]}, {"a.sum": ["weights"]})]
