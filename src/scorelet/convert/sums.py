"""Weighted sums of all kinds of rows: what linear models, naive Bayes and discriminants are made of.

Of a dense row it is PFA's model.reg.linear. Of a sparse row (a text's terms) only the terms that are there are looked
up: see `terms`. Of indicators of categories (zeros and at most one one) it is the weight of the one. Of rows side by
side it is the sum of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from scorelet.convert.arithmetic import linear, linears, plus
from scorelet.convert.builder import DOUBLES, Builder, item
from scorelet.convert.converted import Json
from scorelet.convert.indicators import Indicators
from scorelet.convert.rows import Joined, Row
from scorelet.convert.sparse import Sparse

SPELLED_OUT = 12
"""Sums of rows side by side are spelled out for up to so many classes."""


def weighted_sum(doc: Builder, wish: str, row: Row, coefficients: Sequence[float], constant: float) -> Json:
    """The double coefficients . row + constant."""
    if isinstance(row, Sparse):
        return row.weighted_sum(wish, coefficients, constant)
    if isinstance(row, Indicators):
        weight = _weight(doc, wish, row, "double", coefficients, len(coefficients), 0.0)
        return plus(weight, constant) if constant else weight
    if isinstance(row, Joined):
        whole: Json = constant
        for part, own in zip(row.parts, split(row, coefficients), strict=True):
            whole = plus(whole, doc.let("part", weighted_sum(doc, wish, part, own, 0.0)))
        return whole
    return linear(doc, wish, row.vector(doc), coefficients, constant)


def weighted_sums(
    doc: Builder, wish: str, row: Row, rows: Sequence[Sequence[float]], constants: Sequence[float]
) -> Json:
    """The array of doubles coefficients . row + constant, one for each of `rows`."""
    if isinstance(row, Sparse):
        return row.weighted_sums(doc, wish, rows, constants)
    if isinstance(row, Indicators):
        return _indicated(doc, wish, row, rows, constants)
    if isinstance(row, Joined):
        return _joined_sums(doc, wish, row, rows, constants)
    return linears(doc, wish, row.vector(doc), rows, constants)


def _joined_sums(
    doc: Builder, wish: str, row: Joined, rows: Sequence[Sequence[float]], constants: Sequence[float]
) -> Json:
    """The sums of the parts, of which the first has the constants; spelled out for a few classes."""
    by_part = list(zip(*[split(row, own) for own in rows], strict=True))
    none = [0.0] * len(rows)
    sums = [
        weighted_sums(doc, wish, part, own, none if i else constants)
        for i, (part, own) in enumerate(zip(row.parts, by_part, strict=True))
    ]
    if len(rows) > SPELLED_OUT:
        return reduce(lambda one, two: {"la.add": [one, two]}, sums)
    symbols = [doc.let("part", each) for each in sums]
    totals = [reduce(plus, [item(symbol, k) for symbol in symbols]) for k in range(len(rows))]
    return {"type": DOUBLES, "new": totals}


def _indicated(
    doc: Builder, wish: str, row: Indicators, rows: Sequence[Sequence[float]], constants: Sequence[float]
) -> Json:
    """The constants are part of each category's weights."""
    columns = [
        [x + constant for x, constant in zip(column, constants, strict=True)] for column in zip(*rows, strict=True)
    ]
    none = doc.vector(f"{wish}_none", constants) if row.partial else None
    return _weight(doc, wish, row, DOUBLES, columns, len(rows) * len(columns), none)


def _weight(
    doc: Builder, wish: str, row: Indicators, kind: Json, by_place: Sequence[Any], size: int, none: Json
) -> Json:
    """What stands at the place of the one; `none` where there is no one."""
    table = doc.table(wish, {"type": "array", "items": kind}, list(by_place), size)
    weight = {**table, "path": [row.code]}
    return {"if": {"<": [row.code, 0]}, "then": none, "else": weight} if row.partial else weight


def split(row: Joined, values: Sequence[float]) -> list[Sequence[float]]:
    """The coefficients of each part of a joined row."""
    found, start = [], 0
    for part in row.parts:
        found.append(values[start : start + part.width])
        start += part.width
    return found
