"""PFA's mathematical functions: m.*

Python's `math` raises where IEEE 754 has an answer (the logarithm of zero, an exponential beyond a double's
range, the sine of infinity), and PFA wants that answer. So each function keeps the C function for arguments
where it cannot raise, tested by one comparison that a NaN fails, and states the IEEE result for the rest:

    log(x) if x > 0.0 else logarithm(x)

The same expression, as the `inline` text, takes the place of the call in compiled documents.
"""

from __future__ import annotations

from collections.abc import Callable
from math import (
    acos,
    asin,
    atan,
    atan2,
    ceil,
    cos,
    cosh,
    e,
    exp,
    expm1,
    floor,
    hypot,
    inf,
    log,
    log1p,
    log2,
    log10,
    nan,
    pi,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)
from typing import Any

from scorelet.pfa.library.registry import Call, failure, function
from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN
from scorelet.pfa.types import DOUBLE, FLOAT, INT

# ------------------------------------------------------------------------------------ constants and signs


@function("m.pi", "() -> double", inline="pi")
def m_pi() -> float:
    return pi


@function("m.e", "() -> double", inline="e")
def m_e() -> float:
    return e


def _has_fraction(call: Call) -> bool:
    return call.args[0] in (FLOAT, DOUBLE)


@function(
    "m.abs",
    "(x: any A of {int, long, float, double}) -> A",
    errors={27020: "int overflow", 27021: "long overflow"},
    typed=True,
    inline=lambda call: "abs(x)" if _has_fraction(call) else None,
)
def m_abs(call: Call) -> Callable[[Any], Any]:
    if _has_fraction(call):
        return abs
    lowest, code = (INT_MIN, 27020) if call.args[0] == INT else (LONG_MIN, 27021)

    def whole(x: int) -> int:
        if x == lowest:
            raise failure("m.abs", code)
        return abs(x)

    return whole


@function(
    "m.copysign",
    "(mag: any A of {int, long, float, double}, sign: A) -> A",
    typed=True,
    inline=lambda call: "-abs(mag) if sign < 0.0 else abs(mag)" if _has_fraction(call) else None,
)
def m_copysign(call: Call) -> Callable[[Any, Any], Any]:
    """A sign of zero is positive, minus zero included, and so is that of NaN."""
    if _has_fraction(call):
        return lambda mag, sign: -abs(mag) if sign < 0.0 else abs(mag)
    highest = INT_MAX if call.args[0] == INT else LONG_MAX

    # The lowest integer has no positive counterpart and the function has no error: the nearest one stands in.
    return lambda mag, sign: -abs(mag) if sign < 0 else min(abs(mag), highest)


@function("m.signum", "(x: double) -> int", inline="(x > 0.0) - (x < 0.0)")
def m_signum(x: float) -> int:
    return (x > 0.0) - (x < 0.0)


# ---------------------------------------------------------------------------------------- whole numbers


@function("m.ceil", "(x: double) -> double", inline="float(ceil(x)) if -inf < x < inf else x")
def m_ceil(x: float) -> float:
    return float(ceil(x)) if -inf < x < inf else x


@function("m.floor", "(x: double) -> double", inline="float(floor(x)) if -inf < x < inf else x")
def m_floor(x: float) -> float:
    return float(floor(x)) if -inf < x < inf else x


@function("m.rint", "(x: double) -> double", inline="float(round(x)) if -inf < x < inf else x")
def m_rint(x: float) -> float:
    return float(round(x)) if -inf < x < inf else x


@function(
    "m.round",
    "(x: float) -> int",
    "(x: double) -> long",
    errors={27190: "int overflow", 27191: "long overflow"},
    typed=True,
)
def m_round(call: Call) -> Callable[[float], int]:
    is_int = call.args[0] == FLOAT
    lowest, highest, code = (INT_MIN, INT_MAX, 27190) if is_int else (LONG_MIN, LONG_MAX, 27191)

    def nearest(x: float) -> int:
        if not -inf < x < inf:
            raise failure("m.round", code)
        # Not floor(x + 0.5): that sum is rounded itself, which shows just below 0.5 and beyond 2**52.
        whole = floor(x)
        if x - whole >= 0.5:
            whole += 1
        if not lowest <= whole <= highest:
            raise failure("m.round", code)
        return whole

    return nearest


