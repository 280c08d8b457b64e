"""Projections against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn import decomposition
from sklearn.kernel_approximation import RBFSampler
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NeighborhoodComponentsAnalysis
from sklearn.pipeline import make_pipeline
from sklearn.random_projection import GaussianRandomProjection, SparseRandomProjection

from tests.convert.parity import assert_parity
from tests.convert.tables import classes, table

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
        decomposition.FactorAnalysis(2),
        decomposition.FastICA(2, random_state=0),
        decomposition.FastICA(whiten=False, random_state=0, max_iter=1000, tol=0.1),
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


@pytest.mark.parametrize("noise", [[1.0] * 5, [0.01, 1.0, 100.0, 1.0, 3.0]])
def test_factor_analysis(noise: list[float]) -> None:
    model = decomposition.FactorAnalysis(3).fit(x)
    model.noise_variance_ = np.array(noise)
    assert_parity(model, ROWS)


def test_neighborhood_components() -> None:
    model = NeighborhoodComponentsAnalysis(2, random_state=0, max_iter=5)
    assert_parity(model.fit(x, classes(x, ("a", "b", "c"))), ROWS)
