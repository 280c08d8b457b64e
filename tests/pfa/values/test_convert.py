"""Values on their way through."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.pfa.types import (
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    NULL,
    STRING,
    Array,
    Map,
    Type,
    Union,
)
from scorelet.pfa.values import (
    convert_step,
    converter,
    narrower,
)
from tests.pfa.samples import COLOUR, MAYBE


@pytest.mark.parametrize(
    ("given", "wanted", "value", "converted"),
    [
        (INT, DOUBLE, 3, 3.0),
        (LONG, FLOAT, 16777217, 16777216.0),
        (LONG, DOUBLE, 2**63 - 1, float(2**63)),
        (Array(INT), Array(DOUBLE), [1], [1.0]),
        (Map(INT), Map(DOUBLE), {"a": 1}, {"a": 1.0}),
        (DOUBLE, MAYBE, 1.5, 1.5),
        (INT, MAYBE, 1, 1.0),
        (INT, Union([INT, LONG]), 1, ("int", 1)),
        (INT, Union([LONG, FLOAT]), 1, 1),
        (Union([INT, NULL]), MAYBE, 1, 1.0),
        (Union([INT, NULL]), MAYBE, None, None),
        (Union([INT, LONG]), LONG, ("int", 1), 1),
        (Union([INT, LONG]), DOUBLE, ("int", 1), 1.0),
        (Union([INT, LONG]), Union([INT, LONG, NULL]), ("int", 1), ("int", 1)),
        (Union([INT, STRING]), Union([INT, STRING, LONG]), 1, ("int", 1)),
        (Union([INT, STRING]), Union([INT, STRING, LONG]), "a", "a"),
        (Array(Union([INT, LONG])), Array(LONG), [("int", 1), ("long", 2)], [1, 2]),
        (Union([COLOUR, STRING]), Union([COLOUR, STRING, NULL]), ("Colour", "red"), ("Colour", "red")),
    ],
)
def test_a_value_is_converted(given: Type, wanted: Type, value: Any, converted: Any) -> None:
    assert repr(converter(given, wanted)(value)) == repr(converted)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (INT, INT),
        (INT, LONG),
        (FLOAT, DOUBLE),
        (Array(INT), Array(LONG)),
        (NULL, MAYBE),
        (MAYBE, Union([DOUBLE, NULL])),
    ],
)
def test_where_nothing_changes_there_is_no_step(given: Type, wanted: Type) -> None:
    assert convert_step(given, wanted) is None


def test_narrowing_a_union() -> None:
    step = narrower(Union([INT, LONG, STRING]), Union([INT, LONG]))
    assert [step(("int", 1)), step(("long", 2))] == [("int", 1), ("long", 2)]
    step = narrower(Union([INT, LONG, STRING]), LONG)
    assert [step(("int", 1)), step(("long", 2))] == [1, 2]
    step = narrower(Union([INT, LONG, STRING]), Union([INT, STRING]))
    assert [step(("int", 1)), step("a")] == [1, "a"]
