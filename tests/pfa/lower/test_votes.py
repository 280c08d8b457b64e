"""Forests that vote: bits are counted where trees would be walked, and say the same."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings

from scorelet.pfa import Engine, compile_image, load
from scorelet.pfa.lower import votes
from tests.pfa.documents import DOUBLES
from tests.pfa.fuzz.choices import Choices, seeded
from tests.pfa.lower.forests import Plan, node_type
from tests.pfa.lower.forests import datum_type as input_type
from tests.pfa.lower.test_trees import choices
from tests.pfa.lower.twins import agreeing

THRESHOLDS = (0.0, -0.0, 0.5, 1.0, 2.5, -1.5, 5e-324, 1e300, 2.0**53 - 1, 1)
VALUES = (*THRESHOLDS, math.nextafter(1.0, 0.0), math.nextafter(1.0, 2.0), math.inf, -math.inf, math.nan, 0, 2**53 + 1)
COMPARISONS = ("<", "<=", ">", ">=")
FIELDS = ("x", "y", "z")
VECTOR, WORD = "array of double", "string"
WORDS = ("a", "b", "é", "")
WALK = {"model.tree.simpleTree": ["input", "tree"]}


@pytest.fixture(autouse=True)
def all_forests_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small they are."""
    monkeypatch.setattr(votes, "worth_it", lambda *_: True)


def plan_of(score: str, kind: str = "double") -> Plan:
    return Plan(dict.fromkeys(FIELDS, kind), ("double",), (score,) * 3, frozenset(), "tree", odd=False)


def vote(choose: Choices, score: str) -> Any:
    if score == WORD:
        return {"string": choose.pick(WORDS)}
    place = choose.whole(0, 2)
    return {"array": [float(i == place) for i in range(3)]}


def grown(choose: Choices, score: str, depth: int, kind: str) -> dict[str, Any]:
    """A tree of comparisons; few thresholds, so that they meet again below themselves and in other trees."""
    operator = choose.pick(("alwaysTrue", "alwaysFalse") if choose.chance(5) else COMPARISONS)

    def branch() -> Any:
        deeper = depth > 0 and choose.chance(80)
        return {"TreeNode": grown(choose, score, depth - 1, kind)} if deeper else vote(choose, score)

    found = {"field": choose.pick(FIELDS), "operator": operator, "value": float(choose.pick(THRESHOLDS))}
    return {**found, "pass": branch(), "fail": branch()}


def summed(of: Plan, trees: list[Any]) -> dict[str, Any]:
    """A document that adds vectors, or counts words."""
    score = {VECTOR: DOUBLES, WORD: "string"}[of.scores[0]]
    mapped = {"a.map": [{"cell": "c"}, {"params": [{"tree": "TreeNode"}], "ret": score, "do": WALK}]}
    cells = {"c": {"type": {"type": "array", "items": node_type(of)}, "init": trees}}
    if score == "string":
        output: Any = {"type": "map", "values": "int"}
        asked = {f"n{word}": {"a.count": ["scores", [word]]} for word in (*WORDS, "never")}
        action: Any = [{"let": {"scores": mapped}}, {"type": output, "new": {**asked, "n": {"a.len": "scores"}}}]
    else:
        output, action = DOUBLES, {"a.reduce": [mapped, {"fcn": "la.add"}]}
    return {"input": input_type(of), "output": output, "cells": cells, "action": action}


def given_rows(choose: Choices, count: int = 12) -> list[Any]:
    return [{name: choose.pick(VALUES) for name in FIELDS} for _ in range(count)]


def counts_bits(engine: Engine) -> bool:
    return "bit_count" in engine.code or "bits &=" in engine.code


def tried(choose: Choices, score: str) -> None:
    of = plan_of(score)
    trees = [grown(choose, score, 4, "double") for _ in range(choose.whole(1, 6))]
    agreeing(summed(of, trees), given_rows(choose))


@settings(max_examples=80, derandomize=True, deadline=None)
@given(choices())
def test_vectors(choose: Choices) -> None:
    tried(choose, VECTOR)


@settings(max_examples=80, derandomize=True, deadline=None)
@given(choices())
def test_words(choose: Choices) -> None:
    tried(choose, WORD)


@pytest.mark.slow
@pytest.mark.parametrize("score", [VECTOR, WORD])
@pytest.mark.parametrize("block", range(10))
def test_many_forests(block: int, score: str) -> None:
    for seed in range(block * 200, (block + 1) * 200):
        try:
            tried(seeded(seed), score)
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error
