"""Boxes of leaves as bits: which leaves are reachable in each interval between thresholds."""

from __future__ import annotations

import math
from typing import Any

import pytest

from scorelet.pfa.lower.forest import Forest, forest_of
from scorelet.pfa.lower.masks import cuts_of, masks_of
from scorelet.pfa.schemas import read_schema
from scorelet.pfa.types import STRING
from tests.pfa.lower.forests import Plan, node_type

PLAN = Plan({"x": "double", "y": "double"}, ("double",), ("string",) * 3, frozenset(), "tree", odd=False)
HALF, ONE = 0.5, math.nextafter(1.0, 0.0)


def split(field: str, operator: str, value: Any, yes: Any, no: Any) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value, "pass": child(yes), "fail": child(no)}


def child(of: Any) -> dict[str, Any]:
    return {"string": of} if isinstance(of, str) else {"TreeNode": of}


def forest(*grown: dict[str, Any]) -> Forest:
    found = forest_of(list(grown), read_schema(node_type(PLAN)), STRING, "$")
    assert found is not None
    return found


def masks(*grown: dict[str, Any]) -> tuple[dict[int, Any], list[tuple[str, int]]]:
    """The masks as text, the lowest bit at the right, and the stretches by their scores."""
    of = forest(*grown)
    cuts = cuts_of(of)
    assert cuts is not None
    found = masks_of(of, cuts)
    leaves = sum(count for _, count in found.stretches)
    shown = {field: (bounds, [f"{mask:0{leaves}b}" for mask in bits]) for field, (bounds, bits) in found.fields.items()}
    return shown, [(of.scores[score], count) for score, count in found.stretches]


@pytest.mark.parametrize(
    ("operator", "bound", "below", "above", "nan"),
    [("<", ONE, "a", "b", "b"), ("<=", 1.0, "a", "b", "b"), (">", 1.0, "b", "a", "b"), (">=", ONE, "b", "a", "b")],
)
def test_one_comparison(operator: str, bound: float, below: str, above: str, nan: str) -> None:
    fields, stretches = masks(split("x", operator, 1.0, "a", "b"))
    bits = {"01": stretches[0][0], "10": stretches[1][0]}
    assert fields == {0: ((bound,), fields[0][1])}
    assert [bits[mask] for mask in fields[0][1]] == [below, above, nan]


def test_a_field_that_is_not_tested_leaves_all() -> None:
    fields, stretches = masks(
        split("x", "<=", 0.5, "a", split("y", "<=", 1.0, "b", "a")), split("y", "<=", 2.0, "b", "b")
    )
    assert stretches == [("b", 3), ("a", 2)]
    assert fields[1][0] == (1.0, 2.0)
    assert all(mask.count("1") == count for mask, count in zip(fields[0][1], (3, 4, 4), strict=True))
    assert all(mask.count("1") == count for mask, count in zip(fields[1][1], (3, 3, 3, 3), strict=True))


def test_a_field_that_is_tested_twice() -> None:
    fields, stretches = masks(split("x", "<=", 0.5, "a", split("x", "<=", 1.0, "b", "c")))
    assert [count for _, count in stretches] == [1, 1, 1]
    assert fields[0][0] == (0.5, 1.0)
    below, between, above, nan = fields[0][1]
    assert sorted((below, between, above)) == ["001", "010", "100"]
    assert nan == above


def test_leaves_that_nothing_reaches_have_no_bit() -> None:
    _, stretches = masks(split("x", "<=", 0.5, split("x", ">", 1.0, "never", "a"), "b"))
    assert dict(stretches) == {"a": 1, "b": 1}


def test_leaves_that_only_nan_reaches() -> None:
    fields, stretches = masks(split("x", "<=", 0.5, "a", split("x", ">", 0.25, "b", "c")))
    assert dict(stretches) == {"a": 1, "b": 1, "c": 1}
    *numbers, nan = fields[0][1]
    assert nan not in numbers


def test_tests_that_always_or_never_pass() -> None:
    fields, stretches = masks(
        split("y", "alwaysTrue", "NaN", split("x", "<", 1.0, "a", "b"), "c"),
        split("y", "alwaysFalse", 2.0, "c", "a"),
    )
    assert list(fields) == [0]
    assert stretches == [("a", 2), ("b", 1)]


@pytest.mark.parametrize(
    ("operator", "value"), [("==", 1.0), ("<", math.inf), ("<=", math.nan), (">", 2.0**53), (">=", -math.inf)]
)
def test_other_tests_have_no_masks(operator: str, value: float) -> None:
    named = {math.inf: "Infinity", -math.inf: "-Infinity"}
    given = "NaN" if value != value else named.get(value, value)
    assert cuts_of(forest(split("x", "<", 1.0, "a", split("x", operator, given, "a", "b")))) is None


def test_a_deep_tree() -> None:
    grown: Any = "a"
    for i in range(400):
        grown = split("x", "<=", float(i), grown, "b")
    fields, stretches = masks(grown)
    assert dict(stretches) == {"a": 1, "b": 400}
    assert {mask.count("1") for mask in fields[0][1]} == {1}
