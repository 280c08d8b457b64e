"""Decision trees against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier, ExtraTreeRegressor

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.edges import edges
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

LABELS = [(0, 1), ("no", "yes"), ("a", "b", "c"), (3, 1, 2, 7), (False, True), ("only",)]


@pytest.mark.parametrize("labels", LABELS, ids=str)
@pytest.mark.parametrize(
    "model",
    [
        DecisionTreeClassifier(random_state=0),
        DecisionTreeClassifier(max_depth=2, criterion="entropy", random_state=0),
        DecisionTreeClassifier(class_weight="balanced", ccp_alpha=0.02, random_state=0),
        DecisionTreeClassifier(max_leaf_nodes=5, monotonic_cst=None, random_state=0),
        ExtraTreeClassifier(random_state=0),
        ExtraTreeClassifier(splitter="best", random_state=0),
    ],
    ids=str,
)
def test_classifiers(model: Any, labels: tuple[Any, ...]) -> None:
    x = table(60, 3, ties=True)
    model.fit(x, classes(x, labels))
    assert_parity(model, [*x, *table(30, 3, seed=1), *edges(model, x)])


@pytest.mark.parametrize(
    "model",
    [
        DecisionTreeRegressor(random_state=0),
        DecisionTreeRegressor(max_depth=2, criterion="absolute_error", random_state=0),
        ExtraTreeRegressor(random_state=0),
    ],
    ids=str,
)
@pytest.mark.parametrize("targets", [1, 2])
def test_regressors(model: Any, targets: int) -> None:
    x = table(60, 3)
    y = np.column_stack([numbers(x, seed=seed) for seed in range(targets)])
    model.fit(x, y if targets > 1 else y[:, 0])
    assert_parity(model, [*x, *table(30, 3, seed=1), *edges(model, x)])


def test_monotonic() -> None:
    x = table(60, 3)
    model = DecisionTreeRegressor(max_depth=4, monotonic_cst=[1, 0, -1], random_state=0).fit(x, numbers(x))
    assert_parity(model, [*x, *edges(model, x)])


def test_several_targets_of_classes() -> None:
    x = table(60, 3)
    y = np.column_stack([classes(x, ("a", "b", "c")), classes(x, ("a", "z"), seed=5)])
    model = DecisionTreeClassifier(max_depth=3, random_state=0).fit(x, y)
    converted = assert_parity(model, [*x, *edges(model, x)])
    assert converted.offered == ("label0", "probabilities0", "label1", "probabilities1")


@pytest.mark.parametrize("model", [DecisionTreeClassifier(), DecisionTreeRegressor(), ExtraTreeRegressor()], ids=str)
@pytest.mark.parametrize("trained_missing", [0.0, 0.3])
def test_missing_values(model: Any, trained_missing: float) -> None:
    x = table(80, 3, missing=trained_missing, ties=True)
    y = classes(x, (0, 1, 2)) + np.isnan(x[:, 0])
    model.set_params(random_state=0).fit(x, y)
    assert_parity(model, [*x, *table(80, 3, seed=1, missing=0.4), *edges(model, x)])


def test_a_split_of_missing_from_all_other_values() -> None:
    """Its threshold is infinite."""
    x = np.array([[1.0], [2.0], [3.0], [np.nan], [np.nan]])
    model = DecisionTreeClassifier().fit(x, [0, 0, 0, 1, 1])
    assert np.isinf(model.tree_.threshold[0])
    assert_parity(model, [*x, [-1e38], [1e38]])


def test_a_splitter_without_missing_values_refuses_them() -> None:
    x = table(30, 2)
    model = ExtraTreeRegressor(splitter="best", random_state=0).fit(x, numbers(x))
    assert not any(field.missing or field.infinite for field in convert(model).fields)


def test_one_leaf() -> None:
    x = np.zeros((5, 1))
    assert_parity(DecisionTreeRegressor().fit(x, [1.0, 2.0, 3.0, 4.0, 5.0]), [[0.0], [1.0], [np.nan]])


def test_features_beyond_32_bits() -> None:
    x = np.array([[1e-46], [1.0], [3.4e38]])
    model = DecisionTreeRegressor().fit(x, [1.0, 2.0, 3.0])
    assert_parity(model, [*x, *edges(model, x), [0.0], [1e300]])


def chain(levels: int) -> DecisionTreeRegressor:
    """A tree that sets apart one row at each level."""
    x = np.arange(levels + 1.0).reshape(-1, 1)
    return DecisionTreeRegressor().fit(x, 2.5 ** np.arange(levels + 1.0))


@pytest.mark.parametrize("levels", [101, 380])
def test_deep(levels: int) -> None:
    model = chain(levels)
    assert model.get_depth() == levels
    assert_parity(model, [*np.arange(-1.0, levels + 2, 0.5).reshape(-1, 1).tolist(), [np.nan]])


def test_deeper_than_documents() -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(chain(402))
    assert str(caught.value) == "DecisionTreeRegressor: it has a tree of more than 400 levels"


def test_large() -> None:
    """So large that the compiler walks it in a loop."""
    x = table(21_000, 3)
    model = DecisionTreeRegressor(random_state=0).fit(x, numbers(x))
    assert model.tree_.node_count > 40_000
    assert_parity(model, [*table(200, 3, seed=1)])


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.data())
def test_any_tree(data: st.DataObject) -> None:
    """Few values, so that there are ties, duplicates and constants among them; and missing ones."""
    width = data.draw(st.integers(1, 3))
    cell = st.sampled_from([0.0, -0.0, 0.1, 0.30000000000000004, 1.0, -1.0, 1e-40, 16777217.0, 1e37, np.nan])
    x = np.array(data.draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=12)))
    y = [data.draw(st.integers(0, 3)) for _ in x]
    kind = data.draw(st.sampled_from([DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier]))
    model = kind(random_state=data.draw(st.integers(0, 9)), max_depth=data.draw(st.sampled_from([None, 1, 3])))
    model.fit(x, y)
    assert_parity(model, [*x, *edges(model, x), *np.full((1, width), np.nan)])
