"""Sums, products and means of an array of numbers.

Floating-point sums run plainly from left to right, starting with 0.0. (Python's own `sum` compensates
rounding from 3.12 on, so its results would depend on the Python.) A sum of floats is a float after each
addition. Whole numbers are exact; only a final result out of range is an error, whatever happens on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from math import exp, frexp, inf, isfinite, isnan, log, nan
from operator import mul
from typing import Any

from scorelet.pfa.library.registry import Call, failure, function
from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, ORDERED_SUM, float32_sum, ordered_sum
from scorelet.pfa.types import FLOAT, INT, LONG

NUMBERS = "(a: array of any A of {int, long, float, double}) -> A"
DOUBLES = "(a: array of double) -> double"


def _range(call: Call) -> tuple[int, int, int] | None:
    """For whole numbers: the least and the greatest, and which of the function's codes tells that one is beyond."""
    kind = call.labels["A"]
    if kind == INT:
        return INT_MIN, INT_MAX, 0
    return (LONG_MIN, LONG_MAX, 1) if kind == LONG else None


def _unless_whole(text: str) -> Callable[[Call], str | None]:
    return lambda call: text if _range(call) is None else None


# ----------------------------------------------------------------------------------------- sum and product

_SUM = {INT: None, LONG: None, FLOAT: "float32_sum(a)"}
"""The inline texts of a.sum, by type; None where there is none. Doubles have the usual one."""


@function(
    "a.sum",
    NUMBERS,
    errors={15400: "int overflow", 15401: "long overflow"},
    typed=True,
    inline=lambda call: _SUM.get(call.labels["A"], ORDERED_SUM.format("a")),
    specialise="scorelet.pfa.lower.tallies:added_up",
)
def total(call: Call) -> Callable[[list[Any]], Any]:
    whole = _range(call)
    if whole is None:
        return float32_sum if call.labels["A"] is FLOAT else ordered_sum
    low, high, which = whole

    def run(a: list[int]) -> int:
        found = sum(a)
        if not low <= found <= high:
            raise failure("a.sum", 15400 + which)
        return found

    return run


@function(
    "a.product",
    NUMBERS,
    errors={15410: "int overflow", 15411: "long overflow"},
    typed=True,
    inline=_unless_whole("reduce(mul, a, 1.0)"),
)
def product(call: Call) -> Callable[[list[Any]], Any]:
    whole = _range(call)
    if whole is None:
        return lambda a: reduce(mul, a, 1.0)
    low, high, which = whole

    def run(a: list[int]) -> int:
        found = _whole_product(a, -low)
        if not low <= found <= high:
            raise failure("a.product", 15410 + which)
        return found

    return run


def _whole_product(a: list[int], limit: int) -> int:
    """The product, or some number beyond the limit where it is beyond.

    A zero anywhere ends in zero; without one the size never shrinks, so it stops growing at the limit.
    """
    if 0 in a:
        return 0
    found = 1
    for x in a:
        found *= x
        if abs(found) > limit:
            break
    return found


# ---------------------------------------------------------------------------------------------- logarithms


@function("a.lnsum", DOUBLES)
def lnsum(a: list[float]) -> float:
    if any(x <= 0.0 for x in a):
        return nan
    return ordered_sum([log(x) for x in a])


@function("a.logsumexp", DOUBLES)
def logsumexp(a: list[float]) -> float:
    """Shifted by the greatest value, so that no exponential is beyond the floating-point range."""
    if not a or any(map(isnan, a)):
        return nan
    top = max(a)
    if top in (inf, -inf):
        return top
    return top + log(ordered_sum([exp(x - top) for x in a]))


# --------------------------------------------------------------------------------------------------- means


@function("a.mean", DOUBLES)
def mean(a: list[float]) -> float:
    return ordered_sum(a) / len(a) if a else nan


@function("a.geomean", DOUBLES)
def geomean(a: list[float]) -> float:
    if not a:
        return nan
    root = 1.0 / len(a)
    found = reduce(mul, a, 1.0)
    if isfinite(found) and found != 0.0:
        return _power(found, root)
    if 0.0 in a or not all(map(isfinite, a)):
        return _power(found, root)
    return _scaled_geomean(a, root)


def _power(x: float, root: float) -> float:
    """A root of a product: NaN where there is no real one (a negative number is its own first root)."""
    return nan if isnan(x) or (x < 0.0 and root != 1.0) else float(x**root)


def _scaled_geomean(a: list[float], root: float) -> float:
    """The geometric mean of numbers whose product is out of range: mantissas and exponents apart."""
    mantissa, exponent = 1.0, 0
    for x in a:
        part, places = frexp(x)
        mantissa, more = frexp(mantissa * part)
        exponent += places + more
    whole, rest = divmod(exponent, len(a))
    found = _power(mantissa, root) * 2.0 ** (rest * root)
    # In two steps, since 2.0 ** whole alone can be out of range. A mean is never beyond the greatest number,
    # where rounding could put it.
    scaled: float = found * 2.0 ** (whole // 2) * 2.0 ** (whole - whole // 2)
    return min(scaled, max(map(abs, a)))
