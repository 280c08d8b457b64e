"""Clusterings and mixtures against scikit-learn."""

from __future__ import annotations

from typing import Any

import pytest
from sklearn.cluster import AffinityPropagation, Birch, KMeans, MeanShift, MiniBatchKMeans
from sklearn.linear_model import LogisticRegression
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline

from tests.convert.parity import assert_parity
from tests.convert.tables import classes, table

X = table(70, 3)
ROWS = table(40, 3, seed=1)
CLUSTERINGS = [
    KMeans(4, n_init=2, random_state=0),
    KMeans(1, n_init=1, random_state=0),
    MiniBatchKMeans(3, n_init=2, random_state=0),
    MeanShift(),
    AffinityPropagation(random_state=0),
    Birch(n_clusters=3),
]


@pytest.mark.parametrize("model", CLUSTERINGS, ids=str)
def test_clusterings(model: Any) -> None:
    assert_parity(model.fit(X), ROWS)


def test_distances_as_features() -> None:
    model = make_pipeline(KMeans(4, n_init=2, random_state=0), LogisticRegression())
    assert_parity(model.fit(X, classes(X, ("a", "b"))), ROWS)


@pytest.mark.parametrize("covariance", ["full", "tied", "diag", "spherical"])
def test_mixture(covariance: Any) -> None:
    assert_parity(GaussianMixture(3, covariance_type=covariance, random_state=0).fit(X), ROWS)