# ------------------------------------------------------------------------------- powers and logarithms


def exponential(x: float) -> float:
    """`exp` that overflows to infinity."""
    try:
        return exp(x)
    except OverflowError:
        return inf


def logarithm(x: float) -> float:
    """The natural logarithm of any double."""
    return log(x) if x > 0.0 else -inf if x == 0.0 else nan


@function("m.exp", "(x: double) -> double", inline="exp(x) if x < 709.0 else exponential(x)")
def m_exp(x: float) -> float:
    return exponential(x)


@function("m.expm1", "(x: double) -> double", inline="expm1(x) if x < 709.0 else exponential(x)")
def m_expm1(x: float) -> float:
    return expm1(x) if x < 709.0 else exponential(x)


@function("m.ln", "(x: double) -> double", inline="log(x) if x > 0.0 else logarithm(x)")
def m_ln(x: float) -> float:
    return logarithm(x)


@function("m.log10", "(x: double) -> double", inline="log10(x) if x > 0.0 else logarithm(x)")
def m_log10(x: float) -> float:
    return log10(x) if x > 0.0 else logarithm(x)


@function("m.ln1p", "(x: double) -> double", inline="log1p(x) if x > -1.0 else logarithm(x + 1.0)")
def m_ln1p(x: float) -> float:
    return log1p(x) if x > -1.0 else logarithm(x + 1.0)


@function("m.log", "(x: double, base: int) -> double", errors={27170: "base must be positive"})
def m_log(x: float, base: int) -> float:
    if base <= 0:
        raise failure("m.log", 27170)
    if base == 1:  # divided by the logarithm of one, which is zero
        return nan if x == 1.0 else logarithm(x) * inf
    if x > 0.0 and base in (2, 10):
        return log2(x) if base == 2 else log10(x)
    return logarithm(x) / log(base)


@function("m.sqrt", "(x: double) -> double", inline="sqrt(x) if x >= 0.0 else nan")
def m_sqrt(x: float) -> float:
    return sqrt(x) if x >= 0.0 else nan


@function("m.hypot", "(x: double, y: double) -> double", inline="hypot(x, y)")
def m_hypot(x: float, y: float) -> float:
    return hypot(x, y)


# --------------------------------------------------------------------------------------- trigonometry


@function("m.sin", "(x: double) -> double", inline="sin(x) if -inf < x < inf else nan")
def m_sin(x: float) -> float:
    return sin(x) if -inf < x < inf else nan


@function("m.cos", "(x: double) -> double", inline="cos(x) if -inf < x < inf else nan")
def m_cos(x: float) -> float:
    return cos(x) if -inf < x < inf else nan


@function("m.tan", "(x: double) -> double", inline="tan(x) if -inf < x < inf else nan")
def m_tan(x: float) -> float:
    return tan(x) if -inf < x < inf else nan


@function("m.asin", "(x: double) -> double", inline="asin(x) if -1.0 <= x <= 1.0 else nan")
def m_asin(x: float) -> float:
    return asin(x) if -1.0 <= x <= 1.0 else nan


@function("m.acos", "(x: double) -> double", inline="acos(x) if -1.0 <= x <= 1.0 else nan")
def m_acos(x: float) -> float:
    return acos(x) if -1.0 <= x <= 1.0 else nan


@function("m.atan", "(x: double) -> double", inline="atan(x)")
def m_atan(x: float) -> float:
    return atan(x)


@function("m.atan2", "(y: double, x: double) -> double", inline="atan2(y, x)")
def m_atan2(y: float, x: float) -> float:
    return atan2(y, x)


@function("m.sinh", "(x: double) -> double")
def m_sinh(x: float) -> float:
    try:
        return sinh(x)
    except OverflowError:
        return inf if x > 0.0 else -inf


@function("m.cosh", "(x: double) -> double")
def m_cosh(x: float) -> float:
    try:
        return cosh(x)
    except OverflowError:
        return inf


@function("m.tanh", "(x: double) -> double", inline="tanh(x)")
def m_tanh(x: float) -> float:
    return tanh(x)
