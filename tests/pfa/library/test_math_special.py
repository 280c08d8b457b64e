from __future__ import annotations

from math import comb, erf, erfc, exp, inf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.pfa.library.math_special import gamma_share, ln_beta, ln_gamma
from scorelet.pfa.numbers import INT_MAX
from scorelet.pfa.types import DOUBLE, INT
from tests.pfa.library.calls import resolved

# References here: 40 digits, by an arbitrary-precision library.


def test_n_choose_k() -> None:
    choose = resolved("m.special.nChooseK", INT, INT)
    assert choose(10, 4) == 210
    assert choose(32, 16) == 601080390
    assert choose(33, 16) == 1166803110
    assert choose(INT_MAX, 1) == INT_MAX
    for n, k in [(5, 0), (5, 5), (0, 5), (5, -1), (34, 17), (INT_MAX, 2), (INT_MAX, 10**9), (INT_MAX, INT_MAX - 20)]:
        assert choose(n, k) == ("error", 36000)


@given(st.integers(2, 60), st.data())
def test_n_choose_k_is_exact_or_refused(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, n - 1))
    choose = resolved("m.special.nChooseK", INT, INT)
    if comb(n, k) <= INT_MAX:
        assert choose(n, k) == comb(n, k)
    else:
        assert choose(n, k) == ("error", 36000)


def test_error_functions() -> None:
    assert resolved("m.special.erf", DOUBLE)(0.5) == erf(0.5)
    assert resolved("m.special.erfc", DOUBLE)(22.5) == erfc(22.5) > 0.0


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (0.5, 0.5723649429247001),
        (22.5, 46.91997879580878),
        (1e-300, 690.7755278982137),
        (1.0000000001, -5.772157125783244e-11),
        (1.9999, -4.2275208772153458e-5),
        (1.0, 0.0),
        (2.0, 0.0),
    ],
)
def test_ln_gamma(x: float, expected: float) -> None:
    assert resolved("m.special.lnGamma", DOUBLE)(x) == pytest.approx(expected, rel=1e-11, abs=0.0)


def test_ln_gamma_outside_of_the_positive_numbers() -> None:
    run = resolved("m.special.lnGamma", DOUBLE)
    assert run(-1.5) == pytest.approx(0.8600470153764810, rel=1e-14)
    assert run(0.0) == inf
    assert run(1e306) == inf
    assert all(isnan(run(x)) for x in (-0.5, -1.0, -2.5, inf, -inf, nan))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (1.0, 3.0, -1.0986122886681098),
        (4.0, 3.0, -4.0943445622221),
        (0.01, 3.0, 4.5902323136238842),
        (1e-300, 1e-300, 691.46867507877365),
        (5e-324, 5e-324, 745.1332191019412),
        (12.0, 20.0, -21.250031520241931),
        (0.5, 1e12, -13.243145615039449),
        (1e10, 1e12, -56101536032.169689),
        (1e308, 1e308, -1.386294361119891e308),
        (3.0, inf, -inf),
    ],
)
def test_ln_beta(a: float, b: float, expected: float) -> None:
    assert ln_beta(a, b) == pytest.approx(expected, rel=1e-12)
    assert ln_beta(b, a) == ln_beta(a, b)


def test_ln_beta_of_what_is_no_number() -> None:
    assert isnan(ln_beta(nan, 1.0))
    assert isnan(ln_beta(1.0, nan))


def test_ln_beta_domain() -> None:
    run = resolved("m.special.lnBeta", DOUBLE, DOUBLE)
    for a, b in [(0.0, 1.0), (1.0, 0.0), (-inf, 1.0), (nan, -1.0)]:
        assert run(a, b) == ("error", 36010)


@given(st.floats(1e-3, 1e5))
def test_ln_gamma_recurrence(x: float) -> None:
    assert exp(ln_gamma(x + 1.0) - ln_gamma(x)) == pytest.approx(x, rel=1e-8)


@pytest.mark.parametrize(
    ("a", "x", "expected"),
    [
        (1.0, 1.0, 0.6321205588285577),
        (0.5, 0.02, 0.15851941887820605),
        (2.5, 30.0, 0.99999999998784543),
        (100.0, 90.0, 0.15822098918643017),
        (3.0, 0.0, 0.0),
        (3.0, inf, 1.0),
    ],
)
def test_gamma_share(a: float, x: float, expected: float) -> None:
    assert gamma_share(a, x) == pytest.approx(expected, rel=1e-12)
