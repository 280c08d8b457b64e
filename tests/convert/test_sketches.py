"""Polynomial sketches against scikit-learn."""

from __future__ import annotations

from typing import Any

import pytest
from sklearn.kernel_approximation import PolynomialCountSketch
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from tests.convert.parity import assert_parity
from tests.convert.tables import classes, table

X = table(40, 3)
ROWS = table(30, 3, seed=1)
PARAMETERS = [{}, {"degree": 1}, {"degree": 3, "gamma": 0.5}, {"coef0": 2.0}, {"degree": 4, "coef0": 0.5}]


@pytest.mark.parametrize("parameters", PARAMETERS, ids=str)
def test_sketch(parameters: dict[str, Any]) -> None:
    model = PolynomialCountSketch(n_components=7, random_state=0, **parameters)
    assert_parity(model.fit(X), ROWS, absolute=1e-11)


def test_as_a_step() -> None:
    model = make_pipeline(PolynomialCountSketch(n_components=20, random_state=0), LogisticRegression())
    assert_parity(model.fit(X, classes(X, ("a", "b"))), ROWS)
