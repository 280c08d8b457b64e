"""What callers may send for an annotation, as JSON and as text."""

from __future__ import annotations

import math
from typing import Any, Literal, Union

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.runtime.features.kinds import Kind, Unfit, kind_of


def known(annotation: Any) -> Kind:
    kind = kind_of(annotation)
    assert kind is not None
    return kind


def refusal(annotation: Any, value: Any, text: bool = False) -> tuple[str, str]:
    with pytest.raises(Unfit) as caught:
        known(annotation).converted(value, text)
    return caught.value.at, caught.value.sentence


SCHEMAS: list[tuple[Any, dict[str, Any]]] = [
    (str, {"type": "string"}),
    (int, {"type": "integer"}),
    (float, {"type": "number"}),
    (int | float, {"type": "number"}),
    (bool, {"type": "boolean"}),
    (int | None, {"type": ["integer", "null"]}),
    (Union[str, None], {"type": ["string", "null"]}),  # noqa: UP007  # as older code writes it
    (float | int | None, {"type": ["number", "null"]}),
    (list[int], {"type": "array", "items": {"type": "integer"}}),
    (list[str | None] | None, {"type": ["array", "null"], "items": {"type": ["string", "null"]}}),
    (list, {"type": "array", "items": {}}),
    (Literal["a", "b"], {"enum": ["a", "b"]}),
    (Literal["a", 1] | None, {"enum": ["a", 1, None]}),
    (Any, {}),
]


@pytest.mark.parametrize(("annotation", "schema"), SCHEMAS, ids=repr)
def test_schemas(annotation: Any, schema: dict[str, Any]) -> None:
    assert known(annotation).schema == schema


@pytest.mark.parametrize("annotation", [dict, bytes, int | str, set[int], list[dict[str, int]], Literal[b"x"], None, 3])
def test_what_callers_cannot_send(annotation: Any) -> None:
    assert kind_of(annotation) is None


GOOD: list[tuple[Any, Any, Any]] = [
    (str, "", ""),
    (int, 3, 3),
    (int, 3.0, 3),
    (int, -(10**30), -(10**30)),
    (float, 3, 3.0),
    (float, 0.1, 0.1),
    (bool, False, False),
    (int | None, None, None),
    (list[float], [1, 2.5], [1.0, 2.5]),
    (list[float], (), []),
    (Literal["a", 1], 1, 1),
    (Any, {"a": [None]}, {"a": [None]}),
]


@pytest.mark.parametrize(("annotation", "value", "converted"), GOOD, ids=repr)
def test_json(annotation: Any, value: Any, converted: Any) -> None:
    found = known(annotation).converted(value, False)
    assert (found, type(found)) == (converted, type(converted))


BAD: list[tuple[Any, Any, str, str]] = [
    (str, 5, "", "expected a string, got int 5"),
    (str, None, "", "expected a string, got null"),
    (int, True, "", "expected a whole number, got true"),
    (int, 1.5, "", "expected a whole number, got float 1.5"),
    (int, math.inf, "", "expected a whole number, got float inf"),
    (int, math.nan, "", "expected a whole number, got float nan"),
    (int, "3", "", "expected a whole number, got string '3'"),
    (float, True, "", "expected a number, got true"),
    (float, -math.inf, "", "expected a number, got float -inf"),
    (float, 10**400, "", "expected a number, got a whole number of more than 20 digits"),
    (bool, 1, "", "expected true or false, got int 1"),
    (int | None, "x", "", "expected a whole number or null, got string 'x'"),
    (list[int], 1, "", "expected a list (each a whole number), got int 1"),
    (list[list[int]], [[1], [2, "x"]], "/1/1", "expected a whole number, got string 'x'"),
    (Literal["a", 1], True, "", "expected one of 'a', 1, got true"),
]


@pytest.mark.parametrize(("annotation", "value", "at", "sentence"), BAD, ids=repr)
def test_wrong_json(annotation: Any, value: Any, at: str, sentence: str) -> None:
    assert refusal(annotation, value) == (at, sentence)


TEXTS: list[tuple[Any, str, Any]] = [
    (str, "5", "5"),
    (str | None, "", ""),
    (int, "-12", -12),
    (float, "1e3", 1000.0),
    (bool, "True", True),
    (bool, "0", False),
    (int | None, "", None),
    (list[int], "1,2", [1, 2]),
    (list[str], "", []),
    (list[int] | None, "", None),
    (Literal["a", 1], "1", 1),
    (Any, "5", "5"),
]


@pytest.mark.parametrize(("annotation", "text", "converted"), TEXTS, ids=repr)
def test_text(annotation: Any, text: str, converted: Any) -> None:
    found = known(annotation).converted(text, True)
    assert (found, type(found)) == (converted, type(converted))


@pytest.mark.parametrize("text", ["", "x", "1.5", "1_0", "٣", "--1", "9" * 5000])
def test_text_that_is_no_whole_number(text: str) -> None:
    assert refusal(int, text, True)[1].startswith("expected a whole number, got string ")


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "1e999", "1_0"])
def test_text_that_is_no_number(text: str) -> None:
    assert refusal(float, text, True)[1].startswith("expected a number, got string ")


def test_other_texts() -> None:
    assert refusal(bool, "yes", True) == ("", "expected true or false, got string 'yes'")
    assert refusal(list[int], "1,x", True) == ("/1", "expected a whole number, got string 'x'")
    assert refusal(Literal["a"], "b", True) == ("", "expected one of 'a', got string 'b'")


ANNOTATIONS = st.sampled_from([annotation for annotation, _ in SCHEMAS])
VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(ANNOTATIONS, VALUES, st.booleans())
def test_whatever_is_sent_is_converted_or_refused(annotation: Any, value: Any, text: bool) -> None:
    kind = known(annotation)
    try:
        converted = kind.converted(value, text)
    except Unfit:
        return
    assert kind.converted(converted, False) == converted or kind.schema == {} or "{}" in str(kind.schema)
