"""Projections against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn import decomposition
from sklearn.cross_decomposition import PLSRegression
from sklearn.kernel_approximation import RBFSampler
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.random_projection import GaussianRandomProjection, SparseRandomProjection

from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

x = table(60, 5) + 3.0
ROWS = table(30, 5, seed=1) + 3.0


@pytest.mark.parametrize(
    "model",
    [
        decomposition.PCA(3),
        decomposition.PCA(1),
        decomposition.PCA(whiten=True),
        decomposition.PCA(2, svd_solver="randomized", random_state=0),
        decomposition.IncrementalPCA(2),
        decomposition.IncrementalPCA(2, whiten=True),
        decomposition.TruncatedSVD(2),
        GaussianRandomProjection(3, random_state=0),
        SparseRandomProjection(3, random_state=0),
        RBFSampler(n_components=6, random_state=0),
    ],
    ids=str,
)
def test_projections(model: Any) -> None:
    assert_parity(model.fit(x), ROWS)
    assert_parity(make_pipeline(model, LogisticRegression()).fit(x, classes(x, ("a", "b", "c"))), ROWS)


def test_what_does_not_vary_is_whitened() -> None:
    constant = x.copy()
    constant[:, 1] = 0.0
    assert_parity(decomposition.PCA(whiten=True, svd_solver="full").fit(constant), constant[:10])


@pytest.mark.parametrize("scale", [True, False])
@pytest.mark.parametrize("targets", [1, 2])
def test_partial_least_squares(targets: int, scale: bool) -> None:
    y = np.column_stack([numbers(x, seed=seed) for seed in range(targets)])
    assert_parity(PLSRegression(2, scale=scale).fit(x, y), ROWS)
    assert_parity(PLSRegression(1, scale=scale).fit(x, y[:, 0]), ROWS)
