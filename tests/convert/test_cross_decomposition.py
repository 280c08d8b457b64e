"""Partial least squares and canonical correlation against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.cross_decomposition import CCA, PLSSVD, PLSCanonical, PLSRegression
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline

from tests.convert.parity import assert_parity
from tests.convert.tables import numbers, table

X = table(60, 5) + 3.0
X[:, 2] = 1.0
ROWS = table(30, 5, seed=1) + 3.0
TARGETS = np.column_stack([numbers(X), numbers(X, seed=1)])
KINDS = [PLSRegression, PLSCanonical, CCA]


@pytest.mark.parametrize("scale", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_predicted(kind: Any, scale: bool) -> None:
    assert_parity(kind(2, scale=scale).fit(X, TARGETS), ROWS)
    assert_parity(kind(1, scale=scale).fit(X, TARGETS[:, 0]), ROWS)
    assert_parity(kind(1, scale=scale).fit(X, TARGETS[:, :1]), ROWS)


@pytest.mark.parametrize("kind", KINDS)
def test_scores(kind: Any) -> None:
    """A pipeline of parts that were fitted before: scikit-learn cannot fit one with these in the middle."""
    first = kind(2).fit(X, TARGETS)
    last = Ridge().fit(first.transform(X), TARGETS[:, 0])
    assert_parity(Pipeline([("scores", first), ("ridge", last)]), ROWS)


@pytest.mark.parametrize("scale", [True, False])
def test_singular_scores(scale: bool) -> None:
    assert_parity(PLSSVD(2, scale=scale).fit(X, TARGETS), ROWS)
