"""Selected features against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import feature_selection as fs
from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

x = table(60, 5)
x[:, 3] = 0.25
y = numbers(x)
ROWS = table(20, 5, seed=1)


@pytest.mark.filterwarnings("ignore:Features", "ignore:invalid value", "ignore:divide by zero")
@pytest.mark.parametrize(
    "model",
    [
        fs.SelectKBest(k=2),
        fs.SelectKBest(k="all"),
        fs.SelectPercentile(percentile=40),
        fs.SelectFpr(),
        fs.SelectFdr(),
        fs.SelectFwe(),
        fs.GenericUnivariateSelect(mode="k_best", param=2),
        fs.SelectFromModel(LogisticRegression()),
        fs.SequentialFeatureSelector(LogisticRegression(), n_features_to_select=2, cv=2),
    ],
    ids=lambda model: type(model).__name__,
)
def test_selections(model: Any) -> None:
    labels = classes(x, (0, 1))
    assert_parity(model.fit(x, labels), ROWS)
    assert_parity(make_pipeline(StandardScaler(), model, LogisticRegression()).fit(x, labels), ROWS)


def test_variance_takes_missing_values() -> None:
    holes = x.copy()
    holes[::5, 0] = np.nan
    converted = assert_parity(fs.VarianceThreshold(0.1).fit(holes), [*ROWS, [np.nan] * 5])
    assert all(field.missing for field in converted.fields)


def test_features_that_are_left_out_are_not_asked_for() -> None:
    frame = pd.DataFrame(x, columns=list("abcde"))
    model = make_pipeline(fs.SelectFromModel(Lasso(0.1), max_features=2), Ridge()).fit(frame, y)
    kept = {frame.columns[i] for i in model[0].get_support(indices=True)}
    converted = assert_parity(model, [dict(zip("abcde", row, strict=True)) for row in ROWS.tolist()])
    assert {field.source for field in converted.fields} == kept
    assert 0 < len(kept) <= 2


@pytest.mark.parametrize("kind", [fs.RFE, fs.RFECV])
def test_elimination_transforms_and_answers(kind: Any) -> None:
    parameters = {"n_features_to_select": 2} if kind is fs.RFE else {"cv": 2}
    assert_parity(kind(LinearRegression(), **parameters).fit(x, y), ROWS)
    assert_parity(make_pipeline(kind(LinearRegression(), **parameters), Ridge()).fit(x, y), ROWS)
    assert_parity(kind(LogisticRegression(), **parameters).fit(x, classes(x, ("a", "b", "c"))), ROWS)
