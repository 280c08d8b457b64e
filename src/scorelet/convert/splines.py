"""B-splines as polynomials (SplineTransformer of scikit-learn).

Between two knots every spline is a polynomial. They are worked out here, by de Boor's recursion on polynomials of the
distance from the piece's first knot, so that a document only finds the piece and evaluates (Horner's scheme):

    spline_pieces: array of Piece {start: double, splines: one array of coefficients for each spline, highest first}
    splines(x, pieces[number of knots that x has reached])

What lies outside of the knots is further pieces: constants, lines, or the outer pieces continued.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nextafter
from typing import Any

from scorelet.convert.arithmetic import minus, plus, times
from scorelet.convert.bins import passed
from scorelet.convert.builder import DOUBLES, Builder, inline
from scorelet.convert.converted import Json
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Column, Row, Vector, joined
from scorelet.errors import NotConvertibleError
from scorelet.pfa.numbers import ordered_sum

Polynomial = list[float]
"""Coefficients, lowest first."""


@dataclass(frozen=True)
class Piece:
    """The splines from one knot to the next, as polynomials of x - start."""

    start: float
    splines: list[Polynomial]


def spline(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """SplineTransformer: all splines of each column."""
    if model.extrapolation not in ("error", "constant", "linear", "continue", "periodic"):
        raise NotConvertibleError(f"the parameter extrapolation={model.extrapolation!r}")
    if getattr(model, "handle_missing", "error") not in ("error", "zeros"):
        raise NotConvertibleError(f"the parameter handle_missing={model.handle_missing!r}")
    columns = row.columns()
    return Transformed(joined([_column(model, i, column, conversion.doc) for i, column in enumerate(columns)]))


def _column(model: Any, i: int, column: Column, doc: Builder) -> Row:
    basis = model.bsplines_[i]
    knots, weights, degree = basis.t.tolist(), basis.c.tolist(), int(basis.k)
    inner = pieces(knots, weights, degree)
    if not inner:
        raise NotConvertibleError(f"all knots of column {column.name!r} are the same")
    low, high = knots[degree], knots[-degree - 1]
    found, edges = inner, [piece.start for piece in inner[1:]]
    if model.extrapolation in ("constant", "linear"):
        outer = _Outer.of(model.extrapolation, degree, i)
        low, high = knots[outer.knot], knots[-outer.knot - 1]
        found, edges = outer.extended(inner, low, high)
    kept = len(weights[0]) - (0 if model.include_bias else 1)
    for edge in [low, *(piece.start for piece in inner[1:]), high]:
        column.jumps_at(edge)
    x = _inside(doc, column, model.extrapolation, low, high)
    value = _value(doc, column.name, x, found, edges, kept)
    if getattr(model, "handle_missing", "error") == "zeros":
        none = doc.vector("noSpline", [0.0] * kept)
        value = {"if": {"impute.isnan": [x]}, "then": none, "else": value}
    return Vector(doc.let(f"{column.name}_splines", value), kept)


# ------------------------------------------------------------------------------------------- polynomials


def pieces(knots: list[float], weights: list[list[float]], degree: int) -> list[Piece]:
    """The pieces between the inner knots, without empty ones; `weights` say how basis splines make up splines."""
    found = []
    for i in range(degree, len(knots) - degree - 1):
        if knots[i] < knots[i + 1]:
            basis = _basis(knots, i, degree)
            found.append(
                Piece(knots[i], [_combined(basis, [row[j] for row in weights]) for j in range(len(weights[0]))])
            )
    return found


def _basis(knots: list[float], interval: int, degree: int) -> dict[int, Polynomial]:
    """The basis splines that are not zero from knots[interval] to the next, by number, in x - knots[interval]."""
    start = knots[interval]
    found: dict[int, Polynomial] = {interval: [1.0]}
    for p in range(1, degree + 1):
        risen: dict[int, Polynomial] = {}
        for j in range(interval - p, interval + 1):
            left = _times(found.get(j, []), start - knots[j], 1.0, knots[j + p] - knots[j])
            right = _times(found.get(j + 1, []), knots[j + p + 1] - start, -1.0, knots[j + p + 1] - knots[j + 1])
            risen[j] = _sum(left, right)
        found = risen
    return found


def _times(polynomial: Polynomial, constant: float, slope: float, divisor: float) -> Polynomial:
    """polynomial * (constant + slope x) / divisor; nothing over zero is nothing."""
    if not polynomial or divisor == 0.0:
        return []
    up, same = [0.0, *polynomial], [*polynomial, 0.0]
    return [(constant * a + slope * b) / divisor for a, b in zip(same, up, strict=True)]


def _sum(one: Polynomial, two: Polynomial) -> Polynomial:
    size = max(len(one), len(two))
    padded = [[*each, *[0.0] * (size - len(each))] for each in (one, two)]
    return [a + b for a, b in zip(*padded, strict=True)]


def _combined(basis: dict[int, Polynomial], weights: list[float]) -> Polynomial:
    total: Polynomial = [0.0]
    for j, polynomial in basis.items():
        if weights[j]:
            total = _sum(total, [weights[j] * c for c in polynomial])
    return total


# ------------------------------------------------------------------------------------------- outside of the knots


@dataclass(frozen=True)
class _Outer:
    """How a column is continued: from the `knot`-th knot from either end, so many of the outer `splines`."""

    knot: int
    splines: int
    linear: bool

    @classmethod
    def of(cls, extrapolation: str, degree: int, column: int) -> _Outer:
        """As scikit-learn does it: linearly, a degree of 0 or 1 rises by one with each column, up to 2."""
        if extrapolation == "constant" or degree > 1:
            return cls(degree, degree, extrapolation == "linear")
        return cls(min(degree + column, 2), min(degree + column + 1, 2), linear=True)

    def extended(self, inner: list[Piece], low: float, high: float) -> tuple[list[Piece], list[float]]:
        """All pieces, and the edges between them."""
        inside = [piece for piece in inner if low <= piece.start <= high]
        if low >= high or not inside:
            raise NotConvertibleError("extrapolation='linear' of a degree below 2 with so few knots")
        first, last = inside[0].splines, inside[-1]
        end = len(first) - self.splines
        below = [self._line(spline, 0.0) if j < self.splines else [0.0] for j, spline in enumerate(first)]
        above = [self._line(s, high - last.start) if j >= end else [0.0] for j, s in enumerate(last.splines)]
        edges = [low, *(piece.start for piece in inside[1:]), nextafter(high, inf)]
        return [Piece(low, below), *inside, Piece(high, above)], edges

    def _line(self, polynomial: Polynomial, x: float) -> Polynomial:
        value = ordered_sum(c * x**n for n, c in enumerate(polynomial))
        slope = ordered_sum(n * c * x ** (n - 1) for n, c in enumerate(polynomial) if n)
        return [value, slope] if self.linear else [value]


# ------------------------------------------------------------------------------------------- the document


def _inside(doc: Builder, column: Column, extrapolation: str, low: float, high: float) -> str:
    """The value, moved into the period or refused outside of the knots where the model says so."""
    x = column.number()
    if extrapolation == "periodic":
        x = plus(low, {"%": [minus(x, low), high - low]})
    elif extrapolation == "error":
        text = f"column {column.name!r}: expected a number from {low!r} to {high!r}"
        outside = {"||": [{"<": ["x", low]}, {">": ["x", high]}]}
        refuse = {"if": outside, "then": {"error": text, "code": -1}, "else": "x"}
        x = {doc.function(f"{column.name}_within", {"x": "double"}, "double", refuse): [x]}
    return doc.let(column.name, x)


def _value(doc: Builder, name: str, x: str, found: list[Piece], edges: list[float], kept: int) -> Json:
    kind = doc.record("SplinePiece", {"start": "double", "splines": {"type": "array", "items": DOUBLES}})
    init = [{"start": piece.start, "splines": [p[::-1] for p in piece.splines[:kept]]} for piece in found]
    size = sum(len(polynomial) for piece in found for polynomial in piece.splines)
    cell = doc.table(f"{name}_pieces", {"type": "array", "items": doc.declared(kind)}, init, size)
    horner = inline({"value": "double", "c": "double"}, "double", plus(times("value", "u"), "c"))
    body = [
        {"let": {"u": minus("x", "piece.start")}},
        {
            "a.map": [
                "piece.splines",
                inline({"polynomial": DOUBLES}, "double", {"a.fold": ["polynomial", 0.0, horner]}),
            ]
        },
    ]
    function = doc.function("splines", {"x": "double", "piece": kind}, DOUBLES, body)
    return {function: [x, {**cell, "path": [passed(doc, name, x, edges)]}]}
