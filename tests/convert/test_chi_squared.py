"""Samplers of chi-squared kernels against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.kernel_approximation import AdditiveChi2Sampler, SkewedChi2Sampler
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from scorelet.errors import PfaUserError
from tests.convert.parity import assert_parity, engine_of
from tests.convert.tables import classes, table

X = np.abs(table(40, 3, ties=True))
ROWS = np.abs(table(30, 3, seed=1, ties=True)) * 0.7
ADDITIVE = [{}, {"sample_steps": 1}, {"sample_steps": 3}, {"sample_steps": 4, "sample_interval": 0.3}]


@pytest.mark.parametrize("parameters", ADDITIVE, ids=str)
def test_additive(parameters: dict[str, Any]) -> None:
    assert_parity(AdditiveChi2Sampler(**parameters).fit(X), ROWS)


def test_skewed() -> None:
    assert_parity(SkewedChi2Sampler(skewedness=0.5, n_components=4, random_state=0).fit(X), ROWS - 0.25)


def test_as_steps() -> None:
    model = make_pipeline(AdditiveChi2Sampler(), SkewedChi2Sampler(skewedness=9.0), LogisticRegression())
    assert_parity(model.fit(X, classes(X, ("a", "b"))), ROWS)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (AdditiveChi2Sampler(), "expected numbers from zero on"),
        (SkewedChi2Sampler(skewedness=0.5), "expected numbers greater than -0.5"),
    ],
    ids=str,
)
def test_numbers_that_the_source_refuses(model: Any, expected: str) -> None:
    engine = engine_of(assert_parity(model.fit(X), ROWS))
    with pytest.raises(PfaUserError, match=expected):
        engine.action({"x0": 1.0, "x1": -0.5, "x2": 1.0})
