"""B-splines as polynomials, against scikit-learn and SciPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import SplineTransformer

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError, PfaUserError
from tests.convert.parity import assert_parity, engine_of
from tests.convert.tables import table

x = table(60, 3)
ENDS = np.vstack([x.min(axis=0), x.max(axis=0)])
ROWS = np.vstack([table(20, 3, seed=1), x[:10], ENDS, ENDS * 3.0, np.zeros((1, 3)), table(3, 3, seed=2) * 100.0])
EXTRAPOLATIONS = ["error", "constant", "linear", "continue", "periodic"]


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("knots", ["uniform", "quantile"])
@pytest.mark.parametrize("extrapolation", EXTRAPOLATIONS)
@pytest.mark.parametrize("degree", [0, 1, 3])
def test_splines(degree: int, extrapolation: Any, knots: Any, bias: bool) -> None:
    model = SplineTransformer(7, degree, knots=knots, extrapolation=extrapolation, include_bias=bias).fit(x)
    assert_parity(model, ROWS, absolute=1e-9 if extrapolation == "continue" else 1e-12)


def test_knots_of_ones_own_are_thresholds() -> None:
    knots = np.array([[0.0], [1.0], [1.5], [4.0]])
    model = SplineTransformer(knots=knots, degree=2).fit(x[:, :1])
    rows = [[knot + step] for knot in knots[:, 0] for step in (-1e-12, 0.0, 1e-12)]
    converted = assert_parity(model, rows)
    assert converted.fields[0].thresholds == {0.0, 1.0, 1.5, 4.0}


@pytest.mark.parametrize("extrapolation", ["constant", "linear", "continue", "periodic"])
def test_missing_values_may_be_zeros(extrapolation: Any) -> None:
    model = SplineTransformer(extrapolation=extrapolation, handle_missing="zeros").fit(x)
    assert_parity(model, [*ROWS[:5], [np.nan, 0.0, np.nan]])


def test_outside_of_the_knots() -> None:
    model = SplineTransformer(3, extrapolation="error").fit([[0.0], [2.0]])
    with pytest.raises(PfaUserError, match=r"column 'x0': expected a number from 0\.0 to 2\.0"):
        engine_of(convert(model)).action({"x0": 2.5})


def test_lines_from_too_few_knots() -> None:
    model = SplineTransformer(2, 1, extrapolation="linear").fit(x)
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == "SplineTransformer: extrapolation='linear' of a degree below 2 with so few knots"


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    st.lists(st.integers(-4, 4), min_size=2, max_size=10, unique=True),
    st.integers(2, 6),
    st.integers(0, 4),
    st.sampled_from(EXTRAPOLATIONS),
    st.lists(st.floats(-9, 9, allow_subnormal=False), min_size=1, max_size=6),
)
def test_any_knots(trained: list[int], knots: int, degree: int, extrapolation: Any, asked: list[float]) -> None:
    if extrapolation == "periodic" and knots <= degree:
        knots = degree + 1 if degree else 2
    model = SplineTransformer(knots, degree, extrapolation=extrapolation).fit([[float(value)] for value in trained])
    assert_parity(model, [[float(value)] for value in [*asked, *trained]], absolute=1e-9)
