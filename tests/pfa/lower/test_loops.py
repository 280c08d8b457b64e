"""Big forests as loops over arrays: one comparison for all nodes, whatever the forest mixes."""

from __future__ import annotations

import math
from array import array
from typing import Any

import pytest

from scorelet.pfa.lower import ensembles, trees
from scorelet.pfa.lower.forest import forest_of
from scorelet.pfa.lower.loops import ANY_OPERATOR, NUMBER_OR_SET, walk_of
from scorelet.pfa.schemas import read_schema
from scorelet.pfa.types import DOUBLE
from tests.pfa.fuzz.choices import seeded
from tests.pfa.lower.forests import Plan, node_type, plain_document, rows, tree
from tests.pfa.lower.twins import agreeing

ONE_TEST = "{x} <= values[node]"
THRESHOLDS = (0.0, -0.0, 0.5, 5e-324, -5e-324, 1.0, -1.5, 2.0**53 - 1, 1.0 - 2**-53)
NUMBERS = (
    *THRESHOLDS, 1e-323, -1e-323, 1.0 + 2**-52, 1.5, 1e300, -1e300, math.inf, -math.inf, math.nan, 0, 1, 2**53 + 1
)  # fmt: skip


@pytest.fixture(autouse=True)
def all_are_big(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "MAX_NODES", 0)
    monkeypatch.setattr(ensembles, "MAX_NODES", 0)


def plan_of(walk: str = "tree", value: tuple[str, ...] = ("double",), **fields: str) -> Plan:
    nullable = frozenset(fields) if walk == "missing" else frozenset()
    return Plan(fields or {"x": "double"}, value, ("double",) * 3, nullable, walk, odd=False)


def node(operator: str, value: Any, **more: Any) -> dict[str, Any]:
    leaves = {"pass": {"double": 1.0}, "fail": {"double": 2.0}, **more}
    return {"field": "x", "operator": operator, "value": value, **leaves}


def way(grown: list[Any], value: tuple[str, ...] = ("double",)) -> str:
    forest = forest_of(grown, read_schema(node_type(plan_of(value=value))), DOUBLE, "$")
    assert forest is not None
    return walk_of(forest).test


@pytest.mark.parametrize("walk", ["tree", "missing"])
@pytest.mark.parametrize("operators", [("<", ">="), ("<=", ">"), ("<", "<="), ("<", "<=", ">", ">=")])
def test_comparisons_that_are_mixed(operators: tuple[str, ...], walk: str) -> None:
    more = {"missing": {"double": 3.0}} if walk == "missing" else {}
    grown = [node(operator, value, **more) for operator in operators for value in THRESHOLDS]
    given = [{"x": x} for x in (*NUMBERS, None)]
    engine = agreeing(plain_document(plan_of(walk), *grown), given)
    assert "TESTS" not in engine.code
    if walk == "tree":
        assert way(grown) == ONE_TEST


def test_what_a_rewritten_forest_looks_like() -> None:
    grown = [node("<=", 0.5), node(">=", 2.0), node("<", 1.0)]
    forest = forest_of(grown, read_schema(node_type(plan_of(y="double", x="double"))), DOUBLE, "$")
    assert forest is not None
    walk = walk_of(forest)
    assert (walk.test, walk.negated) == (ONE_TEST, (1,))
    assert walk.columns["fields"] == array("i", [1, 2, 1])
    assert walk.columns["values"] == array("d", [0.5, -2.0, math.nextafter(1.0, 0.0)])
    assert (walk.columns["passes"], walk.columns["fails"]) == (forest.passes, forest.fails)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", 2.0**53, -(2.0**60)])
def test_thresholds_that_cannot_be_moved(value: Any) -> None:
    grown = [node("<", value), node(">=", 1.0)]
    assert way(grown) == ANY_OPERATOR
    agreeing(plain_document(plan_of(), *grown), [{"x": x} for x in (*NUMBERS, 2**53 + 1, 2.0**60)])


def test_sets_among_numbers() -> None:
    of = plan_of(value=("double", "array of double"), x="double")
    grown = [
        node("in", {"array": [0.5, 1.0]}), node("notIn", {"array": [0.5]}), node("<", {"double": 1.0}),
        node("==", {"double": 0.0}), node("!=", {"double": "NaN"}), node(">=", {"double": 0.5}),
        node("alwaysTrue", {"double": 0.0}), node("alwaysFalse", {"double": 0.0}), node("in", {"array": []}),
    ]  # fmt: skip
    assert way(grown, of.value) == NUMBER_OR_SET
    engine = agreeing(plain_document(of, *grown), [{"x": x} for x in NUMBERS])
    assert "TESTS" not in engine.code


@pytest.mark.parametrize("walk", ["tree", "missing"])
def test_categories_among_numbers(walk: str) -> None:
    of = plan_of(walk, ("double", "array of string", "string"), x="double", c="string")
    for seed in range(20):
        choose = seeded(seed)
        grown = [tree(choose, of, 3) for _ in range(3)]
        agreeing(plain_document(of, *grown), rows(choose, of, 20))


def test_words_that_are_compared_are_asked_of_python() -> None:
    of = plan_of(value=("string",), x="string")
    grown = [node("<", "b"), node(">=", "a")]
    engine = agreeing(plain_document(of, *grown), [{"x": x} for x in ("a", "b", "", "é")])
    assert "TESTS" in engine.code
