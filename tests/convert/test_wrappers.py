"""Estimators around others against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.compose import TransformedTargetRegressor
from sklearn.decomposition import PCA
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import FixedThresholdClassifier, GridSearchCV, TunedThresholdClassifierCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MaxAbsScaler,
    MinMaxScaler,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)
from sklearn.semi_supervised import SelfTrainingClassifier
from sklearn.svm import LinearSVC

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

X = table(60, 3)
ROWS = table(40, 3, seed=1)


def test_search() -> None:
    model = GridSearchCV(make_pipeline(StandardScaler(), Ridge()), {"ridge__alpha": [0.1, 1.0]}, cv=2)
    assert_parity(model.fit(X, numbers(X)), ROWS)


def test_search_without_a_best_estimator() -> None:
    model = GridSearchCV(Ridge(), {"alpha": [0.1]}, cv=2, refit=False).fit(X, numbers(X))
    with pytest.raises(NotConvertibleError, match=r"fit it \(a search with refit=True\)"):
        convert(model)


def test_frozen() -> None:
    assert_parity(FrozenEstimator(Ridge().fit(X, numbers(X))).fit(X, numbers(X)), ROWS)


def test_self_training() -> None:
    y = classes(X, (0, 1))
    y[::3] = -1
    assert_parity(SelfTrainingClassifier(LogisticRegression()).fit(X, y), ROWS)


@pytest.mark.parametrize("limit", ["auto", 0.3])
@pytest.mark.parametrize("response", ["auto", "predict_proba", "decision_function"])
def test_fixed_threshold(response: Any, limit: Any) -> None:
    model = FixedThresholdClassifier(LogisticRegression(), threshold=limit, response_method=response)
    assert_parity(model.fit(X, classes(X, ("a", "b"))), ROWS)


def test_tuned_threshold() -> None:
    model = TunedThresholdClassifierCV(LinearSVC(), cv=2).fit(X, classes(X, (0, 1)))
    assert_parity(model, ROWS)


TARGETS = [
    {"func": np.log1p, "inverse_func": np.expm1},
    {"func": np.log, "inverse_func": np.exp},
    {"transformer": StandardScaler()},
    {"transformer": MinMaxScaler()},
    {"transformer": MaxAbsScaler()},
    {"transformer": RobustScaler()},
    {"transformer": FunctionTransformer()},
    {"transformer": QuantileTransformer(n_quantiles=10)},
    {"transformer": QuantileTransformer(n_quantiles=20, output_distribution="normal")},
    {"transformer": PowerTransformer()},
    {"transformer": PowerTransformer(standardize=False)},
    {"transformer": PowerTransformer(method="box-cox")},
    {"transformer": PowerTransformer(method="box-cox", standardize=False)},
]


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_transformed_target(target: dict[str, Any]) -> None:
    y = np.abs(numbers(X)) + 0.5
    assert_parity(TransformedTargetRegressor(LinearRegression(), **target).fit(X, y), ROWS)


@pytest.mark.parametrize("power", [-1.0, 0.0, 1.0, 2.0, 3.0])
@pytest.mark.parametrize("method", ["yeo-johnson", "box-cox"])
def test_powers_of_targets(method: Any, power: float) -> None:
    """Where roots turn into logarithms, and where there is no way back."""
    transformer = PowerTransformer(method=method, standardize=False)
    model = TransformedTargetRegressor(LinearRegression(), transformer=transformer).fit(X, np.abs(numbers(X)) + 0.5)
    model.transformer_.lambdas_ = np.array([power])
    assert_parity(model, ROWS)


def test_unknown_inverses_are_not_converted() -> None:
    model = TransformedTargetRegressor(LinearRegression(), transformer=PCA(1))
    with pytest.raises(NotConvertibleError, match="the inverse of PCA is not known"):
        convert(model.fit(X, numbers(X)))
