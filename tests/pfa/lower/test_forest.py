"""Embedded trees as flat arrays: JSON in, columns out."""

from __future__ import annotations

from array import array
from typing import Any

import pytest

from scorelet.errors import PfaSemanticError
from scorelet.pfa.lower.forest import Forest, forest_of
from scorelet.pfa.schemas import read_schema
from scorelet.pfa.types import DOUBLE, STRING, Type
from tests.pfa.lower.forests import Plan, chain, node_type


def kind(value: tuple[str, ...] = ("double",), score: str = "double", walk: str = "tree") -> Type:
    fields = {"x": "double", "y": "double"}
    return read_schema(node_type(Plan(fields, value, (score,) * 3, frozenset(), walk, odd=False)))


def node(field: str, operator: str, value: Any, yes: Any, no: Any, **more: Any) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value, "pass": yes, "fail": no, **more}


def leaf(score: Any, tag: str = "double") -> dict[str, Any]:
    return {tag: score}


def inner(tree: dict[str, Any]) -> dict[str, Any]:
    return {"TreeNode": tree}


LEFT = node("y", ">=", 2, leaf(1.5), leaf(2.5))
ROOT = node("x", "<", 0.5, inner(LEFT), leaf(3))


def read(trees: list[Any], of: Type, score: Type = DOUBLE) -> Forest:
    found = forest_of(trees, of, score, "$.place")
    assert found is not None
    return found


def test_parents_come_before_their_children() -> None:
    forest = read([ROOT, LEFT], kind())
    assert (forest.names, len(forest)) == (("x", "y"), 3)
    assert forest.roots == array("i", [0, 2])
    assert forest.fields == array("i", [0, 1, 1])
    assert forest.operators == ["<", ">=", ">="]
    assert forest.values == array("d", [0.5, 2.0, 2.0])
    assert (list(forest.passes), list(forest.fails)) == ([1, ~1, ~3], [~0, ~2, ~4])
    assert forest.scores == array("d", [3.0, 1.5, 2.5, 1.5, 2.5])
    assert forest.missing == array("i")


def test_a_third_branch() -> None:
    forest = read(
        [node("x", "<", 0, leaf(1), leaf(2), missing=inner({**LEFT, "missing": leaf(4)}))], kind(walk="missing")
    )
    assert (list(forest.passes), list(forest.fails), list(forest.missing)) == ([~0, ~2], [~1, ~3], [1, ~4])


def test_equal_strings_are_one_score() -> None:
    leaves = [leaf("a", "string"), leaf("b", "string")]
    tree = node("x", "<", 0, leaves[0], inner(node("x", "<", 1, leaves[1], leaves[0])))
    forest = read([tree], kind(score="string"), STRING)
    assert forest.scores == ["a", "b"]
    assert (list(forest.passes), list(forest.fails)) == ([~0, ~1], [1, ~0])


def test_values_of_several_types_are_a_list() -> None:
    union = kind(("string", "array of string", "double"))
    trees = [node("x", "in", {"array": ["a"]}, leaf(1), leaf(2)), node("x", "<", {"double": 1}, leaf(1), leaf(2))]
    assert read(trees, union).values == [["a"], 1.0]


@pytest.mark.parametrize("length", [1, 3, 100])
def test_deep_trees_are_read_without_recursion(length: int) -> None:
    plan = Plan({"x": "double", "y": "double"}, ("double",), ("double",) * 3, frozenset(), "tree", odd=False)
    forest = read([chain(plan, length)], kind())
    assert list(forest.values) == [float(i) for i in range(1, length + 1)]
    assert list(forest.fails)[:-1] == list(range(1, length))


def test_a_very_deep_tree() -> None:
    tree = node("x", "<", 0, leaf(1), leaf(2))
    for _ in range(20_000):
        tree = node("x", "<", 0, leaf(1), inner(tree))
    assert len(read([tree], kind())) == 20_001


@pytest.mark.parametrize(
    ("tree", "of"),
    [
        (node("x", "<", 0, 1.5, leaf(2)), kind()),  # no tag
        (node("x", "<", 0, {"double": 1, "@": "note"}, leaf(2)), kind()),
        (LEFT, read_schema({"type": "array", "items": "double"})),
    ],
)
def test_what_is_left_to_the_decoder(tree: Any, of: Type) -> None:
    assert forest_of([tree], of, DOUBLE, "$") is None


@pytest.mark.parametrize(
    ("trees", "place"),
    [
        ([{**ROOT, "field": "z"}], "$.place.field"),
        ([ROOT, {**ROOT, "operator": None}], "$.place[1].operator"),
        ([{**ROOT, "pass": inner({**LEFT, "value": "a"})}], "$.place.pass.TreeNode.value"),
        ([ROOT, ROOT, {**ROOT, "fail": leaf(None)}], "$.place[2].fail.double"),
        ([3], "$.place"),
    ],
)
def test_what_is_wrong_says_where(trees: list[Any], place: str) -> None:
    with pytest.raises(PfaSemanticError) as found:
        forest_of(trees, kind(), DOUBLE, "$.place")
    assert found.value.place == place
