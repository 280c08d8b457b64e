"""Sums of many small trees, which become functions of a few trees each."""

from __future__ import annotations

import pytest

from scorelet.pfa.lower import tree_sums
from tests.pfa.fuzz.choices import seeded
from tests.pfa.lower.forests import rows
from tests.pfa.lower.scored import asking, plan_of
from tests.pfa.lower.twins import agreeing

SUM = {"a.sum": "scores"}


@pytest.mark.parametrize("score", ["double", "float"])
@pytest.mark.parametrize("trees", [2, 7, 30])
def test_sums_are_the_same_as_those_of_trees_that_are_walked(score: str, trees: int) -> None:
    engine = agreeing(asking(score, score, SUM, trees=trees), rows(seeded(trees), plan_of(score), 60))
    assert "def trees(total" in engine.code


@pytest.mark.parametrize("score", ["double", "float"])
def test_a_function_has_few_constants_and_few_trees(score: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_sums, "MOST_TREES", 3)
    engine = agreeing(asking(score, score, SUM, trees=10), rows(seeded(3), plan_of(score), 40))
    assert engine.code.count("def trees") == 4
    monkeypatch.setattr(tree_sums, "MAX_CONSTANTS", 1)
    engine = agreeing(asking(score, score, SUM, trees=10), rows(seeded(3), plan_of(score), 40))
    assert engine.code.count("def trees") == 10


def test_large_trees_stay_in_the_action(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_sums, "LARGEST_TREE", 0)
    engine = agreeing(asking("double", "double", SUM, trees=4), rows(seeded(4), plan_of("double"), 40))
    assert "def trees" not in engine.code


def test_sums_that_could_be_too_large_for_32_bits_are_rounded_by_an_array(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_sums, "LARGEST_SUM", 1e-3)
    engine = agreeing(asking("float", "float", SUM, trees=4), rows(seeded(5), plan_of("float"), 40))
    assert "def trees" not in engine.code
