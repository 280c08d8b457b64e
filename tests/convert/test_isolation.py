"""The isolation forest against scikit-learn."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import IsolationForest
from sklearn.ensemble._iforest import _average_path_length

from scorelet.convert.isolation import average_path_length
from tests.convert.edges import edges
from tests.convert.parity import assert_parity
from tests.convert.tables import table

SPECIAL = [[math.nan] * 3, [math.inf] * 3, [-math.inf] * 3, [1e300, -1e300, 3e38]]


@pytest.mark.parametrize(
    "parameters",
    [{}, {"contamination": 0.2}, {"max_features": 0.5}, {"max_samples": 2}, {"bootstrap": True, "max_samples": 0.3}],
    ids=str,
)
@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_parameters(parameters: dict[str, Any], missing: float) -> None:
    x = table(60, 3, missing=missing, ties=True)
    model = IsolationForest(n_estimators=8, random_state=0, **parameters).fit(x)
    assert_parity(model, [*x, *SPECIAL, *table(30, 3, seed=1, missing=0.3), *edges(model, x, most=60)])


def test_one_training_row() -> None:
    """Then nothing is set apart, and all scores are alike."""
    assert_parity(IsolationForest(n_estimators=3, random_state=0).fit([[1.0]]), [[1.0], [5.0]])


@pytest.mark.parametrize("rows", [1, 2, 3, 10, 256])
def test_path_lengths(rows: int) -> None:
    assert average_path_length(rows) == pytest.approx(_average_path_length([rows])[0], rel=1e-15)


@settings(derandomize=True, deadline=None, max_examples=20)
@given(st.data())
def test_any_forest(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 3))
    cell = st.sampled_from([0.0, 0.1, 1.0, 2.0, 1e38, math.nan])
    x = np.array(data.draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=12)))
    model = IsolationForest(n_estimators=data.draw(st.integers(1, 4)), random_state=data.draw(st.integers(0, 9)))
    assert_parity(model.fit(x), [*x, *edges(model, x, most=60)])
