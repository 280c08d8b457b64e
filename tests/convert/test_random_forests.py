"""Random forests against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
    RandomTreesEmbedding,
)
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tests.convert.edges import edges
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

CLASSIFIERS = [
    RandomForestClassifier(7, random_state=0),
    RandomForestClassifier(1, max_depth=1, random_state=0),
    RandomForestClassifier(5, class_weight="balanced_subsample", max_samples=0.5, criterion="log_loss", random_state=0),
    ExtraTreesClassifier(6, max_depth=4, random_state=0),
]


@pytest.mark.parametrize("labels", [(0, 1), ("a", "b", "c"), (5,)], ids=str)
@pytest.mark.parametrize("model", CLASSIFIERS, ids=str)
def test_classifiers(model: Any, labels: tuple[Any, ...]) -> None:
    x = table(60, 3, ties=True)
    model.fit(x, classes(x, labels))
    assert_parity(model, [*x, *table(30, 3, seed=1), *edges(model, x, most=100)])


@pytest.mark.parametrize("targets", [1, 3])
@pytest.mark.parametrize(
    "model",
    [
        RandomForestRegressor(7, random_state=0),
        ExtraTreesRegressor(6, max_leaf_nodes=9, random_state=0),
        RandomForestRegressor(3, criterion="poisson", random_state=0),
    ],
    ids=str,
)
def test_regressors(model: Any, targets: int) -> None:
    x = table(60, 3)
    y = np.abs(np.column_stack([numbers(x, seed=seed) for seed in range(targets)]))
    model.fit(x, y if targets > 1 else y[:, 0])
    assert_parity(model, [*x, *table(30, 3, seed=1), *edges(model, x, most=100)])


def test_several_targets_of_classes() -> None:
    x = table(60, 3)
    y = np.column_stack([classes(x, (1, 2, 3)), classes(x, (0, 1), seed=5)])
    assert_parity(RandomForestClassifier(5, random_state=0).fit(x, y), x)


@pytest.mark.parametrize("model", [RandomForestClassifier(5), ExtraTreesClassifier(5)], ids=str)
def test_missing_values(model: Any) -> None:
    x = table(80, 3, missing=0.2)
    model.set_params(random_state=0).fit(x, classes(x, ("a", "b")))
    assert_parity(model, [*x, *table(80, 3, seed=1, missing=0.4), *edges(model, x, most=100)])


def test_embedding() -> None:
    x = table(60, 3)
    model = RandomTreesEmbedding(4, max_depth=3, random_state=0).fit(x)
    assert_parity(model, [*x, *table(30, 3, seed=1), *edges(model, x)])


def test_embedding_in_a_pipeline() -> None:
    x = table(60, 3)
    model = make_pipeline(StandardScaler(), RandomTreesEmbedding(4, max_depth=3, random_state=0), LogisticRegression())
    assert_parity(model.fit(x, classes(x, ("a", "b"))), table(30, 3, seed=1))


@settings(derandomize=True, deadline=None, max_examples=20)
@given(st.data())
def test_any_forest(data: st.DataObject) -> None:
    """Few values and few trees: votes are tied."""
    width = data.draw(st.integers(1, 3))
    cell = st.sampled_from([0.0, 0.1, 1.0, 2.0, np.nan])
    x = np.array(data.draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=4, max_size=12)))
    y = np.array([data.draw(st.integers(0, 3)) for _ in x])
    kind = data.draw(st.sampled_from([RandomForestClassifier, ExtraTreesClassifier, RandomForestRegressor]))
    model = kind(data.draw(st.integers(1, 4)), random_state=data.draw(st.integers(0, 9)), max_depth=2)
    model.fit(x, y)
    assert_parity(model, [*x, *edges(model, x, most=60)])
