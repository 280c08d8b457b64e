from __future__ import annotations

from math import exp, inf, nan, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.pfa.types import DOUBLE
from tests.pfa.library.calls import resolved

# Parameters that are fine, ones that are refused, and the code of the density's first error.
DISTRIBUTIONS: dict[str, tuple[tuple[float, ...], list[tuple[float, ...]], int]] = {
    "exponential": ((0.5,), [(-0.1,), (inf,), (nan,)], 13030),
    "cauchy": ((1.0, 2.0), [(1.0, 0.0), (1.0, -1.0), (nan, 1.0), (1.0, inf)], 13180),
    "lognormal": ((0.5, 0.8), [(1.0, 0.0), (1.0, -1.0), (nan, 1.0), (1.0, inf)], 13240),
    "uniform": ((-2.0, 3.0), [(1.0, 1.0), (1.0, 0.0), (nan, 1.0), (1.0, inf)], 13330),
    "weibull": ((1.5, 2.0), [(0.0, 1.0), (1.0, 0.0), (nan, 1.0), (1.0, inf)], 13420),
}


def value(name: str, x: float, *parameters: float) -> object:
    return resolved(f"prob.dist.{name}", DOUBLE, *[DOUBLE] * len(parameters))(x, *parameters)


@pytest.mark.parametrize(
    ("name", "x", "parameters", "expected"),
    [
        ("exponentialPDF", 2.0, (0.5,), 0.5 * exp(-1.0)),
        ("exponentialPDF", -2.0, (0.5,), 0.0),
        ("exponentialCDF", 1e-20, (1.0,), 1e-20),
        ("exponentialQF", 1.0, (0.5,), inf),
        ("exponentialQF", 0.0, (0.0,), 0.0),
        ("exponentialQF", 0.1, (0.0,), inf),
        ("cauchyPDF", 3.0, (1.0, 2.0), 1.0 / (4.0 * pi)),
        ("cauchyCDF", -1e20, (0.0, 1.0), 1e-20 / pi),
        ("cauchyQF", 1e-20, (0.0, 1.0), -1e20 / pi),
        ("cauchyQF", 0.5, (1.0, 2.0), 1.0),
        ("cauchyQF", 0.0, (1.0, 2.0), -inf),
        ("cauchyQF", 1.0, (1.0, 2.0), inf),
        ("lognormalPDF", 1.0, (0.0, 1.0), 1.0 / sqrt(2.0 * pi)),
        ("lognormalPDF", 0.0, (0.0, 1.0), 0.0),
        ("lognormalCDF", exp(-1.0), (0.0, 1.0), 0.15865525393145707),
        ("lognormalCDF", -1.0, (0.0, 1.0), 0.0),
        ("lognormalQF", 0.5, (2.0, 1.0), exp(2.0)),
        ("lognormalQF", 0.0, (2.0, 1.0), 0.0),
        ("lognormalQF", 1.0, (2.0, 1.0), inf),
        ("lognormalQF", 0.9, (1e4, 1.0), inf),
        ("uniformPDF", 3.0, (-2.0, 3.0), 0.2),
        ("uniformPDF", 3.1, (-2.0, 3.0), 0.0),
        ("uniformCDF", 0.0, (-2.0, 3.0), 0.4),
        ("uniformCDF", 9.0, (-2.0, 3.0), 1.0),
        ("uniformQF", 0.4, (-2.0, 3.0), 0.0),
        ("weibullPDF", 2.0, (1.0, 2.0), 0.5 * exp(-1.0)),
        ("weibullPDF", -2.0, (1.0, 2.0), 0.0),
        ("weibullPDF", 0.0, (0.5, 2.0), inf),
        ("weibullPDF", 1e300, (2.0, 1.0), 0.0),
        ("weibullCDF", 2.0, (3.0, 2.0), 1.0 - exp(-1.0)),
        ("weibullQF", 1.0, (3.0, 2.0), inf),
    ],
)
def test_values(name: str, x: float, parameters: tuple[float, ...], expected: float) -> None:
    assert value(name, x, *parameters) == pytest.approx(expected, rel=1e-14, abs=1e-300)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_refused(name: str) -> None:
    fine, refused, code = DISTRIBUTIONS[name]
    for parameters in refused:
        for x in (0.5, nan):
            outcomes = [value(name + kind, x, *parameters) for kind in ("PDF", "CDF", "QF")]
            assert outcomes == [("error", code), ("error", code + 10), ("error", code + 20)]
    assert {value(name + "PDF", x, *fine) for x in (inf, nan)} == {("error", code + 1)}
    assert {value(name + "CDF", x, *fine) for x in (-inf, nan)} == {("error", code + 11)}
    assert {value(name + "QF", p, *fine) for p in (-0.1, 1.1, nan)} == {("error", code + 21)}


@pytest.mark.parametrize("name", DISTRIBUTIONS)
@given(p=st.floats(1e-6, 1.0 - 1e-6))
def test_quantile_is_the_inverse_of_the_distribution_function(name: str, p: float) -> None:
    fine, _, _ = DISTRIBUTIONS[name]
    x = value(name + "QF", p, *fine)
    assert isinstance(x, float)
    assert value(name + "CDF", x, *fine) == pytest.approx(p, rel=1e-9)
