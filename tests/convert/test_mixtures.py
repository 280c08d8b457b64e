"""Gaussian mixtures against scikit-learn."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import BayesianGaussianMixture, GaussianMixture

from scorelet.convert.mixtures import digamma
from tests.convert.parity import assert_parity
from tests.convert.tables import table

pytestmark = pytest.mark.filterwarnings(f"ignore::{ConvergenceWarning.__module__}.{ConvergenceWarning.__name__}")
X = table(70, 3)
ROWS = table(40, 3, seed=1)


@pytest.mark.parametrize("covariance", ["full", "tied", "diag", "spherical"])
def test_mixture(covariance: Any) -> None:
    assert_parity(GaussianMixture(3, covariance_type=covariance, random_state=0).fit(X), ROWS)


@pytest.mark.parametrize("prior", ["dirichlet_process", "dirichlet_distribution"])
@pytest.mark.parametrize("covariance", ["full", "tied", "diag", "spherical"])
def test_bayesian_mixture(covariance: Any, prior: Any) -> None:
    model = BayesianGaussianMixture(
        n_components=3, covariance_type=covariance, weight_concentration_prior_type=prior, random_state=0
    )
    assert_parity(model.fit(X), ROWS)


@settings(derandomize=True, deadline=None, max_examples=500)
@given(st.floats(1e-300, 1e300))
def test_digamma(x: float) -> None:
    """Near its root at 1.46 it is a difference of numbers around one."""
    assert math.isclose(digamma(x), float(special.digamma(x)), rel_tol=1e-14, abs_tol=1e-15)
