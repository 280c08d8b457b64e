"""Boxes of leaves as bits: which leaves are reachable in each interval between thresholds."""

from __future__ import annotations

import math
from typing import Any

import pytest

from scorelet.pfa.lower.forest import Forest, forest_of
from scorelet.pfa.lower.masks import cuts_of, masks_of, steps_to_leaves
from scorelet.pfa.schemas import read_schema
from scorelet.pfa.types import STRING
from tests.pfa.lower.forests import Plan, node_type

PLAN = Plan({"x": "double", "y": "double"}, ("double",), ("string",) * 3, frozenset(), "tree", odd=False)
ONE = math.nextafter(1.0, 0.0)


def split(field: str, operator: str, value: Any, yes: Any, no: Any) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value, "pass": child(yes), "fail": child(no)}


def child(of: Any) -> dict[str, Any]:
    return {"string": of} if isinstance(of, str) else {"TreeNode": of}


def forest(*grown: dict[str, Any]) -> Forest:
    found = forest_of(list(grown), read_schema(node_type(PLAN)), STRING, "$")
    assert found is not None
    return found


def masks(*grown: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, int]], str]:
    """The masks as text, the lowest bit at the right; the stretches by their scores; the score without bits."""
    of = forest(*grown)
    cuts = cuts_of(of)
    assert cuts is not None
    found = masks_of(of, cuts)
    assert found.size <= cuts.size
    leaves = sum(count for _, count in found.stretches)
    shown = {
        of.names[field]: (bounds, [f"{mask:0{leaves}b}" for mask in bits])
        for field, (bounds, bits) in found.fields.items()
    }
    return shown, [(of.scores[score], count) for score, count in found.stretches], of.scores[found.rest]


@pytest.mark.parametrize(
    ("operator", "bound", "bits"),
    [
        ("<", ONE, ["1", "0", "0"]),
        ("<=", 1.0, ["1", "0", "0"]),
        (">", 1.0, ["0", "1", "0"]),
        (">=", ONE, ["0", "1", "0"]),
    ],
)
def test_one_comparison(operator: str, bound: float, bits: list[str]) -> None:
    other = split("y", "<=", 0.0, "b", "b")
    fields, stretches, rest = masks(split("x", operator, 1.0, "a", "b"), other)
    assert (stretches, rest) == ([("a", 1)], "b")
    assert fields == {"x": ((bound,), bits), "y": ((0.0,), ["1", "1", "1"])}


def test_leaves_of_one_score_stand_side_by_side() -> None:
    grown = split("x", "<=", 0.5, split("y", "<", 1.0, "a", "b"), split("y", ">=", 1.0, "a", "c"))
    more = split("x", ">", 0.25, "c", "c")
    fields, stretches, rest = masks(grown, more)
    assert (sorted(stretches), rest) == ([("a", 2), ("b", 1)], "c")
    place = {score: sum(count for _, count in stretches[:i]) for i, (score, _) in enumerate(stretches)}
    (*_, over), bits = fields["x"]
    assert over == 0.5
    only_b = f"{1 << place['b']:03b}"
    assert [mask.count("1") for mask in bits] == [2, 2, 1, 1]
    assert int(bits[0], 2) & int(only_b, 2)
    assert not int(bits[2], 2) & int(only_b, 2)


def test_a_field_that_is_tested_twice() -> None:
    fields, stretches, rest = masks(split("x", "<=", 0.5, "a", split("x", "<=", 1.0, "b", "a")))
    assert (stretches, rest) == ([("b", 1)], "a")
    assert fields == {"x": ((0.5, 1.0), ["0", "1", "0", "0"])}


def test_leaves_that_nothing_reaches_have_no_bit() -> None:
    _, stretches, rest = masks(
        split("x", "<=", 0.5, split("x", ">", 1.0, "never", "a"), split("x", "<", 2.0, "b", "b"))
    )
    assert (stretches, rest) == ([("a", 1)], "b")


def test_leaves_that_only_nan_reaches() -> None:
    fields, stretches, _ = masks(split("x", "<=", 0.5, "a", split("x", ">", 0.25, "a", "b")))
    assert stretches == [("b", 1)]
    assert fields == {"x": ((0.25, 0.5), ["0", "0", "0", "1"])}


def test_tests_that_always_or_never_pass() -> None:
    fields, stretches, rest = masks(
        split("y", "alwaysTrue", "NaN", split("x", "<", 1.0, "a", "b"), "c"),
        split("y", "alwaysFalse", 2.0, "c", "b"),
    )
    assert (stretches, rest) == ([("a", 1)], "b")
    assert fields == {"x": ((ONE,), ["1", "0", "0"])}


def test_one_score_needs_no_bits() -> None:
    assert masks(split("x", "<", 1.0, "a", "a")) == ({"x": ((ONE,), ["0", "0", "0"])}, [], "a")


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
    fields, stretches, rest = masks(grown)
    assert (stretches, rest) == ([("a", 1)], "b")
    assert fields["x"][1] == ["1", *["0"] * 401]
    assert steps_to_leaves(forest(grown)) == sum(range(1, 401)) + 400
