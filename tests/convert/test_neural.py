"""Multi-layer perceptrons against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import BernoulliRBM, MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

pytestmark = pytest.mark.filterwarnings(f"ignore::{ConvergenceWarning.__module__}.{ConvergenceWarning.__name__}")
X = table(60, 3)
ROWS = table(40, 3, seed=1)
FEW = {"hidden_layer_sizes": (5, 4), "max_iter": 30, "random_state": 0}


@pytest.mark.parametrize("labels", [("a", "b"), (3, 1, 2)])
@pytest.mark.parametrize("activation", ["identity", "logistic", "tanh", "relu"])
def test_classifier(activation: Any, labels: tuple[Any, ...]) -> None:
    assert_parity(MLPClassifier(activation=activation, **FEW).fit(X, classes(X, labels)), ROWS)


@pytest.mark.parametrize("targets", [1, 2])
def test_regressor(targets: int) -> None:
    y = numbers(X) if targets == 1 else np.column_stack([numbers(X), numbers(X, seed=1)])
    assert_parity(MLPRegressor(**FEW).fit(X, y), ROWS)


def test_several_labels_for_a_row() -> None:
    assert_parity(MLPClassifier(**FEW).fit(X, (X > 0).astype(int)), ROWS)


def test_hidden_units() -> None:
    model = BernoulliRBM(4, random_state=0, n_iter=3)
    assert_parity(make_pipeline(MinMaxScaler(), model, LogisticRegression()).fit(X, classes(X, ("a", "b"))), ROWS)
    assert_parity(model, ROWS)


def test_one_class() -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(MLPClassifier(**FEW).fit(X, ["only"] * len(X)))
    assert str(caught.value) == (
        "MLPClassifier: it was trained on one class, and answers with the probabilities of two"
    )
