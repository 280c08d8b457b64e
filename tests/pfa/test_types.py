"""Types as values, in messages and as schemas."""

from __future__ import annotations

import json

import pytest

from scorelet.pfa.schemas import read_schema
from scorelet.pfa.types import (
    BOOLEAN,
    BOTTOM,
    INT,
    LONG,
    NULL,
    PRIMITIVES,
    Array,
    Enum,
    Field,
    Fixed,
    Function,
    Map,
    Record,
    Type,
    Union,
    members,
    union_of,
)
from tests.pfa.samples import POINT, recursive

LETTERS = Enum("Letters", ["a", "b", "c"])


# ------------------------------------------------------------------------------------------ as values


def test_unions_compare_without_order_and_records_by_content() -> None:
    assert Union([INT, NULL]) == Union([NULL, INT])
    assert hash(Union([INT, NULL])) == hash(Union([NULL, INT]))
    assert Record("R", [Field("x", INT)]) != Record("R", [Field("x", LONG)])
    assert Record("R", [Field("x", INT)]) != Record("R", [Field("x", INT), Field("y", INT)])
    assert Enum("E", ["a", "b"]) != Enum("E", ["b", "a"])
    assert Fixed("F", 1) != Enum("F", ["a"])
    assert Array(INT) != Map(INT)


def test_recursive_records_compare_and_hash() -> None:
    assert recursive() == recursive()
    assert recursive() != recursive(value=LONG)
    assert hash(recursive()) == hash(recursive())
    assert len({recursive(), recursive(), recursive("Other")}) == 2


def test_members_and_unions_of_them() -> None:
    assert members(INT) == (INT,)
    assert members(Union([INT, NULL])) == (INT, NULL)
    assert union_of([INT, INT]) is INT
    assert union_of([INT, NULL, INT]) == Union([INT, NULL])


@pytest.mark.parametrize(
    ("type", "text"),
    [
        (Array(Map(INT)), "array of map of int"),
        (Union([NULL, POINT]), "union of {null, record Point}"),
        (Function([INT, LETTERS], BOOLEAN), "function (int, enum Letters) -> boolean"),
        (Fixed("a.b.Four", 4), "fixed a.b.Four"),
        (BOTTOM, "nothing"),
    ],
)
def test_types_are_shown_as_messages_need_them(type: Type, text: str) -> None:
    assert (str(type), repr(type)) == (text, text)


# ------------------------------------------------------------------------------------------ as schemas


@pytest.mark.parametrize(
    "schema",
    [
        *PRIMITIVES,
        {"type": "array", "items": {"type": "map", "values": "double"}},
        ["null", {"type": "array", "items": ["int", "string"]}],
        {"type": "fixed", "name": "Four", "namespace": "a.b", "size": 4},
        {"type": "enum", "name": "Letters", "symbols": ["a", "b"]},
        {"type": "record", "name": "Empty", "fields": []},
        {
            "type": "record",
            "name": "Tree",
            "namespace": "com.example",
            "fields": [
                {"name": "value", "type": "int", "default": 3, "order": "descending"},
                {"name": "left", "type": ["null", "com.example.Tree"], "default": None},
                {"name": "kind", "type": {"type": "enum", "name": "Kind", "namespace": "x", "symbols": ["a"]}},
                {"name": "again", "type": "x.Kind", "order": "ignore"},
            ],
        },
    ],
    ids=lambda schema: json.dumps(schema)[:40],
)
def test_a_schema_comes_back_as_it_was_read(schema: object) -> None:
    found = read_schema(schema)
    assert found.schema == schema
    assert read_schema(found.schema) == found


def test_the_schema_of_a_recursive_record_ends() -> None:
    found = read_schema(recursive().schema)
    assert isinstance(found, Record)
    assert found == recursive()
    assert found.field("next") == Union([found, NULL])
    assert found.field("before") is None
