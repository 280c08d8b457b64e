"""Products of features against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures

from tests.convert.parity import assert_parity
from tests.convert.tables import numbers, table


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("interactions", [True, False])
@pytest.mark.parametrize("degree", [1, 2, 3, 5, (2, 3), (0, 2), (3, 3)])
def test_degrees(degree: Any, interactions: bool, bias: bool) -> None:
    x = table(10, 4)
    model = PolynomialFeatures(degree, interaction_only=interactions, include_bias=bias)
    assert_parity(model.fit(x), table(10, 4, seed=1))


def test_degree_zero_and_a_single_feature() -> None:
    assert_parity(PolynomialFeatures(0).fit([[1.0], [2.0]]), [[3.0], [0.0]])
    assert_parity(PolynomialFeatures(4).fit([[1.0], [2.0]]), [[3.0], [-0.5]])


def test_many_products_are_made_by_a_loop() -> None:
    x = table(30, 30)
    model = make_pipeline(PolynomialFeatures(2), Ridge()).fit(x, numbers(x))
    assert_parity(model, table(5, 30, seed=1))


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.lists(st.floats(-1e60, 1e60), min_size=3, max_size=3))
def test_products_have_the_same_rounding(row: list[float]) -> None:
    model = PolynomialFeatures(4).fit(np.zeros((1, 3)))
    converted = assert_parity(model, [row], absolute=0.0)
    assert converted.precision == "float64"
