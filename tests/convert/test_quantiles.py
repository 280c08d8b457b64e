"""Quantile transforms against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import QuantileTransformer

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import table


@pytest.mark.parametrize("distribution", ["uniform", "normal"])
@pytest.mark.parametrize("ties", [True, False])
@pytest.mark.parametrize("count", [1, 2, 7, 60])
def test_quantiles(count: int, ties: bool, distribution: Any) -> None:
    x = table(60, 2, ties=ties, missing=0.1)
    model = QuantileTransformer(n_quantiles=count, output_distribution=distribution).fit(x)
    ends = [np.nanmin(x, axis=0), np.nanmax(x, axis=0)]
    near = [end + step for end in ends for step in (1e-6, 1e-8, -1e-8, -1e-6)]
    assert_parity(model, np.vstack([x[:30], table(30, 2, seed=1), ends, near, [[1e9, -1e9]]]))


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    st.lists(st.integers(-3, 3) | st.floats(-3, 3, allow_subnormal=False), min_size=1, max_size=12),
    st.integers(1, 12),
    st.sampled_from(["uniform", "normal"]),
)
def test_any_numbers(trained: list[float], count: int, distribution: Any) -> None:
    column = np.array([[float(value)] for value in trained])
    model = QuantileTransformer(n_quantiles=min(count, len(trained)), output_distribution=distribution).fit(column)
    assert_parity(model, [*column, [0.0], [0.5], [-2.0], [9.0], [np.nan]])


@pytest.mark.filterwarnings("ignore:All-NaN")
def test_a_column_of_nothing() -> None:
    x = np.array([[1.0, np.nan], [2.0, np.nan]])
    model = QuantileTransformer(n_quantiles=2).fit(x)
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == "QuantileTransformer: column 'x1' had no values in training"
