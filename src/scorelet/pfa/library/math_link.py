"""Link functions, which turn a linear prediction into a probability (or a positive number): m.link.*

All but softmax work element by element, on a number, an array or a map. Each is written where its formula
loses no digits: the tails of a probability near zero keep full relative accuracy (`erfc`, `expm1`, `log1p`),
and nothing overflows.
"""

from __future__ import annotations

from collections.abc import Callable
from math import atan, erfc, exp, expm1, inf, log1p, nan, pi, sqrt, tanh
from typing import Any

from scorelet.pfa.library.math import exponential
from scorelet.pfa.library.registry import Call, failure, function
from scorelet.pfa.numbers import ordered_sum
from scorelet.pfa.types import DOUBLE, Array

Elementwise = Callable[[Callable[[float], float]], Callable[[Call], Callable[[Any], Any]]]


def _link(name: str, scalar: str | None = None) -> Elementwise:
    """Register `name` for numbers, arrays and maps, from its function of a number; `scalar` is inline text."""

    def register(of_number: Callable[[float], float]) -> Callable[[Call], Callable[[Any], Any]]:
        def factory(call: Call) -> Callable[[Any], Any]:
            if call.args[0] == DOUBLE:
                return of_number
            if isinstance(call.args[0], Array):
                return lambda x: [of_number(value) for value in x]
            return lambda x: {key: of_number(value) for key, value in x.items()}

        return function(
            name,
            "(x: double) -> double",
            "(x: array of double) -> array of double",
            "(x: map of double) -> map of double",
            typed=True,
            inline=lambda call: scalar if call.args[0] == DOUBLE else None,
            specialise="scorelet.pfa.lower.spelled:spelled_out",
        )(factory)

    return register


@_link("m.link.logit", scalar="1.0 / (1.0 + exp(-x)) if x > -709.0 else logistic(x)")
def logit(x: float) -> float:
    return logistic(x)


def logistic(x: float) -> float:
    """1 / (1 + exp(-x)) for any double."""
    return 1.0 / (1.0 + exponential(-x))


_HALF_ROOT = sqrt(0.5)


@_link("m.link.probit", scalar="0.5 * erfc(x * -_HALF_ROOT)")
def probit(x: float) -> float:
    return 0.5 * erfc(x * -_HALF_ROOT)


@_link("m.link.cloglog")
def cloglog(x: float) -> float:
    return -expm1(-exponential(x))


@_link("m.link.loglog")
def loglog(x: float) -> float:
    return exp(-exponential(x))


@_link("m.link.cauchit")
def cauchit(x: float) -> float:
    return 0.5 + atan(x) / pi if x > -1.0 else atan(-1.0 / x) / pi


@_link("m.link.softplus")
def softplus(x: float) -> float:
    return x + log1p(exp(-x)) if x > 0.0 else log1p(exp(x))


@_link("m.link.relu", scalar="0.0 if x < 0.0 else x")
def relu(x: float) -> float:
    """The positive part; a NaN stays one."""
    return 0.0 if x < 0.0 else x


@_link("m.link.tanh", scalar="tanh(x)")
def m_tanh(x: float) -> float:
    return tanh(x)


@function(
    "m.link.softmax",
    "(x: array of double) -> array of double",
    "(x: map of double) -> map of double",
    errors={25000: "empty input"},
    typed=True,
    specialise="scorelet.pfa.lower.spelled:spelled_out",
)
def softmax(call: Call) -> Callable[[Any], Any]:
    if isinstance(call.args[0], Array):
        return _softmax
    return lambda x: dict(zip(x, _softmax(list(x.values())), strict=True))


def _softmax(x: list[float]) -> list[float]:
    """The common factor exp(-max(x)) cancels, and with it nothing overflows."""
    if not x:
        raise failure("m.link.softmax", 25000)
    highest = max(x)
    if highest == inf:
        return softmax_with_infinity(x)
    weights = [exp(value - highest) for value in x]
    total = ordered_sum(weights)
    return [weight / total for weight in weights]


def softmax_with_infinity(x: list[float]) -> list[float]:
    """exp(x) / inf: zero, but NaN for an infinite x and for all if there is a NaN among them."""
    if any(value != value for value in x):
        return [nan] * len(x)
    return [nan if value == inf else 0.0 for value in x]
