from __future__ import annotations

from math import inf, log, nan, pi
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.pfa.library.prob_dist_gaussian import standard_quantile
from scorelet.pfa.types import DOUBLE, Type
from tests.pfa.library.calls import record, resolved

NUMBERS = (DOUBLE, DOUBLE, DOUBLE)
RECORD: tuple[Type, ...] = (DOUBLE, record(count=DOUBLE, mean=DOUBLE, variance=DOUBLE))
CODES = {"gaussianLL": 13000, "gaussianCDF": 13010, "gaussianQF": 13020}


def params(mean: float, variance: float) -> dict[str, float]:
    return {"count": 3.0, "mean": mean, "variance": variance}


def test_log_likelihood() -> None:
    expected = -((1.0 - 3.0) ** 2) / (2.0 * 4.0) - log(2.0 * (2.0 * pi) ** 0.5)
    assert resolved("prob.dist.gaussianLL", *NUMBERS)(1.0, 3.0, 2.0) == pytest.approx(expected, rel=1e-15)
    assert resolved("prob.dist.gaussianLL", *RECORD)(1.0, params(3.0, 4.0)) == pytest.approx(expected, rel=1e-15)


def test_all_in_one_point() -> None:
    for form, spread in ((NUMBERS, (3.0, 0.0)), (RECORD, (params(3.0, 0.0),))):
        assert resolved("prob.dist.gaussianLL", *form)(3.0, *spread) == inf
        assert resolved("prob.dist.gaussianLL", *form)(3.1, *spread) == -inf
        assert [resolved("prob.dist.gaussianCDF", *form)(x, *spread) for x in (2.9, 3.0, 3.1)] == [0.0, 1.0, 1.0]
        quantile = resolved("prob.dist.gaussianQF", *form)
        assert [quantile(p, *spread) for p in (0.0, 0.2, 1.0)] == [-inf, 3.0, inf]


def test_beyond_a_double() -> None:
    assert resolved("prob.dist.gaussianLL", *NUMBERS)(1e308, -1e308, 1.0) == -inf
    assert resolved("prob.dist.gaussianLL", *RECORD)(1e200, params(0.0, 1e-300)) == -inf


@pytest.mark.parametrize("name", CODES)
@pytest.mark.parametrize(("mean", "spread"), [(0.0, -0.1), (0.0, inf), (0.0, nan), (inf, 1.0), (nan, 1.0)])
def test_parameters_are_checked_first(name: str, mean: float, spread: float) -> None:
    for x in (0.5, nan, 7.0):
        assert resolved(f"prob.dist.{name}", *NUMBERS)(x, mean, spread) == ("error", CODES[name])
        assert resolved(f"prob.dist.{name}", *RECORD)(x, params(mean, spread)) == ("error", CODES[name])


@pytest.mark.parametrize("name", CODES)
def test_input_is_checked(name: str) -> None:
    for x in (nan, inf, -inf) if name != "gaussianQF" else (nan, -0.1, 1.1):
        for spread in (0.0, 1.0):
            assert resolved(f"prob.dist.{name}", *NUMBERS)(x, 0.0, spread) == ("error", CODES[name] + 1)
            assert resolved(f"prob.dist.{name}", *RECORD)(x, params(0.0, spread)) == ("error", CODES[name] + 1)


def test_cumulative_distribution() -> None:
    cdf = resolved("prob.dist.gaussianCDF", *NUMBERS)
    assert cdf(3.0, 3.0, 2.0) == 0.5
    assert cdf(-17.0, 3.0, 2.0) == pytest.approx(7.619853024160526e-24, rel=1e-13, abs=0.0)
    assert resolved("prob.dist.gaussianCDF", *RECORD)(-1.0, params(0.0, 1.0)) == pytest.approx(0.15865525393145707)


@given(st.floats(1e-300, 1.0, exclude_max=True))
def test_standard_quantile(p: float) -> None:
    assert standard_quantile(p) == pytest.approx(NormalDist().inv_cdf(p), rel=1e-13, abs=1e-300)


def test_quantiles() -> None:
    # References: 40 digits, by an arbitrary-precision library.
    assert standard_quantile(0.5) == 0.0
    assert standard_quantile(0.1) == pytest.approx(-1.2815515655446004, rel=1e-15)
    assert standard_quantile(5e-324) == pytest.approx(-38.467742167707804, rel=1e-12)
    assert resolved("prob.dist.gaussianQF", *NUMBERS)(0.9, 1.0, 2.0) == pytest.approx(3.5631031310892007, rel=1e-15)
    assert resolved("prob.dist.gaussianQF", *RECORD)(0.9, params(1.0, 4.0)) == pytest.approx(3.5631031310892007)
