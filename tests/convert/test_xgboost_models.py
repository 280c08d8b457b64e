"""XGBoost's boosters and wrappers, against XGBoost."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xgboost
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from scorelet import pfa
from scorelet.convert import convert
from scorelet.errors import NotConvertibleError, PfaError
from tests.convert.boosters import rows_at_thresholds
from tests.convert.parity import assert_parity, engine_of
from tests.convert.tables import classes, numbers, table

QUICK: dict[str, Any] = {"n_estimators": 6, "max_depth": 3, "n_jobs": 1, "verbosity": 0}
X = table(90, 4, missing=0.1, ties=True)
POSITIVE = np.exp(numbers(X) / 4)

FORESTS_MAY_GO = pytest.mark.filterwarnings("ignore:`XGBRF.* is deprecated:FutureWarning")
"""XGBoost 3.4 says so of XGBRFClassifier and XGBRFRegressor."""


def booster(objective: str, target: Any, rounds: int = 6, **params: Any) -> xgboost.Booster:
    data = xgboost.DMatrix(X, target)
    if objective == "survival:aft":
        data.set_float_info("label_lower_bound", target)
        data.set_float_info("label_upper_bound", target)
    if objective.startswith("rank:"):
        data.set_group([30, 30, 30])
    return xgboost.train({"objective": objective, "nthread": 1, "verbosity": 0, **params}, data, rounds)


TARGETS: Mapping[str, Any] = {
    "binary:hinge": numbers(X) > 0,
    "binary:logistic": numbers(X) > 0,
    "binary:logitraw": numbers(X) > 0,
    "count:poisson": POSITIVE,
    "multi:softmax": classes(X, (0, 1, 2)),
    "multi:softprob": classes(X, (0, 1, 2)),
    "rank:map": numbers(X) > 0,
    "rank:ndcg": numbers(X) > 0,
    "rank:pairwise": numbers(X) > 0,
    "reg:absoluteerror": numbers(X),
    "reg:gamma": POSITIVE,
    "reg:logistic": numbers(X) > 0,
    "reg:pseudohubererror": numbers(X),
    "reg:quantileerror": numbers(X),
    "reg:squarederror": numbers(X),
    "reg:squaredlogerror": POSITIVE,
    "reg:tweedie": POSITIVE,
    "survival:aft": POSITIVE,
    "survival:cox": POSITIVE,
}
PARAMS: Mapping[str, dict[str, Any]] = {
    "multi:softmax": {"num_class": 3},
    "multi:softprob": {"num_class": 3},
    "reg:quantileerror": {"quantile_alpha": 0.7},
}


@pytest.mark.parametrize("kind", ["gbtree", "dart", "gblinear"])
@pytest.mark.parametrize("objective", TARGETS)
def test_objectives_of_boosters(objective: str, kind: str) -> None:
    if (objective, kind) == ("reg:absoluteerror", "gblinear"):
        pytest.skip("XGBoost trains no linear booster for it")
    more: dict[str, Any] = {"rate_drop": 0.4} if kind == "dart" else {}
    model = booster(objective, TARGETS[objective], booster=kind, **more, **PARAMS.get(objective, {}))
    assert_parity(model, [*X[:20], *rows_at_thresholds(model, 60)] if kind != "gblinear" else X)


@pytest.mark.parametrize("base_score", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("objective", ["binary:logistic", "count:poisson", "multi:softprob", "reg:squarederror"])
def test_base_scores(objective: str, base_score: float) -> None:
    assert_parity(booster(objective, TARGETS[objective], base_score=base_score, **PARAMS.get(objective, {})), X)


@FORESTS_MAY_GO
@pytest.mark.parametrize("kind", ["gbtree", "dart", "gblinear"])
@pytest.mark.parametrize("labels", [(0, 1), (0, 1, 2)])
@pytest.mark.parametrize("wrapper", [xgboost.XGBClassifier, xgboost.XGBRFClassifier])
def test_classifiers(wrapper: Any, labels: tuple[int, ...], kind: str) -> None:
    if wrapper is xgboost.XGBRFClassifier and kind != "gbtree":
        pytest.skip("a random forest is made of trees")
    more: dict[str, Any] = {"booster": kind, **({"rate_drop": 0.4} if kind == "dart" else {})}
    model = wrapper(**QUICK, **more).fit(X, classes(X, labels))
    infinite = kind != "gblinear"
    assert_parity(model, [*X[:20], *rows_at_thresholds(model, 60, infinite=infinite)] if infinite else X)


@pytest.mark.parametrize("objective", ["binary:hinge", "binary:logitraw", "reg:logistic"])
def test_other_objectives_of_two_classes(objective: str) -> None:
    model = xgboost.XGBClassifier(**QUICK, objective=objective).fit(X, classes(X, (0, 1)))
    offered = convert(model).offered
    assert ("probabilities" in offered) == (objective != "binary:logitraw")
    assert_parity(model, X)


def test_softmax_chooses_by_margins() -> None:
    assert_parity(xgboost.XGBClassifier(**QUICK, objective="multi:softmax").fit(X, classes(X, (0, 1, 2))), X)


def test_one_class() -> None:
    assert_parity(xgboost.XGBClassifier(**QUICK).fit(X, np.zeros(len(X), int)), X)


@FORESTS_MAY_GO
def test_regressors() -> None:
    for wrapper in (xgboost.XGBRegressor, xgboost.XGBRFRegressor):
        model = wrapper(**QUICK).fit(X, numbers(X))
        assert_parity(model, rows_at_thresholds(model, 80, infinite=True))


def test_several_trees_in_parallel() -> None:
    assert_parity(xgboost.XGBRegressor(**QUICK, num_parallel_tree=3, subsample=0.5).fit(X, numbers(X)), X)


def test_ranker() -> None:
    model = xgboost.XGBRanker(**QUICK).fit(X, numbers(X) > 0, qid=np.repeat([0, 1, 2], 30))
    assert_parity(model, X)


@pytest.mark.parametrize("strategy", ["one_output_per_tree", "multi_output_tree"])
def test_several_targets(strategy: str) -> None:
    targets = np.c_[numbers(X), POSITIVE, np.zeros(len(X))]
    model = xgboost.XGBRegressor(**QUICK, multi_strategy=strategy).fit(X, targets)
    assert_parity(model, X)
    assert_parity(model.get_booster(), X)


def test_dropout_on_trees_of_several_targets() -> None:
    if tuple(map(int, xgboost.__version__.split(".")[:2])) < (3, 4):
        pytest.skip("XGBoost predicts it since 3.4")
    targets = np.c_[numbers(X), POSITIVE]
    model = xgboost.XGBRegressor(**QUICK, multi_strategy="multi_output_tree", rate_drop=0.5).fit(X, targets)
    assert_parity(model, X)
    assert_parity(model.get_booster(), X)


@pytest.mark.parametrize("base_score", [0.3, 7.3])
def test_dropout_begun_late(base_score: float) -> None:
    """The weights of what was boosted before are other than those of the rest."""
    first = xgboost.XGBRegressor(**QUICK, booster="dart", base_score=base_score).fit(X, numbers(X))
    model = xgboost.XGBRegressor(**QUICK, booster="dart", rate_drop=0.5, base_score=base_score)
    model.fit(X, numbers(X), xgb_model=first)
    assert_parity(model, X)
    assert_parity(model.get_booster(), X)


def test_a_wrapper_stops_at_the_best_iteration_and_its_booster_does_not() -> None:
    model = xgboost.XGBClassifier(**{**QUICK, "n_estimators": 60}, early_stopping_rounds=3, learning_rate=1.0)
    model.fit(X[:45], classes(X, (0, 1, 2))[:45], eval_set=[(X[45:], classes(X, (0, 1, 2))[45:])], verbose=False)
    assert model.best_iteration + 1 < model.get_booster().num_boosted_rounds()
    assert_parity(model, X)
    assert_parity(model.get_booster(), X)


@pytest.mark.parametrize("missing", [-1.0, 0.0, 0.1, math.inf])
@pytest.mark.parametrize("kind", ["gbtree", "gblinear"])
def test_another_value_for_missing(missing: float, kind: str) -> None:
    model = xgboost.XGBRegressor(**QUICK, missing=missing, booster=kind).fit(X, numbers(X))
    rows = rows_at_thresholds(model, 80) if kind == "gbtree" else X.tolist()
    near = [missing, math.nextafter(missing, math.inf), missing * (1 + 1e-9), float(np.float32(missing))]
    assert_parity(model, [*rows, *([value, 1.0, value, -1.0] for value in near)])


# ------------------------------------------------------------------------------------------------ categories


def frame(rows: int, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    colour = pd.Series(rng.choice([*"abcdefg", "h i"], rows)).where(rng.random(rows) > 0.1)
    return pd.DataFrame({
        "colour of it": colour.astype("category"),
        "x": table(rows, 1, seed=seed)[:, 0],
        "year": pd.Categorical(rng.integers(1970, 1976, rows)),
        "unread": pd.Categorical(["z"] * rows),
        "flag": rng.random(rows) > 0.5,
    })  # fmt: skip


def target(data: pd.DataFrame) -> Any:
    return data["colour of it"].cat.codes % 3 + data["x"] + data["year"].cat.codes % 2 + data["flag"]


def as_rows(data: pd.DataFrame) -> list[list[Any]]:
    plain = data.astype(object).where(data.notna(), None)
    return [
        [float(value) if isinstance(value, int) and not isinstance(value, bool) else value for value in row]
        for row in plain.to_numpy().tolist()
    ]


@pytest.mark.parametrize("one_hot", [1, 20])
def test_categories_of_a_frame(one_hot: int) -> None:
    data = frame(120)
    model = xgboost.XGBRegressor(**QUICK, enable_categorical=True, max_cat_to_onehot=one_hot).fit(data, target(data))
    rows = as_rows(frame(60, seed=1))
    rows += [[None] * 5, [None, math.nan, 1970.0, None, None]]
    assert_parity(model, rows)
    assert_parity(model.get_booster(), rows)


def test_an_unknown_category_is_refused() -> None:
    data = frame(120)
    model = xgboost.XGBRegressor(**QUICK, enable_categorical=True).fit(data, target(data))
    converted = convert(model)
    assert [field.categories for field in converted.fields][::2] == [
        (*"abcdefg", "h i"),
        tuple(range(1970, 1976)),
        None,
    ]
    assert [field.strict for field in converted.fields] == [True, False, True, True, False]
    with pytest.raises(PfaError, match="column 'colour of it': expected one of the categories 'a', 'b'"):
        engine_of(converted).action({"colour_of_it": "zz", "x": 1.0, "year": 1970.0, "unread": "z", "flag": True})


@settings(derandomize=True, deadline=None, max_examples=15)
@given(st.lists(st.floats(allow_nan=True, allow_infinity=False) | st.sampled_from([-0.5, 1.5, 1.9999999999, -1e-50])))
def test_categories_of_an_array(values: list[float]) -> None:
    assert_parity(BY_NUMBER, [[value, 0.5] for value in [*values, 0.0, 4.0, 99.0]])


def _by_number() -> xgboost.XGBRegressor:
    rng = np.random.default_rng(0)
    data = np.c_[rng.integers(0, 9, 200).astype(float), rng.normal(size=200)]
    data[::9, 0] = np.nan
    model = xgboost.XGBRegressor(**QUICK, enable_categorical=True, feature_types=["c", "q"], max_cat_to_onehot=1)
    return model.fit(data, np.nan_to_num(data[:, 0]) % 3 + data[:, 1])


BY_NUMBER = _by_number()


# ------------------------------------------------------------------------------------------------ forms and refusals


def test_a_booster_with_names_has_named_fields() -> None:
    data = xgboost.DMatrix(X, numbers(X), feature_names=["a b", "c", "d", "e"])
    model = xgboost.train({"nthread": 1}, data, 3)
    converted = assert_parity(model, X)
    assert converted.named
    assert [field.source for field in converted.fields] == ["a b", "c", "d", "e"]


@settings(derandomize=True, deadline=None, max_examples=15)
@given(st.lists(st.tuples(*[st.floats() | st.floats(width=32)] * 4), min_size=1))
def test_any_row(rows: list[tuple[float, ...]]) -> None:
    assert_parity(ANY, rows)


ANY = xgboost.XGBClassifier(**QUICK).fit(X, classes(X, (0, 1, 2)))


def test_the_last_step_of_a_pipeline() -> None:
    filled = np.nan_to_num(X)
    model = make_pipeline(StandardScaler(), xgboost.XGBClassifier(**QUICK)).fit(filled, classes(X, (0, 1, 2)))
    assert_parity(model, filled)


@pytest.mark.parametrize("sparse_threshold", [0.0, 1.0])
def test_zeros_of_a_sparse_matrix_are_missing(sparse_threshold: float) -> None:
    rng = np.random.default_rng(0)
    data = np.c_[rng.integers(0, 5, 200), rng.integers(0, 3, 200), np.round(rng.normal(size=200))].astype(float)
    target = (data[:, 0] % 2 + data[:, 2] > 0.5).astype(int)
    encoder = OneHotEncoder(handle_unknown="ignore")
    columns = ColumnTransformer(
        [("codes", encoder, [0, 1])], remainder="passthrough", sparse_threshold=sparse_threshold
    )
    model = make_pipeline(columns, xgboost.XGBClassifier(**{**QUICK, "n_estimators": 20})).fit(data, target)
    assert bool(columns.sparse_output_) == bool(sparse_threshold)
    assert_parity(model, [*data, [9.0, 9.0, 0.0]])
    alone = make_pipeline(OneHotEncoder(), xgboost.XGBClassifier(**{**QUICK, "n_estimators": 20})).fit(data, target)
    assert_parity(alone, data)


def test_a_tree_of_many_levels() -> None:
    """Each split parts one more number from all greater ones: node 2i + 1 is a leaf, 2i + 2 the next split."""
    depth = 250
    nodes = range(2 * depth + 1)
    document = json.loads(booster("reg:squarederror", numbers(X), 1).save_raw("json"))
    splits = [node % 2 == 0 and node < 2 * depth for node in nodes]
    (tree,) = document["learner"]["gradient_booster"]["model"]["trees"]
    tree |= {
        "left_children": [node + 1 if split else -1 for node, split in zip(nodes, splits, strict=True)],
        "right_children": [node + 2 if split else -1 for node, split in zip(nodes, splits, strict=True)],
        "parents": [2147483647 if node == 0 else (node - 1) // 2 * 2 for node in nodes],
        "split_conditions": [node / 2 + 0.5 if split else node / 7 for node, split in zip(nodes, splits, strict=True)],
        "default_left": [int(split and node % 4 == 0) for node, split in zip(nodes, splits, strict=True)],
        **dict.fromkeys(("base_weights", "loss_changes", "sum_hessian"), [0.0] * len(nodes)),
        **dict.fromkeys(("split_indices", "split_type"), [0] * len(nodes)),
    }
    tree["tree_param"]["num_nodes"] = str(len(nodes))
    model = xgboost.Booster(model_file=bytearray(json.dumps(document).encode()))
    assert_parity(model, [[float(x), 0.0, 0.0, 0.0] for x in range(depth + 1)] + [[math.nan] * 4])


REFUSED = {
    "xgboost.Booster: it does not say how many features": xgboost.Booster(),
    "XGBClassifier: it does not say how many features": xgboost.XGBClassifier(),
    "XGBClassifier: the objective 'binary:logistic' with 2 groups of trees": xgboost.XGBClassifier(**QUICK).fit(
        X, np.c_[X[:, 0] > 0, X[:, 1] > 0].astype(int)
    ),
    "Booster: it was not boosted at all": booster("reg:squarederror", numbers(X), rounds=0),
    "Booster: the base score has no finite margin": booster("count:poisson", np.zeros(len(X))),
    "XGBRegressor: the objective 'multi:softprob' in a XGBRegressor": xgboost.XGBRegressor(
        **QUICK, objective="multi:softprob", num_class=3
    ).fit(X, classes(X, (0, 1, 2))),
    "XGBRegressor: categories that are not ASCII: XGBoost does not keep them whole\n": xgboost.XGBRegressor(
        **QUICK, enable_categorical=True
    ).fit(pd.DataFrame({"x": pd.Categorical(["ü", "añb", "x"] * 30)}), numbers(X)),
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_cannot_be_said(message: str) -> None:
    with pytest.raises(NotConvertibleError) as error:
        convert(REFUSED[message])
    assert str(error.value).startswith(message.removeprefix("xgboost."))


def test_documents_are_single_precision() -> None:
    converted = convert(ANY)
    assert converted.precision == "float32"
    assert pfa.load(converted.document).action({"x0": None, "x1": 1.0, "x2": 0.0, "x3": -1.0})["label"] in (0, 1, 2)
