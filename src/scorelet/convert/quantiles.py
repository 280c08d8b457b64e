"""A number's place among the quantiles of the training data (QuantileTransformer of scikit-learn).

scikit-learn interpolates from below and from above and takes the middle of both, which differ where quantiles repeat:

    quantile_place(x, quantiles, references):
        lower = how many quantiles are less than x            (binary search)
        if x is a quantile:  (references[lower] + references[last quantile like x]) / 2
        else:                between references[lower - 1] and references[lower]
"""

from __future__ import annotations

from math import ulp
from statistics import NormalDist
from typing import Any

from scorelet.convert.arithmetic import clipped, mapped, minus, over, plus, times
from scorelet.convert.builder import DOUBLES, Builder, item
from scorelet.convert.converted import Json
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row, Vector
from scorelet.errors import NotConvertibleError

BOUND = 1e-7
"""scikit-learn's: so near the first and last quantile a normal output is at its limit."""


def quantile(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """QuantileTransformer: uniform or normal output."""
    doc = conversion.doc
    if model.output_distribution not in ("uniform", "normal"):
        raise NotConvertibleError(f"the parameter output_distribution={model.output_distribution!r}")
    references = doc.vector("references", model.references_)
    place = _place_function(doc)
    places = []
    for i, column in enumerate(row.columns()):
        quantiles = model.quantiles_[:, i].tolist()
        if any(value != value for value in quantiles):
            raise NotConvertibleError(f"column {column.name!r} had no values in training")
        column.jumps_at(quantiles[0])
        column.jumps_at(quantiles[-1])
        cell = doc.table(f"{column.name}_quantiles", DOUBLES, quantiles, len(quantiles))
        x = doc.let(column.name, column.number())
        place_of_x = {place: [x, cell, references]}
        places.append(_bounded(x, place_of_x, quantiles, normal=model.output_distribution == "normal"))
    symbol = doc.array("places", places)
    if model.output_distribution == "normal":
        symbol = doc.let("normal", _normal(doc, symbol))
    return Transformed(Vector(symbol, row.width, row.sources, [column.name for column in row.columns()]))


def _bounded(x: str, place: Json, quantiles: list[float], *, normal: bool) -> Json:
    """Zero and one at the first and last quantile; a normal output already near them."""
    first: Json = {"==": [x, quantiles[0]]}
    last: Json = {"==": [x, quantiles[-1]]}
    if normal:
        first = {"<": [minus(x, BOUND), quantiles[0]]}
        last = {">": [plus(x, BOUND), quantiles[-1]]}
    return {"cond": [{"if": first, "then": 0.0}, {"if": last, "then": 1.0}], "else": place}


def _normal(doc: Builder, places: str) -> Json:
    """The quantiles of the normal distribution, within limits."""
    edge = BOUND - ulp(1.0)
    low, high = NormalDist().inv_cdf(edge), NormalDist().inv_cdf(1.0 - edge)
    body = [{"let": {"z": {"prob.dist.gaussianQF": ["p", 0.0, 1.0]}}}, clipped("z", low, high)]
    known = {"if": {"impute.isnan": ["p"]}, "then": "p", "else": {"do": body}}
    return mapped(places, {doc.function("normalQuantile", {"p": "double"}, "double", known): ["p"]}, "p")


def _place_function(doc: Builder) -> str:
    count = doc.function(
        "quantilesBelow",
        {"x": "double", "quantiles": DOUBLES, "orLike": "boolean"},
        "int",
        [
            {"let": {"low": 0, "high": {"a.len": ["quantiles"]}}},
            {"while": {"<": ["low", "high"]}, "do": _halve},
            "low",
        ],
    )
    return doc.function(
        "quantilePlace",
        {"x": "double", "quantiles": DOUBLES, "references": DOUBLES},
        "double",
        {"if": {"impute.isnan": ["x"]}, "then": "x", "else": {"do": _place(count)}},
    )


_passed: Json = {
    "||": [
        {"<": [item("quantiles", "middle"), "x"]},
        {"&&": ["orLike", {"==": [item("quantiles", "middle"), "x"]}]},
    ]
}  # fmt: skip
_halve: Json = [
    {"let": {"middle": {"//": [plus("low", "high"), 2]}}},
    {"if": _passed, "then": {"set": {"low": plus("middle", 1)}}, "else": {"set": {"high": "middle"}}},
]


def _place(count: str) -> list[Json]:
    step = minus("lower", 1)
    q, r = item("quantiles", "lower"), item("references", "lower")
    q0, r0 = item("quantiles", step), item("references", step)
    upper = minus({count: ["x", "quantiles", True]}, 1)
    between = {
        "do": [
            {"let": {"slope": over(minus(r, r0), minus(q, q0))}},
            {"let": {"fromBelow": plus(times("slope", minus("x", q0)), r0)}},
            {"let": {"fromAbove": minus(times("slope", minus(q, "x")), r)}},
            times(0.5, minus("fromBelow", "fromAbove")),
        ]
    }
    ends = [
        {"if": {"==": ["lower", {"a.len": ["quantiles"]}]}, "then": item("references", minus("lower", 1))},
        {"if": {"==": [q, "x"]}, "then": times(0.5, plus(item("references", upper), r))},
        {"if": {"==": ["lower", 0]}, "then": item("references", 0)},
    ]
    return [{"let": {"lower": {count: ["x", "quantiles", False]}}}, {"cond": ends, "else": between}]
