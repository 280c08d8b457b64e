"""Bins against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer

from tests.convert.parity import assert_parity
from tests.convert.tables import classes, table

x = table(80, 2, ties=True)


def k_bins(count: int, **parameters: Any) -> Any:
    return KBinsDiscretizer(count, quantile_method="averaged_inverted_cdf", **parameters)


@pytest.mark.filterwarnings("ignore:Bins whose width")
@pytest.mark.parametrize("encode", ["onehot", "onehot-dense", "ordinal"])
@pytest.mark.parametrize("strategy", ["uniform", "quantile", "kmeans"])
@pytest.mark.parametrize("count", [2, 5, 30])
def test_bins(count: int, strategy: Any, encode: Any) -> None:
    if strategy == "kmeans" and count > 5:
        count = 7
    model = k_bins(count, encode=encode, strategy=strategy).fit(x)
    edges = [edge for edges in model.bin_edges_ for edge in edges]
    rows = [[e, e] for edge in edges for e in (edge, np.nextafter(edge, 99.0), np.nextafter(edge, -99.0))]
    converted = assert_parity(model, [*rows, [1e9, -1e9]])
    assert converted.fields[0].thresholds == set(model.bin_edges_[0][1:-1])


@pytest.mark.parametrize("labels", [("no", "yes"), ("a", "b", "c")])
def test_weights_of_bins(labels: tuple[str, ...]) -> None:
    model = make_pipeline(k_bins(4, strategy="uniform"), LogisticRegression())
    assert_parity(model.fit(x, classes(x, labels)), table(20, 2, seed=1, ties=True))


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.lists(st.floats(-5, 5), min_size=3, max_size=10, unique=True), st.integers(2, 6), st.floats(-9, 9))
def test_any_edges(trained: list[float], count: int, asked: float) -> None:
    model = k_bins(count, strategy="uniform", encode="ordinal").fit([[value] for value in trained])
    assert_parity(model, [[value] for value in [*trained, asked]])
