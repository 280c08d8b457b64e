"""JSON Schemas of rows and predictions."""

from __future__ import annotations

import json

from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.schema import DIALECT, row_schema, type_schema
from tests.bundle.models import OUTPUT, SPEC, packed


def test_a_row() -> None:
    assert row_schema(SPEC) == {
        "$schema": DIALECT,
        "type": "object",
        "properties": {
            "age": {"type": "number"},
            "income": {"type": ["number", "null"]},
            "home town": {"type": "string", "examples": ["Bonn", "Köln"]},
        },
        "required": ["age", "income", "home town"],
        "additionalProperties": False,
    }


def test_categories_that_exclude_others() -> None:
    field = Field("x", "string", categories=("a", "b"), strict=True)
    spec = InputSpec("record", (field, field._replace(name="y", missing=True)))
    assert row_schema(spec)["properties"] == {
        "x": {"type": "string", "enum": ["a", "b"]},
        "y": {"type": ["string", "null"], "enum": ["a", "b", None]},
    }


def test_a_text_and_other_data() -> None:
    assert row_schema(InputSpec("text", (Field("t", "string"),))) == {"$schema": DIALECT, "type": "string"}
    assert row_schema(InputSpec("datum", type="double")) == {"$schema": DIALECT, "type": "number"}


def test_a_prediction() -> None:
    assert type_schema(OUTPUT) == {
        "$schema": DIALECT,
        "type": "object",
        "properties": {"label": {"type": "string"}, "score": {"anyOf": [{"type": "null"}, {"type": "number"}]}},
        "required": ["label", "score"],
        "additionalProperties": False,
    }
    assert type_schema(None) == {"$schema": DIALECT}


def test_every_type() -> None:
    fields = {
        "map": {"type": "map", "values": "double"},
        "array": {"type": "array", "items": "int"},
        "enum": {"type": "enum", "name": "E", "symbols": ["a", "b"]},
        "fixed": {"type": "fixed", "name": "F", "size": 2},
        "long": "long",
        "bytes": "bytes",
        "flag": "boolean",
    }
    schema = type_schema({"type": "record", "name": "R", "fields": [{"name": n, "type": t} for n, t in fields.items()]})
    assert schema["properties"] == {
        "map": {"type": "object", "additionalProperties": {"type": "number"}},
        "array": {"type": "array", "items": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}},
        "enum": {"type": "string", "enum": ["a", "b"]},
        "fixed": {"type": "string", "minLength": 2, "maxLength": 2},
        "long": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
        "bytes": {"type": "string"},
        "flag": {"type": "boolean"},
    }


def test_recursive_types() -> None:
    def chain(name: str, value: object) -> object:
        fields = [{"name": "value", "type": value}, {"name": "next", "type": ["null", name]}]
        return {"type": "record", "name": name, "fields": fields}

    inner = {
        "type": "object",
        "properties": {"value": {"type": "string"}, "next": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/In"}]}},
        "required": ["value", "next"],
        "additionalProperties": False,
    }
    schema = type_schema(chain("Out", chain("In", "string")))
    assert schema["properties"] == {
        "value": {"$ref": "#/$defs/In"},
        "next": {"anyOf": [{"type": "null"}, {"$ref": "#"}]},
    }
    assert schema["$defs"] == {"In": inner}


def test_a_packed_model_has_both() -> None:
    assert json.loads(packed().entries["schema.json"]) == {"row": row_schema(SPEC), "prediction": type_schema(OUTPUT)}
