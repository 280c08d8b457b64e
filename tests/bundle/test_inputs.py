"""The rows of documents that no converter made."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.inputs import spec_of
from scorelet.pfa.schemas import read_schema


def record(**fields: Any) -> dict[str, Any]:
    return {"type": "record", "name": "Input", "fields": [{"name": n, "type": t} for n, t in fields.items()]}


COLOUR = {"type": "enum", "name": "Colour", "symbols": ["red", "green"]}


def test_records_of_simple_fields() -> None:
    types = record(a="double", b=["null", "float"], c="int", d=["long", "null"], e="boolean", f="string", g=COLOUR)
    assert spec_of(read_schema(types)) == InputSpec(
        "record",
        (
            Field("a", infinite=True),
            Field("b", missing=True, infinite=True),
            Field("c", "integer"),
            Field("d", "integer", missing=True),
            Field("e", "boolean"),
            Field("f", "string"),
            Field("g", "string", categories=("red", "green"), strict=True),
        ),
        extra=True,
    )


def test_texts() -> None:
    assert spec_of(read_schema("string")) == InputSpec("text", (Field("text", "string"),))


@pytest.mark.parametrize(
    "schema",
    [
        "double",
        {"type": "map", "values": "double"},
        record(a={"type": "array", "items": "double"}),
        record(a=["null", "double", "string"]),
        record(a="null"),
        {"type": "record", "name": "Input", "fields": [{"name": "a", "type": "double", "default": 1}]},
    ],
)
def test_all_else_is_taken_as_it_is(schema: Any) -> None:
    assert spec_of(read_schema(schema)) == InputSpec("datum", type=schema)
