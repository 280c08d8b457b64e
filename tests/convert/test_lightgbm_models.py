"""LightGBM's boosters and wrappers, against LightGBM."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import lightgbm
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.boosters import rows_at_thresholds
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

TRAINED: dict[str, Any] = {"verbose": -1, "num_threads": 1, "deterministic": True, "num_leaves": 6, "seed": 0}
QUICK: dict[str, Any] = {
    "n_estimators": 6, "num_leaves": 6, "min_child_samples": 5, "n_jobs": 1, "verbose": -1, "random_state": 0,
}  # fmt: skip
X = table(120, 4, missing=0.1, ties=True)
POSITIVE = np.exp(numbers(X) / 4)


def booster(objective: Any, target: Any, data: Any = X, rounds: int = 6, **params: Any) -> lightgbm.Booster:
    ranked = isinstance(objective, str) and ("rank" in objective)
    whole = lightgbm.Dataset(data, target, group=[40, 40, 40] if ranked else None)
    return lightgbm.train({"objective": objective, "min_data_in_leaf": 5, **TRAINED, **params}, whole, rounds)


TARGETS: Mapping[str, Any] = {
    "binary": numbers(X) > 0,
    "cross_entropy": numbers(X) > 0,
    "cross_entropy_lambda": numbers(X) > 0,
    "fair": numbers(X),
    "gamma": POSITIVE,
    "huber": numbers(X),
    "lambdarank": numbers(X) > 0,
    "mape": numbers(X),
    "multiclass": classes(X, (0, 1, 2)),
    "multiclassova": classes(X, (0, 1, 2)),
    "poisson": POSITIVE,
    "quantile": numbers(X),
    "rank_xendcg": numbers(X) > 0,
    "regression": numbers(X),
    "regression_l1": numbers(X),
    "tweedie": POSITIVE,
}
BOOSTING: Mapping[str, dict[str, Any]] = {
    "gbdt": {},
    "dart": {"drop_rate": 0.5},
    "goss": {"data_sample_strategy": "goss", "boosting": "gbdt"},
    "rf": {"bagging_freq": 1, "bagging_fraction": 0.6},
}


@pytest.mark.parametrize("boosting", BOOSTING)
@pytest.mark.parametrize("objective", TARGETS)
def test_objectives_of_boosters(objective: str, boosting: str) -> None:
    several = {"num_class": 3} if objective.startswith("multi") else {}
    model = booster(objective, TARGETS[objective], **{"boosting": boosting, **BOOSTING[boosting], **several})
    assert_parity(model, [*X[:20], *rows_at_thresholds(model, 60, infinite=True)])


@pytest.mark.parametrize("objective", ["binary", "multiclassova"])
def test_sigmoid(objective: str) -> None:
    several = {"num_class": 3} if objective.startswith("multi") else {}
    assert_parity(booster(objective, TARGETS[objective], sigmoid=0.7, **several), X)


@pytest.mark.parametrize("objective", ["regression", "regression_l1", "fair", "mape"])
def test_the_root_of_the_target(objective: str) -> None:
    assert_parity(booster(objective, numbers(X), reg_sqrt=True), X)


def test_an_objective_of_the_users_own() -> None:
    def squared(scores: Any, data: Any) -> Any:
        return scores - data.get_label(), np.ones(len(scores))

    assert_parity(booster(squared, numbers(X)), X)


@pytest.mark.parametrize("labels", [(0, 1), ("no", "yes"), ("a", "b", "c"), (3, 1, 2, 7)])
def test_classifiers(labels: tuple[Any, ...]) -> None:
    model = lightgbm.LGBMClassifier(**QUICK).fit(X, classes(X, labels))
    converted = assert_parity(model, [*X[:20], *rows_at_thresholds(model, 60, infinite=True)])
    assert converted.classes == tuple(sorted(labels))
    assert converted.offered == ("label", "probabilities", "decision")


def test_each_class_against_the_others() -> None:
    assert_parity(lightgbm.LGBMClassifier(**QUICK, objective="multiclassova").fit(X, classes(X, (0, 1, 2))), X)


def test_regressor() -> None:
    assert_parity(lightgbm.LGBMRegressor(**QUICK).fit(X, numbers(X)), X)


def test_ranker() -> None:
    assert_parity(lightgbm.LGBMRanker(**QUICK).fit(X, numbers(X) > 0, group=[40, 40, 40]), X)


def test_trees_up_to_the_best_iteration() -> None:
    training = lightgbm.Dataset(X[:60], numbers(X)[:60])
    testing = lightgbm.Dataset(X[60:], numbers(X)[60:], reference=training)
    model = lightgbm.train(
        {**TRAINED, "learning_rate": 0.9, "min_data_in_leaf": 5},
        training,
        60,
        valid_sets=[testing],
        callbacks=[lightgbm.early_stopping(3, verbose=False)],
        keep_training_booster=True,
    )
    assert model.best_iteration < model.current_iteration()
    assert_parity(model, X)


# ------------------------------------------------------------------------------------------------ missing values


@pytest.mark.parametrize("params", [{}, {"use_missing": False}, {"zero_as_missing": True}], ids=str)
@pytest.mark.parametrize("share", [0.0, 0.2])
def test_missing_values(params: dict[str, Any], share: float) -> None:
    data = table(120, 4, missing=share, ties=True)
    data[::3, 0] = 0.0
    data[1::5, 1] = 2e-35
    data[2::5, 1] = -0.0
    model = booster("regression", numbers(data) + 3.0 * np.isnan(data[:, 2]), data, **params)
    assert_parity(model, rows_at_thresholds(model, 200, infinite=True))


@pytest.mark.parametrize("decision", range(0, 12, 2))
def test_a_split_of_what_is_missing_from_all_else(decision: int) -> None:
    """As LightGBM writes it, with all kinds of missing values: the threshold is infinite."""
    model = booster("regression", X[:, 0] > 1.0, np.nan_to_num(X[:, :1]), 2, num_leaves=2)
    text = re.sub("threshold=.*", "threshold=inf", model.model_to_string())
    text = re.sub("decision_type=.*", f"decision_type={decision}", text)
    changed = lightgbm.Booster(model_str=re.sub("tree_sizes=.*\n", "", text))
    assert "threshold=inf" in changed.model_to_string()
    assert_parity(changed, [[value] for value in (math.nan, 0.0, 1e-36, 1.0, -5.0, 1e300, math.inf, -math.inf)])


@settings(derandomize=True, deadline=None, max_examples=15)
@given(st.lists(st.tuples(*[st.floats() | st.sampled_from([0.0, -0.0, 1e-35, -1e-35, 1.1e-35])] * 4), min_size=1))
def test_any_row(rows: list[tuple[float, ...]]) -> None:
    assert_parity(ANY, rows)


ANY = booster("binary", numbers(X) > 0, zero_as_missing=True)


# ------------------------------------------------------------------------------------------------ categories


def _by_number(**params: Any) -> lightgbm.Booster:
    rng = np.random.default_rng(0)
    data = np.c_[rng.choice([0, 1, 2, 5, 31, 32, 40, 99], 300).astype(float), rng.normal(size=300)]
    data[::9, 0] = np.nan
    whole = lightgbm.Dataset(data, np.nan_to_num(data[:, 0]) % 3 + data[:, 1], categorical_feature=[0])
    return lightgbm.train({"min_data_per_group": 5, "cat_smooth": 1, **TRAINED, **params}, whole, 6)


BY_NUMBER = _by_number()


@settings(derandomize=True, deadline=None, max_examples=15)
@given(st.lists(st.floats() | st.sampled_from([-0.5, 1.5, -1.0, 1.9999999999999998, 2.0**31, 2.0**32 + 1, 1e300])))
def test_categories_of_an_array(values: list[float]) -> None:
    assert_parity(BY_NUMBER, [[value, 0.5] for value in [*values, 0.0, 5.0, 32.0, 77.0]])


@pytest.mark.parametrize("params", [{"use_missing": False}, {"zero_as_missing": True}, {"max_cat_to_onehot": 99}])
def test_categories_and_missing_values(params: dict[str, Any]) -> None:
    rows = [[value, x] for value in (math.nan, -1.0, 0.0, 1.0, 2.0, 5.0, 40.0, 99.0, 98.0) for x in (-1.0, 0.0, 1.0)]
    assert_parity(_by_number(**params), rows)


def frame(rows: int, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    colour = pd.Series(rng.choice([*"abcdefg", "ü ."], rows)).where(rng.random(rows) > 0.1)
    return pd.DataFrame({
        "colour": colour.astype("category"),
        "x y": table(rows, 1, seed=seed)[:, 0],
        "year": pd.Categorical(rng.integers(1970, 1976, rows)),
        "unread": pd.Categorical(["z"] * rows),
    })  # fmt: skip


def target(data: pd.DataFrame) -> Any:
    return data["colour"].cat.codes % 3 + data["x y"] + data["year"].cat.codes % 2


def test_categories_of_a_frame() -> None:
    data = frame(200)
    model = lightgbm.LGBMRegressor(**QUICK, min_data_per_group=5, cat_smooth=1.0).fit(data, target(data))
    plain = frame(60, seed=1).astype(object)
    rows = plain.where(plain.notna(), None).to_numpy().tolist()
    rows += [["unknown", 1.0, 1970.0, "z"], [None, None, 2020.0, None], ["a", math.nan, None, "y"]]
    converted = assert_parity(model, [[float(v) if isinstance(v, int) else v for v in row] for row in rows])
    assert [field.categories for field in converted.fields] == [
        (*"abcdefg", "ü ."), None, tuple(range(1970, 1976)), ("z",)
    ]  # fmt: skip
    assert not any(field.strict for field in converted.fields)
    assert [field.source for field in converted.fields] == ["colour", "x_y", "year", "unread"]


# ------------------------------------------------------------------------------------------------ linear trees


@pytest.mark.parametrize("objective", ["regression", "binary", "multiclass"])
def test_linear_trees(objective: str) -> None:
    data = table(300, 3, missing=0.05)
    goal = {"regression": numbers(data), "binary": numbers(data) > 0, "multiclass": classes(data, (0, 1, 2))}
    several = {"num_class": 3} if objective == "multiclass" else {}
    model = booster(objective, goal[objective], data, linear_tree=True, **several)
    near = [[min(max(value, -1e3), 1e3) for value in row] for row in rows_at_thresholds(model, 60)]
    assert_parity(model, [*data, *near], absolute=1e-9)


# ------------------------------------------------------------------------------------------------ refusals


def test_a_stump_is_a_constant() -> None:
    assert_parity(booster("regression", np.full(len(X), 2.5)), X)


def test_what_cannot_be_said() -> None:
    ordered = frame(200).assign(year=pd.Categorical(np.arange(200) % 3, ordered=True))
    refused = {
        "LGBMClassifier: it does not say how many features it was trained on: fit it (a search with refit=True)": (
            lightgbm.LGBMClassifier()
        ),
        "LGBMRegressor: the parameter pred_early_stop, which leaves out trees": lightgbm.LGBMRegressor(
            **QUICK, pred_early_stop=True
        ).fit(X, numbers(X)),
        "LGBMClassifier: 1 trees for each iteration, and 1 classes": lightgbm.LGBMClassifier(**QUICK).fit(
            X, np.zeros(len(X))
        ),
        "LGBMRegressor: 3 columns of the pandas type category, and 2 categorical features: "
        "LightGBM does not say which is which\nMake ordered categories numbers before training.": (
            lightgbm.LGBMRegressor(**QUICK).fit(ordered, ordered["x y"])
        ),
    }
    for message, model in refused.items():
        with pytest.raises(NotConvertibleError) as error:
            convert(model)
        assert str(error.value) == message


def test_a_tree_of_many_levels() -> None:
    """Each split parts one more number from all greater ones."""
    depth = 250
    block: dict[str, list[Any]] = {
        "num_leaves": [depth + 1],
        "num_cat": [0],
        "split_feature": [0] * depth,
        "split_gain": [1] * depth,
        "threshold": [i + 0.5 for i in range(depth)],
        "decision_type": [10 - 2 * (i % 2) for i in range(depth)],
        "left_child": [~i for i in range(depth)],
        "right_child": [*range(1, depth), ~depth],
        "leaf_value": [i / 7 for i in range(depth + 1)],
        "leaf_weight": [1] * (depth + 1),
        "leaf_count": [1] * (depth + 1),
        "internal_value": [0] * depth,
        "internal_weight": [1] * depth,
        "internal_count": [1] * depth,
        "is_linear": [0],
        "shrinkage": [1],
    }
    text = booster("regression", numbers(X), X[:, :1], 1).model_to_string()
    head = re.sub("tree_sizes=.*\n", "", text[: text.index("Tree=0")])
    tree = "".join(f"{key}={' '.join(map(str, values))}\n" for key, values in block.items())
    model = lightgbm.Booster(model_str=f"{head}Tree=0\n{tree}\n\nend of trees\n")
    assert_parity(model, [[float(x)] for x in range(depth + 1)] + [[math.nan]])
