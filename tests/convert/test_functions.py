"""Functions of numbers against scikit-learn and NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Binarizer, FunctionTransformer, Normalizer

from scorelet.convert import convert
from scorelet.convert.functions import UFUNCS
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import numbers, table

ODD = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, -1e-9, 1e-300, 700.0, 800.0, -800.0, np.inf, -np.inf, np.nan]
x = table(20, 2)


@pytest.mark.parametrize("threshold", [0.0, 1.5, -2.0])
def test_binarizer(threshold: float) -> None:
    rows = [[threshold, np.nextafter(threshold, 9.0)], [np.nextafter(threshold, -9.0), 0.0]]
    converted = assert_parity(Binarizer(threshold=threshold).fit(x), rows)
    assert all(field.thresholds == {threshold} for field in converted.fields)


@pytest.mark.parametrize("name", UFUNCS)
def test_known_functions(name: str) -> None:
    model = FunctionTransformer(getattr(np, name)).fit(x)
    assert_parity(model, [[value, 1.0] for value in ODD] + table(20, 2, seed=1).tolist())


def test_no_function() -> None:
    assert_parity(FunctionTransformer().fit(x), [[1.0, np.nan], [np.inf, 2.0]])
    converted = convert(FunctionTransformer(np.log1p, validate=True).fit(x))
    assert not any(field.missing or field.infinite for field in converted.fields)


def doubled(values: Any) -> Any:
    return values * 2


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (FunctionTransformer(doubled), "the function 'doubled' is not known; known are numpy's absolute, "),
        (
            FunctionTransformer(np.clip, kw_args={"a_min": 0, "a_max": 1}),
            "the function 'clip' is not known; ",
        ),
        (FunctionTransformer(np.exp, kw_args={"where": True}), "the parameter kw_args={'where': True} of the function"),
    ],
)
def test_other_functions(model: FunctionTransformer, message: str) -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(model.fit(x))
    assert str(caught.value).startswith(f"FunctionTransformer: {message}")


@pytest.mark.parametrize("norm", ["l1", "l2", "max"])
def test_normalizer(norm: Any) -> None:
    model = make_pipeline(Normalizer(norm=norm), Ridge()).fit(x, numbers(x))
    assert_parity(model, [[0.0, 0.0], [3.0, -4.0], [1e-15, 1e-15], [1e-16, 0.0], *x.tolist()])


@settings(derandomize=True, deadline=None, max_examples=30)
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(st.floats(-1e6, 1e6), min_size=width, max_size=width), min_size=1, max_size=4)
    ),
    st.sampled_from(["l1", "l2", "max"]),
)
def test_any_row_has_length_one(rows: list[list[float]], norm: Any) -> None:
    assert_parity(Normalizer(norm=norm).fit(rows), rows)
