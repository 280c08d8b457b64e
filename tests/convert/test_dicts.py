"""Dicts against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.tree import DecisionTreeClassifier

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity

COLOURS = ["red", "green", "blue"]
DICTS: list[dict[str, Any]] = [
    {"colour": COLOURS[i % 3], "a size": i / 4, "made": "by=hand" if i % 2 else ""} for i in range(12)
]
ROWS = [
    *DICTS,
    {"colour": "pink", "a size": -1.0, "made": "by"},
    {"colour": None, "a size": None, "made": None},
    {"colour": "red", "a size": None, "made": None},
]


@pytest.mark.parametrize("sort", [True, False])
@pytest.mark.parametrize("sparse", [True, False])
def test_vectorizer(sparse: bool, sort: bool) -> None:
    converted = assert_parity(DictVectorizer(sparse=sparse, sort=sort).fit(DICTS), ROWS)
    assert [(field.source, field.kind, field.missing) for field in converted.fields if field.source == "a size"] == [
        ("a size", "number", True)
    ]


@pytest.mark.parametrize("last", [LogisticRegression(), DecisionTreeClassifier(random_state=0)], ids=str)
def test_as_a_step(last: Any) -> None:
    y = [COLOURS.index(row["colour"]) > 0 for row in DICTS]
    model = make_pipeline(DictVectorizer(), last)
    assert_parity(model.fit(DICTS, y), ROWS)
    assert_parity(GridSearchCV(model, {"dictvectorizer__sort": [True]}, cv=2).fit(DICTS, y), ROWS)


def test_keys_mixed_up_by_the_order_of_training() -> None:
    dicts = [{"a": "x", "b": 1.0}, {"a": "y", "c": 2.0}, {"a": "z", "b": 3.0}]
    rows = [{"a": a, "b": 2.0, "c": None} for a in ("x", "y", "z", "w")]
    assert_parity(DictVectorizer(sort=False).fit(dicts), rows)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (DictVectorizer(dtype=np.float32).fit(DICTS), "the parameter dtype=float32"),
        (
            DictVectorizer().fit([{"a": 1.0}, {"a": "x"}]),
            "the key 'a' is a number in some dicts and a string in others",
        ),
    ],
)
def test_what_is_not_converted(model: Any, said: str) -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == f"DictVectorizer: {said}"
