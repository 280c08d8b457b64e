"""Estimators of several targets against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge, RidgeClassifier
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier, MultiOutputRegressor, RegressorChain
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

X = table(60, 3)
ROWS = table(40, 3, seed=1)
ONES = (X + table(60, 3, seed=2) > 0).astype(np.int64)
CHAINED = [LogisticRegression(), GaussianNB(), make_pipeline(StandardScaler(), RandomForestClassifier(5, max_depth=3))]


def named(model: Any) -> str:
    return type(model).__name__


@pytest.mark.parametrize("model", [MultiOutputRegressor(Ridge()), RegressorChain(Ridge(), order=[1, 0, 2])], ids=named)
def test_regressors(model: Any) -> None:
    assert_parity(model.fit(X, np.column_stack([numbers(X, seed=seed) for seed in range(3)])), ROWS)


@pytest.mark.parametrize("member", [LogisticRegression(), RidgeClassifier()], ids=named)
def test_classifiers(member: Any) -> None:
    y = np.column_stack([classes(X, ("a", "b")), classes(X, ("c", "b", "a"), seed=1)])
    found = assert_parity(MultiOutputClassifier(member).fit(X, y), ROWS)
    assert found.outputs[0] == "label0"


@pytest.mark.parametrize("method", ["predict", "predict_proba", "predict_log_proba", "decision_function"])
@pytest.mark.parametrize("member", CHAINED, ids=named)
def test_classifier_chain(member: Any, method: Any) -> None:
    if not hasattr(member, method):
        pytest.skip("scikit-learn cannot chain it so")
    model = ClassifierChain(member, order=[2, 0, 1], chain_method=method)
    found = assert_parity(model.fit(X, ONES), ROWS)
    assert found.outputs[:2] == ("labels", "probabilities")


def test_a_chain_of_other_classes_is_not_converted() -> None:
    model = ClassifierChain(LogisticRegression()).fit(X, ONES + np.array([0, 1, 0]))
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == "ClassifierChain: the classes of target 1 are [1, 2]; expected [0, 1]"
