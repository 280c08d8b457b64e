from __future__ import annotations

from typing import Any

import pytest

from scorelet.pfa.schemas import Schemas, describe, read_schema, short
from scorelet.pfa.types import BYTES, DOUBLE, INT, NULL, STRING, Array, Enum, Field, Fixed, Map, Record, Type, Union
from tests.pfa.documents import said

KIND = {"type": "enum", "name": "Kind", "symbols": ["a", "b"]}


def built(*schemas: Any) -> list[Type]:
    """All schemas of one document."""
    together = Schemas()
    for i, schema in enumerate(schemas):
        together.declare(schema, f"${i}")
    return [together.build(schema, f"${i}") for i, schema in enumerate(schemas)]


def record(name: str, *fields: Any, **more: Any) -> dict[str, Any]:
    return {"type": "record", "name": name, "fields": [{"name": n, "type": t} for n, t in fields], **more}


@pytest.mark.parametrize(
    ("schema", "type"),
    [
        ("double", DOUBLE),
        ({"type": "double"}, DOUBLE),
        ({"type": {"type": "array", "items": "int"}}, Array(INT)),
        ({"type": ["null", "int"]}, Union([NULL, INT])),
        ({"type": "map", "values": ["null", "string"]}, Map(Union([NULL, STRING]))),
        ({"type": "fixed", "name": "a.Two", "size": 2}, Fixed("a.Two", 2)),
        ({"type": "fixed", "name": "Two", "namespace": "a", "size": 0}, Fixed("a.Two", 0)),
        ({"type": "fixed", "name": "a.Two", "namespace": "ignored", "size": 2}, Fixed("a.Two", 2)),
        ({"type": "error", "name": "E", "fields": []}, Record("E")),
        ({**KIND, "aliases": ["Sort"], "doc": "not relevant"}, Enum("Kind", ["a", "b"])),
    ],
)
def test_a_schema_becomes_a_type(schema: Any, type: Type) -> None:
    assert read_schema(schema) == type


def test_fields_keep_defaults_and_order() -> None:
    found = read_schema(
        {"type": "record", "name": "R", "fields": [{"name": "x", "type": "int", "default": None, "order": "ignore"}]}
    )
    assert isinstance(found, Record)
    (field,) = found.fields
    assert (field.name, field.type, field.default, field.order) == ("x", INT, None, "ignore")


def test_a_type_may_be_named_before_it_is_spelled_out() -> None:
    early, late = built("Kind", KIND)
    assert early is late
    early, _ = built({"type": "array", "items": "R"}, ["null", record("R", ("kind", KIND))])
    assert early == Array(Record("R", [Field("kind", Enum("Kind", ["a", "b"]))]))


def test_a_record_may_name_itself_and_others_that_name_it() -> None:
    a, b = built(record("A", ("b", ["null", "B"])), record("B", ("a", "A")))
    assert isinstance(a, Record)
    assert isinstance(b, Record)
    assert a.field("b") == Union([NULL, b])
    assert b.field("a") is a


def test_names_are_looked_for_in_the_namespace_around_them_first() -> None:
    inner = record("Inner", ("x", "int"), namespace="b")
    outer = record("Outer", ("same", "Inner"), ("other", "b.Inner"), namespace="a")
    near = record("Inner", ("y", "bytes"), namespace="a")
    found = built(inner, near, outer)[2]
    assert isinstance(found, Record)
    assert found.field("same") == Record("a.Inner", [Field("y", BYTES)])
    assert found.field("other") == Record("b.Inner", [Field("x", INT)])


def test_a_namespace_is_inherited_and_can_be_given_up() -> None:
    found = read_schema(
        record("Outer", ("in", KIND), ("out", {**KIND, "name": "Free", "namespace": ""}), namespace="a")
    )
    assert isinstance(found, Record)
    assert [t and t.tag for t in (found.field("in"), found.field("out"))] == ["a.Kind", "Free"]


