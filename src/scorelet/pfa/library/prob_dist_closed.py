"""Distributions whose density, distribution function and quantiles are formulas: exponential, Cauchy, lognormal,
uniform, Weibull.

Each is registered as three functions that share their checks: parameters first, then the input, which must be
finite (a probability for quantiles). The formulas below see only what passed.
"""

from __future__ import annotations

from collections.abc import Callable
from math import atan, exp, expm1, inf, isfinite, log, log1p, pi, sqrt, tan

from scorelet.pfa.library.math import exponential
from scorelet.pfa.library.math_kernel import power
from scorelet.pfa.library.prob_dist_gaussian import cdf_by_sigma, standard_quantile
from scorelet.pfa.library.registry import failure, function

Formula = Callable[..., float]


def _checked(name: str, code: int, of: str, parameters: str, valid: Callable[..., bool], formula: Formula) -> None:
    """Register `formula` as `name`: of `x` or of the probability `p`, and of `parameters`."""
    signature = ", ".join(f"{each}: double" for each in (of, *parameters.split()))
    errors = {code: "invalid parameterization", code + 1: "invalid input"}

    @function(name, f"({signature}) -> double", errors=errors)
    def run(x: float, *given: float) -> float:
        if not all(map(isfinite, given)) or not valid(*given):
            raise failure(name, code)
        if not (0.0 <= x <= 1.0 if of == "p" else isfinite(x)):
            raise failure(name, code + 1)
        return formula(x, *given)


def _distribution(
    name: str, code: int, parameters: str, valid: Callable[..., bool], pdf: Formula, cdf: Formula, qf: Formula
) -> None:
    _checked(f"prob.dist.{name}PDF", code, "x", parameters, valid, pdf)
    _checked(f"prob.dist.{name}CDF", code + 10, "x", parameters, valid, cdf)
    _checked(f"prob.dist.{name}QF", code + 20, "p", parameters, valid, qf)


def _exponential_waiting(p: float) -> float:
    """The standard exponential distribution's quantile."""
    return -log1p(-p) if p < 1.0 else inf


# -------------------------------------------------------------------------------------------- exponential


def _exponential_pdf(x: float, rate: float) -> float:
    return rate * exp(-rate * x) if x >= 0.0 else 0.0


def _exponential_cdf(x: float, rate: float) -> float:
    return -expm1(-rate * x) if x > 0.0 else 0.0


def _exponential_qf(p: float, rate: float) -> float:
    """At a rate of zero nothing ever happens: all quantiles but the lowest are infinite."""
    if p == 0.0:
        return 0.0
    return _exponential_waiting(p) / rate if rate > 0.0 else inf


_distribution(
    "exponential", 13030, "lambda", lambda rate: rate >= 0.0, _exponential_pdf, _exponential_cdf, _exponential_qf
)

# ------------------------------------------------------------------------------------------------- Cauchy


def _cauchy_pdf(x: float, location: float, scale: float) -> float:
    distance = (x - location) / scale
    return 1.0 / (pi * scale * (1.0 + distance * distance))


def _cauchy_cdf(x: float, location: float, scale: float) -> float:
    distance = (x - location) / scale
    return 0.5 + atan(distance) / pi if distance > -1.0 else atan(-1.0 / distance) / pi


def _cauchy_qf(p: float, location: float, scale: float) -> float:
    """By the tangent of the angle to the nearer end, which keeps the digits of the tails."""
    if p in (0.0, 1.0):
        return inf if p == 1.0 else -inf
    if 0.25 <= p <= 0.75:
        return location + scale * tan(pi * (p - 0.5))
    return location - scale / tan(pi * p) if p < 0.5 else location + scale / tan(pi * (1.0 - p))


_distribution("cauchy", 13180, "location scale", lambda _, scale: scale > 0.0, _cauchy_pdf, _cauchy_cdf, _cauchy_qf)

# ---------------------------------------------------------------------------------------------- lognormal


def _lognormal_pdf(x: float, meanlog: float, sdlog: float) -> float:
    if x <= 0.0:
        return 0.0
    distance = (log(x) - meanlog) / sdlog
    return exp(-0.5 * distance * distance) / (sqrt(2.0 * pi) * sdlog * x)


def _lognormal_cdf(x: float, meanlog: float, sdlog: float) -> float:
    return cdf_by_sigma(log(x), meanlog, sdlog) if x > 0.0 else 0.0


def _lognormal_qf(p: float, meanlog: float, sdlog: float) -> float:
    if p in (0.0, 1.0):
        return inf if p == 1.0 else 0.0
    return exponential(meanlog + sdlog * standard_quantile(p))


_distribution(
    "lognormal", 13240, "meanlog sdlog", lambda _, sdlog: sdlog > 0.0, _lognormal_pdf, _lognormal_cdf, _lognormal_qf
)

# ------------------------------------------------------------------------------------------------ uniform


def _uniform_pdf(x: float, lowest: float, highest: float) -> float:
    return 1.0 / (highest - lowest) if lowest <= x <= highest else 0.0


def _uniform_cdf(x: float, lowest: float, highest: float) -> float:
    return min(1.0, max(0.0, (x - lowest) / (highest - lowest)))


def _uniform_qf(p: float, lowest: float, highest: float) -> float:
    return lowest + p * (highest - lowest)


_distribution(
    "uniform", 13330, "min max", lambda lowest, highest: lowest < highest, _uniform_pdf, _uniform_cdf, _uniform_qf
)

# ------------------------------------------------------------------------------------------------ Weibull


def _weibull_pdf(x: float, shape: float, scale: float) -> float:
    if x < 0.0:
        return 0.0
    ratio = x / scale
    decay = exp(-power(ratio, shape))
    return shape / scale * power(ratio, shape - 1.0) * decay if decay > 0.0 else 0.0


def _weibull_cdf(x: float, shape: float, scale: float) -> float:
    return -expm1(-power(x / scale, shape)) if x > 0.0 else 0.0


def _weibull_qf(p: float, shape: float, scale: float) -> float:
    return scale * power(_exponential_waiting(p), 1.0 / shape)


_distribution(
    "weibull",
    13420,
    "shape scale",
    lambda shape, scale: shape > 0.0 and scale > 0.0,
    _weibull_pdf,
    _weibull_cdf,
    _weibull_qf,
)
