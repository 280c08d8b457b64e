"""Arithmetic (specification 8.1): + - * / // u- % %% **

Integers are checked against the range of their type after Python has calculated them exactly; only powers are
bounded before. Floating point follows IEEE 754 and never fails: what Python refuses (dividing by zero,
powers too large) has its infinity or NaN put in place.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from scorelet.pfa.library.registry import Call, fail, failure, function
from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN
from scorelet.pfa.types import INT, LONG, Type

_BINARY = "(x: any A of {int, long, float, double}, y: A) -> A"
_MODULAR = "(k: any A of {int, long, float, double}, n: A) -> A"
_LIMITS: dict[Type, tuple[int, int, int]] = {INT: (INT_MIN, INT_MAX, 0), LONG: (LONG_MIN, LONG_MAX, 1)}
"""The range of the integer types, and which of a function's overflow codes is theirs."""


# ------------------------------------------------------------------------------------- within the type's range


def _checked_text(name: str, code: int, text: str) -> Callable[[Call], str]:
    """The template `text`, checked for overflow where the type is an integer one."""

    def inline(call: Call) -> str:
        limits = _LIMITS.get(call.labels["A"])
        if limits is None:
            return text
        low, high, place = limits
        return f"r if {low} <= (r := {text}) <= {high} else fail({name!r}, {code + place})"

    return inline


def _checked(call: Call, code: int, run: Callable[..., Any]) -> Callable[..., Any]:
    """`run`, checked for overflow where the type is an integer one."""
    limits = _LIMITS.get(call.labels["A"])
    if limits is None:
        return run
    low, high, place = limits

    def checked(*args: Any) -> Any:
        result = run(*args)
        return result if low <= result <= high else fail(call.name, code + place)

    return checked


@function(
    "+",
    _BINARY,
    errors={18000: "int overflow", 18001: "long overflow"},
    typed=True,
    inline=_checked_text("+", 18000, "x + y"),
)
def add(call: Call) -> Callable[..., Any]:
    return _checked(call, 18000, operator.add)


@function(
    "-",
    _BINARY,
    errors={18010: "int overflow", 18011: "long overflow"},
    typed=True,
    inline=_checked_text("-", 18010, "x - y"),
)
def subtract(call: Call) -> Callable[..., Any]:
    return _checked(call, 18010, operator.sub)


@function(
    "*",
    _BINARY,
    errors={18020: "int overflow", 18021: "long overflow"},
    typed=True,
    inline=_checked_text("*", 18020, "x * y"),
)
def multiply(call: Call) -> Callable[..., Any]:
    return _checked(call, 18020, operator.mul)


@function(
    "u-",
    "(x: any A of {int, long, float, double}) -> A",
    errors={18050: "int overflow", 18051: "long overflow"},
    typed=True,
    inline=_checked_text("u-", 18050, "-x"),
)
def negate(call: Call) -> Callable[..., Any]:
    return _checked(call, 18050, operator.neg)


# ---------------------------------------------------------------------------------------------------- quotients


# `is not None` is always true here: it only has x evaluated before y.
@function(
    "/",
    "(x: double, y: double) -> double",
    inline="a / b if (a := x) is not None and (b := y) else by_zero(a, b)",
)
def divide(x: float, y: float) -> float:
    return x / y if y else by_zero(x, y)


def by_zero(x: float, y: float) -> float:
    """x / y for a y of 0.0 or -0.0."""
    if x == 0 or x != x:
        return math.nan
    return math.copysign(math.inf, x) * math.copysign(1.0, y)


def _floor_divide_text(call: Call) -> str:
    low, high, _ = _LIMITS[call.labels["A"]]
    quotient = f"r if (r := a // b) <= {high} else {low}"
    return f"({quotient}) if (a := x) is not None and (b := y) else fail('//', 18040)"


@function(
    "//",
    "(x: any A of {int, long}, y: A) -> A",
    errors={18040: "integer division by zero"},
    typed=True,
    inline=_floor_divide_text,
)
def floor_divide(call: Call) -> Callable[[int, int], int]:
    low, high, _ = _LIMITS[call.labels["A"]]

    def quotient(x: int, y: int) -> int:
        if not y:
            raise failure("//", 18040)
        result = x // y
        # The lowest number by -1 is the one quotient out of range; without an error for it, it wraps around.
        return result if result <= high else low

    return quotient


@function("%", _MODULAR, errors={18060: "integer division by zero"}, typed=True)
def modulo(call: Call) -> Callable[..., Any]:
    return _float_modulo if call.labels["A"] not in _LIMITS else _int_modulo


def _int_modulo(k: int, n: int) -> int:
    if not n:
        raise failure("%", 18060)
    return k % n


def _float_modulo(k: float, n: float) -> float:
    return k % n if n else math.nan


@function("%%", _MODULAR, errors={18070: "integer division by zero"}, typed=True)
def remainder(call: Call) -> Callable[..., Any]:
    return _float_remainder if call.labels["A"] not in _LIMITS else _int_remainder


def _int_remainder(k: int, n: int) -> int:
    if not n:
        raise failure("%%", 18070)
    result = k % n
    return result - n if result and (k < 0) != (n < 0) else result


def _float_remainder(k: float, n: float) -> float:
    try:
        return math.fmod(k, n)
    except ValueError:  # k infinite or n zero
        return math.nan


# ------------------------------------------------------------------------------------------------------ powers


@function(
    "**",
    _BINARY,
    errors={18080: "int overflow", 18081: "long overflow"},
    typed=True,
    inline=lambda call: None if call.labels["A"] in _LIMITS else "power(x, y)",
)
def raise_to_power(call: Call) -> Callable[..., Any]:
    limits = _LIMITS.get(call.labels["A"])
    if limits is None:
        return power
    low, high, place = limits

    def int_power(x: int, y: int) -> int:
        result = _bounded_power(x, y)
        if result is None or not low <= result <= high:
            raise failure("**", 18080 + place)
        return result

    return int_power


def _bounded_power(x: int, y: int) -> int | None:
    """x ** y, fractions truncated; None for an infinity, or when it has certainly more than 64 bits."""
    if x in (1, -1):
        return x if y % 2 else 1
    if y < 0:
        return 0 if x else None
    if x and y > 64:
        return None
    return int(x**y)


def power(x: float, y: float) -> float:
    """x ** y as the platform has it, except that 1 to the power of NaN or of an infinity is NaN."""
    try:
        result = math.pow(x, y)
    except ValueError:
        if x:
            return math.nan
    except OverflowError:
        pass
    else:
        return result if result != 1.0 or math.isfinite(y) else math.nan
    # Out of range, or zero to a negative power: infinite, negative for odd powers of negative numbers.
    return math.copysign(math.inf, x) if math.fmod(y, 2) in (1, -1) else math.inf
