"""Scores that need no array, because only their sum, their number or their votes are asked for."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.pfa.lower import ensembles
from tests.pfa.fuzz.choices import seeded
from tests.pfa.lower.forests import Plan, plain_document, rows, tree
from tests.pfa.lower.twins import agreeing

VOTES = {"type": "map", "values": "int"}
SUM, LENGTH = {"a.sum": "scores"}, {"a.len": "scores"}
LATER = {"params": [{"x": "double"}], "ret": "double", "do": {"+": ["x", SUM]}}


def plan_of(score: str) -> Plan:
    return Plan({"x": "double", "y": "double"}, ("double",), (score,) * 3, frozenset(), "tree", odd=False)


def asking(score: str, output: Any, *body: Any, trees: int = 4) -> dict[str, Any]:
    """A document that maps the trees and then does this with their `scores`."""
    of = plan_of(score)
    made = plain_document(of, *(tree(seeded(seed), of, 3) for seed in range(max(trees, 2))))
    made["cells"]["c"]["init"] = made["cells"]["c"]["init"][:trees]
    walk = {"model.tree.simpleTree": ["input", "tree"]}
    function = {"params": [{"tree": "TreeNode"}], "ret": score, "do": walk}
    mapped = {"let": {"scores": {"a.map": [{"cell": "c"}, function]}}}
    return {**made, "output": output, "action": [mapped, *body]}


def counted(*votes: str) -> Any:
    return {"type": VOTES, "new": {vote: {"a.count": ["scores", [vote]]} for vote in votes}}


ASKED: dict[str, tuple[str, Any, list[Any], bool]] = {
    "the sum": ("double", "double", [SUM], True),
    "the mean": ("double", "double", [{"/": [SUM, LENGTH]}], True),
    "the sum, twice": ("double", "double", [{"-": [SUM, {"*": [2, SUM]}]}], True),
    "the sum in a branch": ("double", "double", [{"if": {">": ["input.x", 0]}, "then": SUM, "else": 0.0}], True),
    "the sum within a function": ("double", {"type": "array", "items": "double"}, [
        {"a.map": [{"type": {"type": "array", "items": "double"}, "value": [1, 2]}, LATER]}], True),
    "the sum and an item": ("double", "double", [{"+": [SUM, {"attr": "scores", "path": [0]}]}], False),
    "the sum and all": ("double", "double", [{"+": [SUM, {"a.max": "scores"}]}], False),
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
    score, output, body, tallied = ASKED[name]
    engine = agreeing(asking(score, output, *body, trees=trees), rows(seeded(1), plan_of(score), 40))
    if trees > 1:
        assert (" scores = " not in engine.code) is tallied


def test_votes_for_many_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    made = asking("string", VOTES, counted("a", "b", "é"))
    given = rows(seeded(2), plan_of("string"), 40)
    assert " scores = " not in agreeing(made, given).code
    monkeypatch.setattr(ensembles, "MAX_COUNTERS", 1)
    assert " scores = " in agreeing(made, given).code


def test_a_forest_that_is_walked_twice() -> None:
    made = asking("double", "double", {"+": [SUM, 0.5]})
    (mapped, total) = made["action"]
    again = {"let": {"others": mapped["let"]["scores"]}}
    agreeing(
        {**made, "action": [mapped, again, {"-": [total, {"a.sum": "others"}]}]}, rows(seeded(3), plan_of("double"), 20)
    )
