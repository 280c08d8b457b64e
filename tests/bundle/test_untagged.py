"""Predictions for people."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.bundle.untagged import untagger

MAYBE = ["null", "double"]
TREE: dict[str, Any] = {
    "type": "record",
    "name": "a.Tree",
    "fields": [
        {"name": "value", "type": "double"},
        {"name": "left", "type": ["null", "a.Tree"]},
        {"name": "all", "type": {"type": "array", "items": "a.Tree"}},
    ],
}
POINT: dict[str, Any] = {"type": "record", "name": "Point", "fields": [{"name": "x", "type": "double"}]}
BOX: dict[str, Any] = {"type": "record", "name": "Box", "fields": [{"name": "x", "type": MAYBE}]}


def pair(first: Any, second: Any) -> dict[str, Any]:
    fields = [{"name": "a", "type": first}, {"name": "b", "type": second}]
    return {"type": "record", "name": "Pair", "fields": fields}


LEAF: dict[str, Any] = {"value": 1.0, "left": None, "all": []}


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (MAYBE, {"double": 1.5}, 1.5),
        (MAYBE, None, None),
        ({"type": "array", "items": MAYBE}, [None, {"double": 1.0}], [None, 1.0]),
        ({"type": "map", "values": MAYBE}, {"double": {"double": 1.0}}, {"double": 1.0}),
        (["string", {"type": "array", "items": MAYBE}], {"array": [{"double": 2.0}]}, [2.0]),
        (TREE, LEAF, LEAF),
        (pair(BOX, "Box"), {"a": {"x": {"double": 1.0}}, "b": {"x": None}}, {"a": {"x": 1.0}, "b": {"x": None}}),
        (pair(POINT, ["null", "Point"]), {"a": {"x": 1.0}, "b": None}, {"a": {"x": 1.0}, "b": None}),
        (
            TREE,
            {
                "value": 0.0,
                "left": {"a.Tree": {**LEAF, "left": {"a.Tree": LEAF}}},
                "all": [{**LEAF, "left": {"a.Tree": LEAF}}],
            },
            {"value": 0.0, "left": {**LEAF, "left": LEAF}, "all": [{**LEAF, "left": LEAF}]},
        ),
    ],
)
def test_tags_are_removed(schema: Any, value: Any, expected: Any) -> None:
    untag = untagger(schema)
    assert untag is not None
    assert untag(value) == expected


@pytest.mark.parametrize(
    "schema",
    [
        None,
        "double",
        {"type": "map", "values": "double"},
        {"type": "array", "items": {"type": "array", "items": "string"}},
        {"type": "record", "name": "R", "fields": [{"name": "x", "type": "int"}]},
        pair(POINT, "Point"),
    ],
)
def test_where_there_are_none_nothing_is_done(schema: Any) -> None:
    assert untagger(schema) is None
