"""Small expressions over arrays of doubles, in the order in which NumPy would calculate them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scorelet.convert.builder import DOUBLES, Builder, doubles, inline
from scorelet.convert.converted import Json


def mapped(x: Json, do: Json, param: str = "x") -> Json:
    """`do` for each number of the array `x`, which it calls `param`."""
    return {"a.map": [x, inline({param: "double"}, "double", do)]}


def zipped(arrays: Mapping[str, Json], do: Json) -> Json:
    """`do` for the numbers at each place of several (two to four) arrays, by the names given them."""
    params = dict.fromkeys(arrays, "double")
    return {"a.zipmap": [*arrays.values(), inline(params, "double", do)]}


def minus(x: Json, y: Json) -> Json:
    return {"-": [x, y]}


def plus(x: Json, y: Json) -> Json:
    return {"+": [x, y]}


def times(x: Json, y: Json) -> Json:
    return {"*": [x, y]}


def over(x: Json, y: Json) -> Json:
    return {"/": [x, y]}


def squared(x: Json) -> Json:
    return {"*": [x, x]}


def clipped(x: Json, low: Json, high: Json) -> Json:
    """NumPy's clip: NaN stays NaN. `x` must be a symbol."""
    return {"if": {"<": [x, low]}, "then": low, "else": {"if": {">": [x, high]}, "then": high, "else": x}}


def linear_type(doc: Builder, outputs: int | None) -> str:
    """The record type of a linear model with so many outputs; None means one bare double."""
    if outputs is None:
        return doc.record("Linear", {"coeff": DOUBLES, "const": "double"})
    return doc.record("Linears", {"coeff": {"type": "array", "items": DOUBLES}, "const": DOUBLES})


def linear(doc: Builder, wish: str, x: Json, coefficients: Iterable[Any], constant: Any) -> Json:
    """The double coefficients . x + constant."""
    kind = doc.declared(linear_type(doc, None))
    model = doc.cell(wish, kind, {"coeff": doubles(coefficients), "const": float(constant)})
    return {"model.reg.linear": [x, model]}


def linears(doc: Builder, wish: str, x: Json, rows: Iterable[Iterable[Any]], constants: Iterable[Any]) -> Json:
    """The array of doubles row . x + constant, one for each row of coefficients."""
    kind = doc.declared(linear_type(doc, 0))
    coefficients = [doubles(row) for row in rows]
    init = {"coeff": coefficients, "const": doubles(constants)}
    return {"model.reg.linear": [x, doc.table(wish, kind, init, sum(map(len, coefficients)))]}


def normalized(doc: Builder, symbol: str) -> Json:
    """Numbers over their sum; all alike where that is zero (one-versus-rest probabilities of scikit-learn)."""
    even = mapped(symbol, over(1.0, {"a.len": [symbol]}))
    total = doc.let("total", {"a.sum": [symbol]})
    return {"if": {"==": [total, 0.0]}, "then": even, "else": mapped(symbol, over("p", total), "p")}


def from_logarithms(doc: Builder, symbol: str) -> Json:
    """Probabilities from their logarithms up to a constant, as exp(x - log(sum(exp(x)))).

    Not softmax: where the logarithms are large, subtracting the logarithm of their sum rounds, and so does the source.
    """
    shifted = mapped("logs", {"m.exp": [minus("x", "highest")]})
    body: list[Json] = [
        {"let": {"highest": {"a.max": ["logs"]}}},
        {"let": {"total": plus({"m.ln": [{"a.sum": [shifted]}]}, "highest")}},
        mapped("logs", {"m.exp": [minus("x", "total")]}),
    ]
    return {doc.function("fromLogarithms", {"logs": DOUBLES}, DOUBLES, body): [symbol]}
