"""Avro's types as JSON Schema: what is taken is wider than what is given."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.runtime.pages.avro_schemas import SCALARS, Given, Taken, or_null, placed, standalone
from tests.runtime.pages.shelves import ITEM

NUMBER = {"$ref": "#/components/schemas/Number"}
BYTE = "^[\\u0000-\\u00ff]*$"


@pytest.mark.parametrize(
    ("avro", "taken", "given"),
    [
        ("double", NUMBER, {"type": ["number", "null"]}),
        ("float", NUMBER, {"type": ["number", "null"]}),
        (
            "long",
            {"$ref": "#/components/schemas/Integer"},
            {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
        ),
        ("bytes", {"type": "string", "pattern": BYTE}, {"type": "string"}),
        (
            {"type": "fixed", "name": "F", "size": 2},
            {"type": "string", "minLength": 2, "maxLength": 2, "pattern": BYTE},
            {"type": "string", "minLength": 2, "maxLength": 2},
        ),
        (
            ["null", "string"],
            {
                "anyOf": [
                    {"type": "null"},
                    {"type": "string"},
                    {
                        "type": "object",
                        "properties": {"string": {"type": "string"}},
                        "required": ["string"],
                        "additionalProperties": False,
                    },
                ]
            },
            {"anyOf": [{"type": "null"}, {"type": "string"}]},
        ),
    ],
)
def test_types(avro: Any, taken: Any, given: Any) -> None:
    assert (standalone(Taken, avro), standalone(Given, avro)) == (taken, given)


def test_records_are_components() -> None:
    order = {"type": "record", "name": "Order", "fields": [{"name": "first", "type": ITEM}]}
    found = placed(Taken, order, "orders.Row")
    assert list(found) == ["orders.Row", "orders.Row.Item"]
    item = {"$ref": "#/components/schemas/orders.Row.Item"}
    assert found["orders.Row"] == {"type": "object", "properties": {"first": item}, "required": ["first"]}
    assert found["orders.Row.Item"]["required"] == ["price"]
    assert found["orders.Row.Item"]["properties"]["next"]["anyOf"][1] == item


def test_what_is_recursive_refers_to_itself() -> None:
    row = placed(Given, ITEM, "items.Prediction")["items.Prediction"]
    assert row["properties"]["next"] == {"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/items.Prediction"}]}


def test_the_largest_number_is_the_last_that_is_rounded_to_a_double() -> None:
    largest = SCALARS["Number"]["maximum"]
    assert float(largest) < float("inf")
    with pytest.raises(OverflowError):
        float(largest + 1)


@pytest.mark.parametrize(
    ("schema", "nullable"),
    [
        ({"type": "string"}, {"type": ["string", "null"]}),
        (NUMBER, {"anyOf": [NUMBER, {"type": "null"}]}),
    ],
)
def test_or_null(schema: Any, nullable: Any) -> None:
    assert or_null(schema) == nullable
