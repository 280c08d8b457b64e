"""Kernel functions, which compare two vectors: m.kernel.*"""

from __future__ import annotations

from math import copysign, dist, inf, isnan, nan, pow, tanh
from operator import mul, sub

from scorelet.pfa.library.math import exponential
from scorelet.pfa.library.registry import failure, function
from scorelet.pfa.numbers import ordered_sum

_MISALIGNED = "arrays must have same length"


def _dot(x: list[float], y: list[float], name: str, code: int) -> float:
    if len(x) != len(y):
        raise failure(name, code)
    return ordered_sum(map(mul, x, y))


@function("m.kernel.linear", "(x: array of double, y: array of double) -> double", errors={23000: _MISALIGNED})
def linear(x: list[float], y: list[float]) -> float:
    return _dot(x, y, "m.kernel.linear", 23000)


@function(
    "m.kernel.rbf",
    "(x: array of double, y: array of double, gamma: double) -> double",
    errors={23010: _MISALIGNED},
)
def rbf(x: list[float], y: list[float], gamma: float) -> float:
    if len(x) != len(y):
        raise failure("m.kernel.rbf", 23010)
    distance = dist(x, y)
    if distance == inf and any(map(isnan, map(sub, x, y))):
        return nan  # an infinite difference beside one that is none: `dist` looks at the first only
    return exponential(-gamma * (distance * distance))


@function(
    "m.kernel.poly",
    "(x: array of double, y: array of double, gamma: double, intercept: double, degree: double) -> double",
    errors={23020: _MISALIGNED},
)
def poly(x: list[float], y: list[float], gamma: float, intercept: float, degree: float) -> float:
    return power(gamma * _dot(x, y, "m.kernel.poly", 23020) + intercept, degree)


@function(
    "m.kernel.sigmoid",
    "(x: array of double, y: array of double, gamma: double, intercept: double) -> double",
    errors={23030: _MISALIGNED},
)
def sigmoid(x: list[float], y: list[float], gamma: float, intercept: float) -> float:
    return tanh(gamma * _dot(x, y, "m.kernel.sigmoid", 23030) + intercept)


def power(base: float, exponent: float) -> float:
    """`base` to the power of `exponent` where Python's `pow` raises: a zero or negative base, overflow."""
    try:
        return pow(base, exponent)
    except ValueError:
        if base != 0.0:
            return nan
    except OverflowError:
        pass
    return copysign(inf, base) if exponent % 2.0 == 1.0 else inf
