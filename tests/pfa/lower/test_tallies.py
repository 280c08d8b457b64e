"""Scores that need no array, because only their sum, their number or their votes are asked for."""

from __future__ import annotations

import math
from typing import Any

import pytest

from scorelet.pfa import load
from scorelet.pfa.lower import tallies
from tests.pfa.documents import DOUBLES
from tests.pfa.fuzz.choices import seeded
from tests.pfa.lower.forests import plain_document, rows
from tests.pfa.lower.scored import asking, plan_of
from tests.pfa.lower.twins import agreeing, called, done, twin_of

VOTES = {"type": "map", "values": "int"}
SUM, LENGTH = {"a.sum": "scores"}, {"a.len": "scores"}
LATER = {"params": [{"x": "double"}], "ret": "double", "do": {"+": ["x", SUM]}}


def counted(*votes: str) -> Any:
    return {"type": VOTES, "new": {vote: {"a.count": ["scores", [vote]]} for vote in votes}}


ASKED: dict[str, tuple[str, Any, list[Any], bool]] = {
    "the sum": ("double", "double", [SUM], True),
    "the mean": ("double", "double", [{"/": [SUM, LENGTH]}], True),
    "the sum, twice": ("double", "double", [{"-": [SUM, {"*": [2, SUM]}]}], True),
    "the sum in a branch": ("double", "double", [{"if": {">": ["input.x", 0]}, "then": SUM, "else": 0.0}], True),
    "the sum within a function": ("double", {"type": "array", "items": "double"}, [
        {"a.map": [{"type": {"type": "array", "items": "double"}, "value": [1, 2]}, LATER]}], True),
    "the sum and an item": ("double", "double", [{"+": [SUM, {"attr": "scores", "path": [0]}]}], True),
    "the sum and all": ("double", "double", [{"+": [SUM, {"a.max": "scores"}]}], True),
    "the sum of what is set later": ("double", "double", [
        {"set": {"scores": {"type": {"type": "array", "items": "double"}, "value": [1.5]}}}, SUM], False),
    "the sum of whole numbers": ("int", "int", [SUM], False),
    "the number": ("double", "int", [LENGTH], True),
    "votes": ("string", VOTES, [counted("a", "b", "", "é", "never")], True),
    "some votes": ("string", VOTES, [counted("b")], True),
    "the share of votes": ("string", "double", [{"/": [{"a.count": ["scores", ["a"]]}, LENGTH]}], True),
    "votes for what is asked": ("string", "int", [
        {"let": {"vote": {"if": {">": ["input.x", 0]}, "then": {"string": "a"}, "else": {"string": "b"}}}},
        {"a.count": ["scores", "vote"]}], False),
    "votes by a function": ("string", "int", [
        {"a.count": ["scores", {"params": [{"s": "string"}], "ret": "boolean", "do": {"==": ["s", ["a"]]}}]}], False),
    "votes and the winner": ("string", "string", [counted("a"), {"a.mode": "scores"}], False),
    "the same scores twice": ("string", "int", [{"a.len": {"a.concat": ["scores", "scores"]}}], False),
}  # fmt: skip


@pytest.mark.parametrize("trees", [1, 4, 0])
@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_of_scores(name: str, trees: int) -> None:
    score, output, body, arrayless = ASKED[name]
    engine = agreeing(asking(score, output, *body, trees=trees), rows(seeded(1), plan_of(score), 40))
    if trees > 1:
        assert (" scores = " not in engine.code) is arrayless


def test_votes_for_many_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    made = asking("string", VOTES, counted("a", "b", "é"))
    given = rows(seeded(2), plan_of("string"), 40)
    assert " scores = " not in agreeing(made, given).code
    monkeypatch.setattr(tallies, "MAX_COUNTERS", 1)
    assert " scores = " in agreeing(made, given).code


def test_a_forest_that_is_walked_twice() -> None:
    made = asking("double", "double", {"+": [SUM, 0.5]})
    (mapped, total) = made["action"]
    again = {"let": {"others": mapped["let"]["scores"]}}
    agreeing(
        {**made, "action": [mapped, again, {"-": [total, {"a.sum": "others"}]}]}, rows(seeded(3), plan_of("double"), 20)
    )


# ------------------------------------------------------------------------------------------------- floats


def test_a_sum_of_floats_is_rounded_after_each_addition() -> None:
    leaves = [16777216.0, 1.0, 1.0, 1.0, 0.0, -0.0]
    stumps = [stump(leaf, leaf, "float") for leaf in leaves]
    made = plain_document(plan_of("float"), *stumps)
    made["action"]["a.sum"]["a.map"][1]["ret"] = "float"
    engine = agreeing({**made, "output": "float"}, [{"x": 1.0, "y": 1.0}])
    assert engine.action({"x": 1.0, "y": 1.0}) == 16777216.0
    assert "a.sum" not in called(engine)


