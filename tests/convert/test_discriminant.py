"""Discriminant analysis against scikit-learn."""

from __future__ import annotations

from typing import Any

import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from tests.convert.parity import assert_parity
from tests.convert.tables import classes, table

LABELS = [("a", "b"), (3, 1, 2)]


@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize("solver", ["svd", "lsqr", "eigen"])
def test_linear(solver: Any, labels: tuple[Any, ...]) -> None:
    x = table(60, 4)
    assert_parity(LinearDiscriminantAnalysis(solver=solver).fit(x, classes(x, labels)), table(50, 4, seed=1))


def test_linear_as_a_step() -> None:
    x = table(60, 4)
    y = classes(x, ("a", "b", "c"))
    assert_parity(make_pipeline(LinearDiscriminantAnalysis(), LogisticRegression()).fit(x, y), table(50, 4, seed=1))


@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize("model", [QuadraticDiscriminantAnalysis(), QuadraticDiscriminantAnalysis(reg_param=0.3)])
def test_quadratic(model: Any, labels: tuple[Any, ...]) -> None:
    x = table(60, 4)
    assert_parity(model.fit(x, classes(x, labels)), table(50, 4, seed=1))


def test_linear_of_one_class() -> None:
    """scikit-learn fails for its probabilities."""
    found = assert_parity(LinearDiscriminantAnalysis().fit(table(20, 3), ["only"] * 20), table(5, 3, seed=1))
    assert found.offered == ("label", "decision")
