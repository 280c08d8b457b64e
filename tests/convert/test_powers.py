"""Power transforms against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import PowerTransformer

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError, PfaUserError
from tests.convert.parity import assert_parity, engine_of
from tests.convert.tables import table

x = table(40, 3)
x[:, 2] = 4.0


@pytest.mark.parametrize("standardize", [True, False])
def test_yeo_johnson(standardize: bool) -> None:
    model = PowerTransformer(standardize=standardize).fit(x)
    assert_parity(model, [*table(20, 3, seed=1), [0.0, -0.0, 4.0], [-1e6, 1e6, np.nan]])


@pytest.mark.parametrize("standardize", [True, False])
def test_box_cox(standardize: bool) -> None:
    model = PowerTransformer("box-cox", standardize=standardize).fit(np.abs(x[:, :2]) + 0.01)
    converted = assert_parity(model, [*(np.abs(table(20, 2, seed=1)) + 1e-3), [1.0, 1e9], [1e-9, np.nan]])
    with pytest.raises(PfaUserError, match="the Box-Cox transform takes positive numbers only"):
        engine_of(converted).action({"x0": 0.0, "x1": 1.0})


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    st.sampled_from([0.0, 2.0, 1.0, -1.0, 1e-18, 2.0 + 1e-15]) | st.floats(-5, 5, allow_subnormal=False),
    st.sampled_from(["yeo-johnson", "box-cox"]),
    st.lists(st.floats(-1e3, 1e3, allow_subnormal=False), min_size=1, max_size=5),
)
def test_any_power(power: float, method: str, values: list[float]) -> None:
    model = PowerTransformer(method, standardize=False).fit([[1.0], [2.0], [3.0]])
    model.lambdas_ = np.array([power])
    if method == "box-cox":
        values = [abs(value) + 1e-3 for value in values]
    assert_parity(model, [[value] for value in values])


def test_a_column_without_a_power() -> None:
    model = PowerTransformer().fit(x)
    model.lambdas_[1] = np.nan
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == "PowerTransformer: a column's lambda is not a finite number"