def stump(yes: Any, no: Any, tag: str = "array") -> dict[str, Any]:
    return {"field": "x", "operator": "<", "value": 1.0, "pass": {tag: yes}, "fail": {tag: no}}


# ------------------------------------------------------------------------------------------------ vectors

ADD = {"fcn": "la.add"}
BY_NAME = {"params": [{"x": DOUBLES}, {"y": DOUBLES}], "ret": DOUBLES, "do": {"la.add": ["x", "y"]}}
TURNED = {"params": [{"x": DOUBLES}, {"y": DOUBLES}], "ret": DOUBLES, "do": {"la.add": ["y", "x"]}}
GIVEN = [{"x": x, "y": 0.0} for x in (0.0, 1.0, math.nan)]


def adding(*stumps: dict[str, Any], by: Any = ADD) -> dict[str, Any]:
    of = plan_of("array of double")
    made = plain_document(of, *stumps, *([stumps[0]] if len(stumps) == 1 else []))
    made["cells"]["c"]["init"] = list(stumps)
    function = {"params": [{"tree": "TreeNode"}], "ret": DOUBLES, "do": {"model.tree.simpleTree": ["input", "tree"]}}
    action = {"a.reduce": [{"a.map": [{"cell": "c"}, function]}, by]}
    return {**made, "output": DOUBLES, "action": action}


def way(made: dict[str, Any]) -> str:
    engine = agreeing(made, GIVEN)
    return "sums" if "+=" in engine.code or "sum_" in engine.code else "columns" if "add_all(" in engine.code else "no"


def test_vectors_are_added_number_by_number() -> None:
    made = adding(stump([0.5, 0.5], [1.0, 0.0]), stump([0.1, 0.9], [0.0, 1.0]), stump([0.7, 0.3], [0.2, 0.8]))
    engine = agreeing(made, GIVEN)
    assert [engine.action(row) for row in GIVEN[:2]] == [[0.5 + 0.1 + 0.7, 0.5 + 0.9 + 0.3], [1.0 + 0.2, 1.0 + 0.8]]
    assert "+= 0.0" not in engine.code
    assert way(made) == way(adding(*made["cells"]["c"]["init"], by=BY_NAME)) == "sums"
    assert way(adding(*made["cells"]["c"]["init"], by=TURNED)) == "no"


def test_what_nobody_asks_for_is_not_added() -> None:
    made = adding(stump([0.5, 0.5], [1.0, 0.25]), stump([0.1, 0.9], [0.0, 1.0]))
    summed = {"let": {"found": made["action"]}}
    for action, output in ((item(1), "double"), ({"a.len": "found"}, "int"), (1.5, "double")):
        engine = agreeing({**made, "action": [summed, action], "output": output}, GIVEN)
        assert "sum_0" not in engine.code


def item(i: int) -> Any:
    return {"attr": "found", "path": [i]}


@pytest.mark.parametrize("zeros", [[[-0.0], [-0.0]], [[-0.0], [0.0]], [[0.0], [-0.0]], [[0.0], [0.0]], [[-0.0]]])
def test_zeros_keep_their_signs(zeros: list[list[float]]) -> None:
    made = adding(*(stump(zero, zero) for zero in zeros))
    assert way(made) == "sums"
    assert way(adding(*(stump(zero, [5e-324] * len(zero)) for zero in zeros))) == "sums"


@pytest.mark.parametrize(
    "stumps", [[], [stump([1.0], [1.0, 2.0])], [stump([1.0], [2.0]), stump([1.0, 2.0], [3.0, 4.0])]]
)
def test_vectors_of_several_lengths_are_left_to_the_library(stumps: list[Any]) -> None:
    made = adding(*(stumps or [stump([1.0], [2.0])]))
    made["cells"]["c"]["init"] = stumps
    assert way(made) == "columns"
    code = 15670 if not stumps else 24030
    if len(stumps) != 1:
        assert done(load(made), GIVEN[0]) == done(load(twin_of(made)), GIVEN[0]) == ("error", "PfaRuntimeError", code)


def test_vectors_of_many_numbers_are_added_in_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    made = adding(stump([0.1] * 3, [0.2] * 3), stump([0.3] * 3, [-0.0] * 3))
    assert way(made) == "sums"
    monkeypatch.setattr(tallies, "MAX_COUNTERS", 2)
    assert way(made) == "columns"


def test_vectors_that_take_many_additions_are_added_in_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    made = adding(stump([0.5, 0.5], [1.0, 0.0]), stump([0.0, 1.0], [0.25, 0.75]))
    for most, found in ((6, "sums"), (5, "columns")):
        monkeypatch.setattr(tallies, "MAX_ADDITIONS", most)
        assert way(made) == found
