"""The Gaussian distribution: prob.dist.gaussian*

The functions take mean and standard deviation, or a record with mean and variance. Both forms lead
to the same three functions of a deviation from the mean; what they refuse is decided away from the path that
valid arguments take, since naive Bayes models call `gaussianLL` for each feature.
"""

from __future__ import annotations

from collections.abc import Callable
from math import erf, erfc, exp, inf, log, pi, sqrt
from typing import Any

from scorelet.pfa.library.registry import Call, failure, function
from scorelet.pfa.types import DOUBLE

_PARAMETERS = "invalid parameterization"
_INPUT = "invalid input"

LN_2PI = log(2.0 * pi)
_HALF_LN_2PI = 0.5 * LN_2PI
_ROOT_2 = sqrt(2.0)
_ROOT_2PI = sqrt(2.0 * pi)


def _of_x(name: str) -> tuple[str, str]:
    return (
        f"({name}: double, mu: double, sigma: double) -> double",
        f"({name}: double, params: any record A with {{mean: double, variance: double}}) -> double",
    )


def _by_sigma(call: Call) -> bool:
    return call.args[1] == DOUBLE


def _check(name: str, code: int, x: float, mean: float, spread: float) -> None:
    """Refuse parameters by the error `code`, and an `x` that is not finite by the one after it."""
    if not (0.0 <= spread < inf and -inf < mean < inf):
        raise failure(name, code)
    if not -inf < x < inf:
        raise failure(name, code + 1)


# ------------------------------------------------------------------------------------- log-likelihood

_LL_BY_SIGMA = (
    "-0.5 * ((x - mu) / sigma) * ((x - mu) / sigma) - log(sigma) - _HALF_LN_2PI"
    " if 0.0 < sigma < inf and -inf < x - mu < inf else ll_by_sigma(x, mu, sigma)"
)
"""For parameters from a record the call is faster: in its place they would be looked up several times."""


@function(
    "prob.dist.gaussianLL",
    *_of_x("x"),
    errors={13000: _PARAMETERS, 13001: _INPUT},
    typed=True,
    inline=lambda call: _LL_BY_SIGMA if _by_sigma(call) else None,
    specialise="scorelet.pfa.lower.tables:gaussian_ll",
)
def gaussian_ll(call: Call) -> Callable[..., float]:
    return ll_by_sigma if _by_sigma(call) else ll_by_variance


def ll_by_sigma(x: float, mu: float, sigma: float) -> float:
    if 0.0 < sigma < inf and -inf < x - mu < inf:
        deviation = (x - mu) / sigma
        return -0.5 * deviation * deviation - log(sigma) - _HALF_LN_2PI
    return ll_at_the_edge(x, mu, sigma)


def ll_by_variance(x: float, params: dict[str, Any]) -> float:
    variance: float = params["variance"]
    deviation: float = x - params["mean"]
    if 0.0 < variance < inf and -inf < deviation < inf:
        return -0.5 * (deviation * deviation / variance + log(variance) + LN_2PI)
    return ll_at_the_edge(x, params["mean"], variance)


def ll_at_the_edge(x: float, mean: float, spread: float) -> float:
    """Refused arguments, a distribution all in one point, or a deviation beyond a double's range."""
    _check("prob.dist.gaussianLL", 13000, x, mean, spread)
    return inf if x == mean else -inf


# ------------------------------------------------------------------------------ cumulative distribution


@function(
    "prob.dist.gaussianCDF",
    *_of_x("x"),
    errors={13010: _PARAMETERS, 13011: _INPUT},
    typed=True,
)
def gaussian_cdf(call: Call) -> Callable[..., float]:
    if _by_sigma(call):
        return cdf_by_sigma
    return lambda x, params: cdf_by_sigma(x, params["mean"], _root(params["variance"]))


def _root(variance: float) -> float:
    """The standard deviation; a variance that is refused stays as it is."""
    return sqrt(variance) if variance >= 0.0 else variance


def cdf_by_sigma(x: float, mu: float, sigma: float) -> float:
    """By the complementary error function, which keeps the digits of the lower tail."""
    if 0.0 < sigma < inf and -inf < x - mu < inf:
        return 0.5 * erfc((mu - x) / (sigma * _ROOT_2))
    _check("prob.dist.gaussianCDF", 13010, x, mu, sigma)
    return 0.0 if x < mu else 1.0


# -------------------------------------------------------------------------------------------- quantiles


@function(
    "prob.dist.gaussianQF",
    *_of_x("p"),
    errors={13020: _PARAMETERS, 13021: _INPUT},
    typed=True,
)
def gaussian_qf(call: Call) -> Callable[..., float]:
    if _by_sigma(call):
        return qf_by_sigma
    return lambda p, params: qf_by_sigma(p, params["mean"], _root(params["variance"]))


def qf_by_sigma(p: float, mu: float, sigma: float) -> float:
    if not (0.0 <= sigma < inf and -inf < mu < inf):
        raise failure("prob.dist.gaussianQF", 13020)
    if not 0.0 <= p <= 1.0:
        raise failure("prob.dist.gaussianQF", 13021)
    if p in (0.0, 1.0):
        return inf if p == 1.0 else -inf
    return mu + sigma * standard_quantile(p)


def standard_quantile(p: float) -> float:
    """The standard normal distribution's quantile of 0 < p < 1, to double accuracy.

    Halley's method on the distribution function: in the middle on its distance from one half, in the tails on
    the tail itself, so that the residual always keeps its relative accuracy. The start is a line there, and
    formula 26.2.23 of Abramowitz and Stegun here; each step triples the number of correct digits.
    """
    if abs(p - 0.5) <= 0.25:
        distance = p - 0.5
        x = distance * _ROOT_2PI
        for _ in range(3):
            x -= _halley(0.5 * erf(x / _ROOT_2) - distance, x)
        return x
    tail = min(p, 1.0 - p)
    t = sqrt(-2.0 * log(tail))
    x = (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
    for _ in range(2):
        x -= _halley(0.5 * erfc(-x / _ROOT_2) - tail, x)
    return x if p < 0.5 else -x


def _halley(residual: float, x: float) -> float:
    """The step back from `x`; the density's second derivative over its first is -x."""
    newton = residual * _ROOT_2PI / exp(-0.5 * x * x)
    return newton / (1.0 + 0.5 * x * newton)
