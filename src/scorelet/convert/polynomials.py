"""Products of features (PolynomialFeatures of scikit-learn).

scikit-learn makes the terms of each degree from those of the degree before: the first feature times all of them, the
second times those without the first, and so on. The same products in the same order have the same rounding.
"""

from __future__ import annotations

from itertools import combinations, combinations_with_replacement
from typing import Any

from scorelet.convert.arithmetic import times
from scorelet.convert.builder import Builder, inline, item
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Column, Columns, Row, Vector, joined

SPELLED_OUT = 300
"""Products of one degree beyond so many are made by a loop over tables of places."""

Term = tuple[int, ...]
"""The places of the features that are multiplied."""


def polynomial(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """PolynomialFeatures: a bias, the features, and their products up to a degree."""
    doc = conversion.doc
    sources = row.sources
    parts: list[Row] = [Columns([Column(1.0, "bias")])] if model.include_bias else []
    below = _Degree([(i,) for i in range(row.width)], row.vector(doc))
    first = below.symbol
    for degree in range(1, model._max_degree + 1):
        if degree > 1:
            below = _next(doc, below, first, row.width, degree, interaction_only=model.interaction_only)
        if degree >= model._min_degree and below.terms:
            parts.append(row if degree == 1 else Vector(below.symbol, len(below.terms), sources))
    return Transformed(joined(parts))


class _Degree:
    """All products of one degree: which, and the symbol of the array of their values."""

    def __init__(self, terms: list[Term], symbol: str) -> None:
        self.terms = terms
        self.symbol = symbol
        self.place = {term: i for i, term in enumerate(terms)}


def _next(doc: Builder, below: _Degree, first: str, width: int, degree: int, *, interaction_only: bool) -> _Degree:
    choose = combinations if interaction_only else combinations_with_replacement
    terms = list(choose(range(width), degree))
    pairs = [(below.place[term[1:]], term[0]) for term in terms]
    if len(pairs) <= SPELLED_OUT:
        items = [times(item(below.symbol, i), item(first, j)) for i, j in pairs]
        return _Degree(terms, doc.array(f"degree{degree}", items))
    indexes = {"type": "array", "items": "int"}
    lower = doc.table(f"degree{degree}_lower", indexes, [i for i, _ in pairs], len(pairs))
    times_ = doc.table(f"degree{degree}_times", indexes, [j for _, j in pairs], len(pairs))
    product = inline({"i": "int", "j": "int"}, "double", times(item(below.symbol, "i"), item(first, "j")))
    return _Degree(terms, doc.let(f"degree{degree}", {"a.zipmap": [lower, times_, product]}))