def test_a_definition_may_be_repeated_but_not_changed() -> None:
    first, second = built(KIND, {**KIND, "@": "a mark", "doc": "the same"})
    assert first is second
    text = "type 'Kind' is defined here and, otherwise, at $0 - at $1"
    assert said(built, KIND, {**KIND, "symbols": ["b", "a"]}) == ("PfaSyntaxError", text)


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ("Unknown", "expected the name of a type, got 'Unknown': no schema in this document defines it - at $"),
        ("x" * 1000, f"expected the name of a type, got '{'x' * 57}...': no schema in this document defines it - at $"),
        (3, "expected an Avro schema, got int 3 - at $"),
        (None, "expected an Avro schema, got null - at $"),
        ({}, "expected an Avro schema with a 'type', got an empty object - at $"),
        ({"type": None}, "expected an Avro schema with a 'type', got an object with 'type' - at $"),
        ({"type": "array"}, "a schema of type 'array' needs 'items' - at $"),
        ({"type": "map", "items": "int"}, "a schema of type 'map' needs 'values' - at $"),
        ({"type": "array", "items": {"type": "map"}}, "a schema of type 'map' needs 'values' - at $.items"),
        ([], "a union needs at least one type - at $"),
        (["int", ["null"]], "a union cannot directly hold another union - at $"),
        (["int", "null", "int"], "a union cannot hold 'int' twice - at $"),
        (
            [{"type": "array", "items": "int"}, {"type": "array", "items": "string"}],
            "a union cannot hold 'array' twice - at $",
        ),
        (
            ["int", "Unknown"],
            "expected the name of a type, got 'Unknown': no schema in this document defines it - at $[1]",
        ),
        ({"type": "fixed", "size": 3}, "a schema of type 'fixed' needs a valid 'name', got null - at $"),
        ({"type": "fixed", "name": "F", "size": True}, "fixed 'F' needs a 'size' (a whole number), got true - at $"),
        ({"type": "fixed", "name": "F", "size": -1}, "fixed 'F' needs a 'size' (a whole number), got int -1 - at $"),
        (
            {"type": "enum", "name": "no name"},
            "a schema of type 'enum' needs a valid 'name', got string 'no name' - at $",
        ),
        ({"type": "enum", "name": "E"}, "enum 'E' needs a list of strings 'symbols', got null - at $"),
        ({"type": "enum", "name": "E", "symbols": ["a", "a"]}, "enum 'E' names a symbol twice - at $"),
        (
            {"type": "enum", "name": "E", "symbols": ["a-b"]},
            "'a-b' is not a valid enum symbol (letters, digits and _) - at $",
        ),
        ({"type": "enum", "name": "int", "symbols": []}, "'int' is not a valid type name - at $"),
        ({"type": "enum", "name": "E", "namespace": "1", "symbols": []}, "'1.E' is not a valid type name - at $"),
        (
            {"type": "enum", "name": "E", "namespace": 1, "symbols": []},
            "expected 'namespace' to be a string, got int 1 - at $",
        ),
        ({"type": "record", "name": "R"}, "record 'R' needs a list of 'fields', got null - at $"),
        (record("R", ("x", "int"), ("x", "int")), "record 'R' names a field twice - at $"),
        (record("R", ("x y", "int")), "'x y' is not a valid field name (letters, digits and _) - at $.fields[0]"),
        (record("R", ("x", {"type": "map"})), "a schema of type 'map' needs 'values' - at $.fields[0].type"),
        (
            {"type": "record", "name": "R", "fields": [3]},
            "expected a field with 'name' and 'type', got int 3 - at $.fields[0]",
        ),
        (
            {"type": "record", "name": "R", "fields": [{"name": "x", "type": "int", "order": "up"}]},
            "expected order to be one of ascending, descending, ignore, got string 'up' - at $.fields[0]",
        ),
    ],
)
def test_what_is_wrong_with_a_schema(schema: Any, text: str) -> None:
    assert said(read_schema, schema) == ("PfaSyntaxError", text)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (3, "int 3"),
        (-1.5, "float -1.5"),
        (10**19, "int 10000000000000000000"),
        (-(10**20), "a whole number of more than 20 digits"),
        pytest.param(10**5000, "a whole number of more than 20 digits", id="huge"),
        ("it's", 'string "it\'s"'),
        ("x" * 61, f"string '{'x' * 57}...'"),
        ([], "an array of 0"),
        ([1, 2], "an array of 2"),
        ({}, "an empty object"),
        ({"a": 1}, "an object with 'a'"),
        ({k * 30: 1 for k in "abcde"}, f"an object with {', '.join(repr(k * 20) for k in 'abcd')}, ..."),
        (b"abc", "bytes b'abc'"),
        ({1, 2}, "set {1, 2}"),
    ],
)
def test_a_value_in_words(value: Any, words: str) -> None:
    assert describe(value) == words


def test_a_string_is_shown_short() -> None:
    assert short("x" * 60) == repr("x" * 60)
    assert short("\n") == "'\\n'"
