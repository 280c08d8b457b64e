"""The query of a URL becomes a row."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scorelet.bundle.packed import PackedModel
from scorelet.errors import RequestError
from scorelet.runtime.query import row_of_query
from tests.bundle.models import EVERY, GOOD, MANIFEST, TEXT
from tests.runtime.services import served

ANY = {"input": "double", "output": "double", "action": "input"}


def model_of(spec: Any) -> Any:
    """A served model whose rows are these; it is not asked."""
    manifest = MANIFEST._replace(input=spec, outputs=("value",), output_type="double", classes=None)
    return served(model=PackedModel.of(manifest, json.dumps(ANY).encode()))


def test_values_become_what_the_features_are() -> None:
    query = "plain=1e0&missing=&infinite=2&whole=3&flag?=true&text=t&open=z&closed=x&code=2.0"
    assert row_of_query(query, model_of(EVERY)) == GOOD


def test_names_and_values_are_decoded() -> None:
    assert row_of_query("age=20&home+town=K%C3%B6ln&income=", served()) == {
        "age": 20.0,
        "home town": "Köln",
        "income": None,
    }


def test_the_only_value_of_a_model_of_texts_is_its_text() -> None:
    assert row_of_query("review=so+good", model_of(TEXT)) == "so good"


@pytest.mark.parametrize(
    ("query", "status", "problems"),
    [
        (
            "age=old&income=1_0",
            422,
            (("/age", "expected a number, got 'old'"), ("/income", "expected a number, got '1_0'")),
        ),
        ("age=1&age=2", 422, (("/age", "is given twice"),)),
        ("age=%ff", 400, ()),
        ("&".join("age=1" for _ in range(10_001)), 400, ()),
    ],
)
def test_what_cannot_be_a_row(query: str, status: int, problems: Any) -> None:
    with pytest.raises(RequestError) as raised:
        row_of_query(query, served())
    assert (raised.value.status, raised.value.problems) == (status, problems)


@pytest.mark.parametrize(
    ("query", "at", "said"),
    [
        ("whole=1.5", "/whole", "expected a whole number, got '1.5'"),
        ("whole=1_000", "/whole", "expected a whole number, got '1_000'"),
        ("flag?=maybe", "/flag?", "expected true or false, got 'maybe'"),
    ],
)
def test_each_kind_of_feature_says_what_it_takes(query: str, at: str, said: str) -> None:
    with pytest.raises(RequestError) as raised:
        row_of_query(query, model_of(EVERY))
    assert raised.value.problems == ((at, said),)


def test_a_parameter_of_a_feature_function_may_come_again() -> None:
    class Features:
        """All that is asked of one."""

    assert row_of_query("city=Bonn&day=1&day=2", _with(Features())) == {"city": "Bonn", "day": "1,2"}


def _with(features: Any) -> Any:
    found = served()
    found.features = features
    return found
