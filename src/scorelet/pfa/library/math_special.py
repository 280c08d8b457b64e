"""Special functions: m.special.*

Accuracy is that of a double: `erf`, `erfc` and the gamma function are the C library's, and the logarithm of
the beta function avoids its cancellation by Stirling's series (see `ln_beta`).
"""

from __future__ import annotations

from math import comb, erf, erfc, gamma, inf, lgamma, log, log1p, nan, pi

from scorelet.pfa.library.math import exponential, logarithm
from scorelet.pfa.library.registry import failure, function
from scorelet.pfa.numbers import INT_MAX


@function("m.special.nChooseK", "(n: int, k: int) -> int", errors={36000: "domain error"})
def n_choose_k(n: int, k: int) -> int:
    if not 0 < k < n:
        raise failure("m.special.nChooseK", 36000)
    # 34 over 17 is already beyond an int. So is every coefficient at least as far from both edges: none of
    # those is computed, and a result that the result type cannot hold counts as outside of the domain.
    if 17 <= k <= n - 17:
        raise failure("m.special.nChooseK", 36000)
    ways = comb(n, k)
    if ways > INT_MAX:
        raise failure("m.special.nChooseK", 36000)
    return ways


@function("m.special.erf", "(x: double) -> double", inline="erf(x)")
def m_erf(x: float) -> float:
    return erf(x)


@function("m.special.erfc", "(x: double) -> double", inline="erfc(x)")
def m_erfc(x: float) -> float:
    return erfc(x)


@function("m.special.lnGamma", "(x: double) -> double")
def m_ln_gamma(x: float) -> float:
    """NaN where the gamma function is negative, as for any logarithm of a negative number, at its poles below
    zero and at infinity."""
    if x > 0.0:
        return ln_gamma(x) if x < inf else nan
    if x == 0.0:
        return inf
    if x % 2.0 > 1.0 or x % 1.0 == 0.0 or not x > -inf:
        return nan
    return lgamma(x)


_ZETA = (1.6449340668482264, 1.2020569031595942, 1.0823232337111382, 1.03692775514337, 1.0173430619844491)
"""Riemann's zeta function at 2, 3, ..."""
_EULER = 0.5772156649015329


def ln_gamma(x: float) -> float:
    """The logarithm of the gamma function of a positive number.

    The C function is exact to a double's absolute precision only where the result crosses zero, at 1 and 2:
    there a Taylor series takes its place.
    """
    if abs(x - 1.0) < 1e-3:
        return _ln_gamma_near_one(x - 1.0)
    if abs(x - 2.0) < 1e-3:
        return log1p(x - 2.0) + _ln_gamma_near_one(x - 2.0)
    try:
        return lgamma(x)
    except OverflowError:
        return inf


def _ln_gamma_near_one(z: float) -> float:
    """log(gamma(1 + z)) = -euler z + zeta(2) z^2 / 2 - zeta(3) z^3 / 3 + ..."""
    total, power = -_EULER * z, z * z
    for order, zeta in enumerate(_ZETA, start=2):
        total += zeta * power / order
        power *= -z
    return total


@function("m.special.lnBeta", "(a: double, b: double) -> double", errors={36010: "domain error"})
def m_ln_beta(a: float, b: float) -> float:
    if a <= 0.0 or b <= 0.0:
        raise failure("m.special.lnBeta", 36010)
    return ln_beta(a, b)


def ln_beta(a: float, b: float) -> float:
    """The logarithm of the beta function of two positive numbers.

    It is lgamma(a) + lgamma(b) - lgamma(a + b), but where `b` is large the last two nearly cancel. There each
    is written by Stirling's formula, lgamma(x) = (x - 1/2) log(x) - x + log(2 pi)/2 + tail(x), and what cancels
    is left out.
    """
    small, large = (a, b) if a < b else (b, a)
    if small != small or large != large:
        return nan
    if large == inf:
        return -inf
    if large < 10.0:
        if small < 1e-300:
            return lgamma(small) + log1p(small / large)
        return log(gamma(small) * (gamma(large) / gamma(small + large)))
    share = small / large / (1.0 + small / large)
    tails = _stirling_tail(large) - _stirling_tail(small + large)
    if small < 10.0:
        total = small + large
        return ln_gamma(small) + tails + small - small * log(total) + (large - 0.5) * log1p(-share)
    tails += _stirling_tail(small)
    return tails + 0.5 * log(2.0 * pi / large) + (small - 0.5) * logarithm(share) + large * log1p(-share)


_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400)
"""B(2k) / (2k (2k - 1)) for k = 1, 2, ...: the coefficients of Stirling's series in 1/x, 1/x^3, ..."""


def _stirling_tail(x: float) -> float:
    """What Stirling's formula for lgamma(x) leaves out; to double accuracy for x >= 10."""
    inverse = 1.0 / x
    square = inverse * inverse
    total = 0.0
    for coefficient in reversed(_STIRLING):
        total = total * square + coefficient
    return total * inverse


def gamma_share(a: float, x: float) -> float:
    """The regularised lower incomplete gamma function P(a, x), for a > 0 and x >= 0.

    Below a + 1 its power series; above, one minus the continued fraction of the upper function, evaluated by
    Lentz's method (Abramowitz and Stegun 6.5.29 and 6.5.31).
    """
    if x <= 0.0:
        return 0.0
    if x == inf:
        return 1.0
    front = exponential(a * log(x) - x - ln_gamma(a))
    if x < a + 1.0:
        return min(1.0, front * _gamma_series(a, x))
    return 1.0 - front * _gamma_fraction(a, x)


_TERMS = 100_000


def _gamma_series(a: float, x: float) -> float:
    term = total = 1.0 / a
    for n in range(1, _TERMS):
        term *= x / (a + n)
        total += term
        if term <= total * 1e-17:
            break
    return total


def _gamma_fraction(a: float, x: float) -> float:
    b = x + 1.0 - a
    c, d = inf, 1.0 / b
    total = d
    for n in range(1, _TERMS):
        numerator = n * (a - n)
        b += 2.0
        d = 1.0 / (b + numerator * d)
        c = b + numerator / c
        change = c * d
        total *= change
        if abs(change - 1.0) <= 1e-16:
            break
    return total
