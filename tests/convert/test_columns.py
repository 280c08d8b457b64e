"""Column transformers and unions against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.compose import ColumnTransformer, make_column_selector, make_column_transformer
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import (
    KBinsDiscretizer,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    StandardScaler,
)

from scorelet.convert import convert
from tests.convert.parity import assert_parity
from tests.convert.tables import frame, numbers, records, table

NAN = float("nan")
TRAINED = records(80)
FRAME = frame(TRAINED)
Y = np.random.default_rng(0).normal(size=len(FRAME))
ASKED: list[dict[str, Any]] = [
    *records(30, seed=1),
    {"colour": "pink", "size": 0.0, "weight": 5.0, "count": 99, "flag": True},
    {"colour": "", "size": -1e6, "weight": -0.0, "count": -1, "flag": False},
]
ONE_HOT = OneHotEncoder(handle_unknown="ignore")


@pytest.mark.parametrize("remainder", ["drop", "passthrough", MinMaxScaler()], ids=str)
@pytest.mark.parametrize(
    "size",
    [["size", "weight"], [1, 2], slice(1, 3), [False, True, True, False, False], slice("size", "weight"), [2, 1]],
    ids=repr,
)
def test_ways_to_say_which(size: Any, remainder: Any) -> None:
    model = ColumnTransformer([("c", ONE_HOT, ["colour"]), ("n", StandardScaler(), size)], remainder=remainder)
    converted = assert_parity(make_pipeline(model, Ridge()).fit(FRAME, Y), ASKED)
    read = {"colour", "size", "weight"} if remainder == "drop" else set(FRAME)
    assert {field.source for field in converted.fields} == read
    assert converted.columns == tuple(FRAME)


def test_chosen_by_type() -> None:
    model = make_column_transformer(
        (StandardScaler(), make_column_selector(dtype_include=float)),
        (ONE_HOT, make_column_selector(dtype_exclude=float)),
    )
    converted = assert_parity(make_pipeline(model, Ridge()).fit(FRAME, Y), ASKED)
    assert {field.source: field.kind for field in converted.fields} == {
        "colour": "string",
        "size": "number",
        "weight": "number",
        "count": "number",
        "flag": "boolean",
    }


def test_order_weights_and_what_is_left_out() -> None:
    model = ColumnTransformer(
        [
            ("last", "passthrough", ["weight"]),
            ("none", "drop", ["colour"]),
            ("empty", StandardScaler(), []),
            ("twice", StandardScaler(), ["weight", "size"]),
        ],
        remainder="passthrough",
        transformer_weights={"last": 2.0, "twice": 0.5},
    )
    converted = assert_parity(model.fit(FRAME), ASKED)
    assert [field.source for field in converted.fields] == ["size", "weight", "count", "flag"]


def test_places_of_an_array_that_nothing_reads() -> None:
    x = np.array([["a", 1.0, "ignored"], ["b", 2.0, "too"], ["a", 3.5, ""]] * 5, dtype=object)
    model = make_column_transformer((ONE_HOT, [0]), (StandardScaler(), [-2]))
    converted = assert_parity(model.fit(x), [["a", 1.0, None], ["z", 0.5, None], ["b", 2.0, 7.0]])
    assert converted.document["input"]["fields"][2] == {"name": "x2", "type": ["null", "double"]}


def test_missing_values_go_to_what_takes_them() -> None:
    gaps = frame(records(80, missing=0.3))
    model = make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), ["weight"]),
        (make_pipeline(SimpleImputer(strategy="most_frequent", missing_values=None), ONE_HOT), ["colour"]),
        (StandardScaler(), ["size"]),
        (OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), ["count", "flag"]),
    )
    labels = np.array(["no", "yes", "maybe"])[np.arange(80) % 3]
    converted = assert_parity(
        make_pipeline(model, LogisticRegression()).fit(gaps, labels), records(30, seed=1, missing=0.3)
    )
    missing = {field.source for field in converted.fields if field.missing}
    assert missing == {"weight", "colour", "count", "flag"}


def test_nested() -> None:
    inner = make_column_transformer((ONE_HOT, [0]), (KBinsDiscretizer(3, quantile_method="averaged_inverted_cdf"), [1]))
    model = make_column_transformer((inner, ["colour", "size"]), remainder=PolynomialFeatures(2))
    assert_parity(make_pipeline(model, SelectKBest(f_regression, k=6), Ridge()).fit(FRAME, Y), ASKED)


def test_one_column_alone() -> None:
    model = make_column_transformer((StandardScaler(), ["weight"])).fit(FRAME[["weight"]])
    assert_parity(model, [{"weight": value} for value in (0.0, 5.0, NAN)])


def test_columns_named_like_parts_of_documents() -> None:
    names = ["given", "x", "fill", "place", "input", "cell", "1st", "é", "u", "center"]
    x = table(30, len(names), missing=0.1, ties=True)
    numbered = pd.DataFrame(x, columns=names)
    words = [[None if value != value else f"v{value}" for value in column] for column in x.T.tolist()]
    text = pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in zip(names, words, strict=True)})
    imputer = SimpleImputer(strategy="most_frequent", add_indicator=True)
    rows = [dict(zip(names, row, strict=True)) for row in x[:10].tolist()]
    assert_parity(make_pipeline(imputer, StandardScaler()).fit(numbered), rows)
    fill = SimpleImputer(strategy="constant", fill_value="none", missing_values=None)
    union = FeatureUnion([("codes", make_pipeline(fill, ONE_HOT)), ("gaps", MissingIndicator(missing_values=None))])
    assert_parity(union.fit(text), text[:10].to_dict("records"))


def test_the_document_names_the_columns_of_each_transformer() -> None:
    model = ColumnTransformer([("all", StandardScaler(), slice(0, 10)), ("one", "passthrough", [1])])
    action = convert(model.fit(table(20, 10))).document["action"]
    said = [line["doc"] for line in action if "doc" in line]
    assert said == ["all: x0, x1, x2, x3, x4, x5, x6, x7 and 2 more", "one: x1"]


# ---------------------------------------------------------------------------------------------- at random

WORDS = st.sampled_from(["a", "b", "c", "", "A"])
GAPS = st.sampled_from([None, NAN])
ORDINAL = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2)
OF_STRINGS: list[Any] = [
    ONE_HOT,
    OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=2),
    OneHotEncoder(drop="first"),
    ORDINAL,
    "drop",
]
OF_NUMBERS: list[Any] = [
    StandardScaler(),
    make_pipeline(SimpleImputer(), KBinsDiscretizer(2, encode="onehot-dense", strategy="uniform")),
    SimpleImputer(strategy="most_frequent", add_indicator=True),
    ORDINAL,
    "passthrough",
]


@settings(derandomize=True, deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
@pytest.mark.filterwarnings("ignore")
def test_any_columns(data: st.DataObject) -> None:
    """Strings with one sort of gap and numbers, in a DataFrame or an array of objects, to any transformers."""
    gap = data.draw(GAPS)
    a_row = st.tuples(WORDS | st.just(gap), WORDS, st.integers(-2, 2).map(float) | st.just(NAN), st.floats(-2, 2))
    trained = data.draw(st.lists(a_row, min_size=3, max_size=10))
    columns = [np.array(list(column), dtype=object) for column in zip(*trained, strict=True)]
    if np.isnan(columns[2].astype(float)).all():
        columns[2][0] = 1.0
    names = ["word", "other", "count", "size"]
    typed = {name: pd.Series(column, dtype=object) for name, column in zip(names, columns, strict=True)}
    framed = pd.DataFrame({**typed, "count": typed["count"].astype(float), "size": typed["size"].astype(float)})
    as_frame = data.draw(st.booleans())
    chosen = [data.draw(st.sampled_from(OF_STRINGS if i < 2 else OF_NUMBERS)) for i in range(4)]
    order = data.draw(st.permutations(range(4)))
    model = ColumnTransformer([(names[i], chosen[i], [i]) for i in order]).fit(
        framed if as_frame else np.column_stack(columns)
    )
    asked = [*trained, *data.draw(st.lists(a_row, max_size=3)), ("new", "b", 9.0, -9.0)]
    if model.transform(framed if as_frame else np.column_stack(columns)).shape[1]:
        assert_parity(model, [dict(zip(names, row, strict=True)) for row in asked] if as_frame else asked)


# ---------------------------------------------------------------------------------------------- unions


@pytest.mark.parametrize("weights", [None, {"scaled": 3.0, "squares": -1.0}])
def test_unions(weights: Any) -> None:
    x = table(40, 3)
    model = FeatureUnion(
        [("scaled", StandardScaler()), ("none", "drop"), ("same", "passthrough"), ("squares", PolynomialFeatures(2))],
        transformer_weights=weights,
    )
    rows = table(10, 3, seed=1)
    assert_parity(model.fit(x), rows)
    assert_parity(make_pipeline(model, Ridge()).fit(x, numbers(x)), rows)


def test_steps_that_do_nothing() -> None:
    x = table(40, 3)
    model = make_pipeline("passthrough", StandardScaler(), "passthrough", Ridge())
    assert_parity(model.fit(x, numbers(x)), table(10, 3, seed=1))
