"""Forests that vote: bits are counted where trees would be walked, and say the same."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from scorelet.pfa import Engine, compile_image, load, load_image
from scorelet.pfa.lower import ensembles, votes
from scorelet.pfa.lower.spelled import MAX_ITEMS
from tests.pfa.documents import DOUBLES
from tests.pfa.fuzz.choices import Choices, drawn, seeded
from tests.pfa.lower.forests import Plan, datum_type, node_type
from tests.pfa.lower.twins import agreeing, done

THRESHOLDS = (0.0, -0.0, 0.5, 1.0, 2.5, -1.5, 5e-324, 2.0**53 - 1)
VALUES = (
    0.0, -0.0, 0.5, 1.0, 2.5, -1.5, 5e-324, -5e-324, math.nextafter(1.0, 0.0), math.nextafter(1.0, 2.0), 2.0**53 - 1,
    1e300, math.inf, -math.inf, math.nan, 0, 1, 2**53 + 1, 10**400, None, "1",
)  # fmt: skip
FIELDS = ("x", "y", "z")
VECTOR, WORD = "array of double", "string"
WORDS = ("a", "b", "é", "")
FEW, MANY = 2, 60
"""Numbers of small trees that are quicker walked, and quicker counted."""


def plan_of(score: str, kind: str = "double", walk: str = "tree", nullable: bool = False) -> Plan:
    none_of = frozenset(FIELDS if nullable else ())
    return Plan(dict.fromkeys(FIELDS, kind), (kind,), (score,) * 3, none_of, walk, odd=False)


def vote(choose: Choices, score: str) -> Any:
    place = choose.whole(0, 2)
    return {"string": WORDS[place]} if score == WORD else {"array": [float(i == place) for i in range(3)]}


def grown(choose: Choices, of: Plan, depth: int = 4) -> dict[str, Any]:
    """A tree of comparisons; few thresholds, so that they meet again below themselves and in other trees."""

    def branch() -> Any:
        deeper = depth > 0 and choose.chance(80)
        return {"TreeNode": grown(choose, of, depth - 1)} if deeper else vote(choose, of.scores[0])

    operator = choose.pick(("alwaysTrue", "alwaysFalse") if choose.chance(5) else ("<", "<=", ">", ">="))
    value = float(choose.pick(THRESHOLDS)) if of.value == ("double",) else choose.pick((0, 1, 2, -1))
    return {
        "field": choose.pick(FIELDS), "operator": operator, "value": value, **{name: branch() for name in of.branches}
    }  # fmt: skip


def forest(of: Plan, trees: int, seed: int = 1) -> list[Any]:
    choose = seeded(seed)
    return [grown(choose, of) for _ in range(trees)]


def voting(of: Plan, *forests: list[Any]) -> dict[str, Any]:
    """A document that adds the vectors of each forest, or counts its words."""
    kinds = [node_type(of), *["TreeNode"] * (len(forests) - 1)]
    cells = {
        f"c{i}": {"type": {"type": "array", "items": kind}, "init": trees}
        for i, (kind, trees) in enumerate(zip(kinds, forests, strict=True))
    }
    if of.scores[0] == WORD:
        asked = [counted(of, i) for i in range(len(forests))]
        output: Any = {"type": "map", "values": "int"}
    else:
        asked = [{"a.reduce": [mapped(of, name), {"fcn": "la.add"}]} for name in cells]
        output = DOUBLES
    result = {"type": "array", "items": output}
    return {"input": datum_type(of), "output": result, "cells": cells, "action": {"type": result, "new": asked}}


def mapped(of: Plan, cell: str) -> Any:
    walk: Any = {"model.tree.simpleTree": ["input", "tree"]}
    if of.walk == "missing":
        test = {"params": [{"d": "Datum"}, {"t": "TreeNode"}], "ret": ["null", "boolean"]}
        walk = {"model.tree.missingWalk": ["input", "tree", {**test, "do": {"model.tree.missingTest": ["d", "t"]}}]}
    score = DOUBLES if of.scores[0] == VECTOR else of.scores[0]
    return {"a.map": [{"cell": cell}, {"params": [{"tree": "TreeNode"}], "ret": score, "do": walk}]}


def counted(of: Plan, i: int) -> Any:
    asked = {f"n{word}": {"a.count": [f"scores{i}", [word]]} for word in (*WORDS, "never")}
    new = {"type": {"type": "map", "values": "int"}, "new": {**asked, "n": {"a.len": f"scores{i}"}}}
    return {"do": [{"let": {f"scores{i}": mapped(of, f"c{i}")}}, new]}


def rows(choose: Choices, count: int = 12) -> list[Any]:
    return [{name: choose.pick(VALUES) for name in FIELDS} for _ in range(count)]


def counts_bits(engine: Engine) -> int:
    """For how many forests."""
    return len(re.findall(r"votes\w* = \d", engine.code))


@contextmanager
def all_are_worth_it() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(votes, "worth_it", lambda *_: True)
        yield


# --------------------------------------------------------------------------------------------- random forests


def tried(choose: Choices, score: str) -> None:
    of = plan_of(score, kind=choose.pick(("double", "double", "int")))
    trees = [grown(choose, of) for _ in range(choose.whole(1, 6))]
    compares = any(operator in json.dumps(trees) for operator in ("<", ">"))
    with all_are_worth_it():
        assert counts_bits(agreeing(voting(of, trees), rows(choose))) == compares


@settings(max_examples=60, derandomize=True, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.data(), st.sampled_from([VECTOR, WORD]))
def test_what_walks_say(data: st.DataObject, score: str) -> None:
    tried(drawn(data.draw), score)


@pytest.mark.slow
@pytest.mark.parametrize("score", [VECTOR, WORD])
@pytest.mark.parametrize("block", range(10))
def test_what_walks_say_many_times(block: int, score: str) -> None:
    for seed in range(block * 200, (block + 1) * 200):
        try:
            tried(seeded(seed), score)
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error


# --------------------------------------------------------------------------------------------- which forests


@pytest.mark.parametrize("score", [VECTOR, WORD])
@pytest.mark.parametrize(("trees", "bits"), [(FEW, 0), (MANY, 1)])
def test_many_trees_are_counted(score: str, trees: int, bits: int) -> None:
    of = plan_of(score)
    assert counts_bits(agreeing(voting(of, forest(of, trees)), rows(seeded(1)))) == bits


@pytest.mark.parametrize("score", [VECTOR, WORD])
def test_trees_that_would_be_walked_in_a_loop_are_counted_sooner(score: str, monkeypatch: pytest.MonkeyPatch) -> None:
    of = plan_of(score)
    made = voting(of, forest(of, 6))
    assert counts_bits(load(made)) == 0
    monkeypatch.setattr(ensembles, "MAX_NODES", 0)
    assert counts_bits(agreeing(made, rows(seeded(2)))) == 1


def test_several_forests() -> None:
    of = plan_of(WORD)
    made = voting(of, forest(of, MANY, 1), forest(of, MANY, 2), forest(of, FEW, 3))
    assert counts_bits(agreeing(made, rows(seeded(3)))) == 2


@pytest.mark.parametrize("limit", ["MAX_BYTES", "MAX_STEPS"])
def test_masks_that_would_be_too_big(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    of = plan_of(VECTOR)
    made = voting(of, forest(of, MANY))
    monkeypatch.setattr(votes, limit, 100)
    assert counts_bits(agreeing(made, rows(seeded(4)))) == 0


def test_the_masks_of_all_forests_have_a_limit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    of = plan_of(VECTOR)
    made = voting(of, forest(of, MANY, 1), forest(of, MANY, 2))
    assert counts_bits(load(made)) == 2
    monkeypatch.setattr(votes, "MAX_BYTES", 6_000)
    assert counts_bits(agreeing(made, rows(seeded(5)))) == 1


@pytest.mark.parametrize("vector", [[0.5, 0.5, 0.0], [1.0, 1.0, 0.0], [2.0, 0.0, -1.0], [0.0] * 3, [1.0, -0.0, 0.0]])
def test_one_leaf_that_is_no_vote(vector: list[float]) -> None:
    of = plan_of(VECTOR)
    trees = forest(of, MANY)
    trees.append({**trees[0], "pass": {"array": vector}})
    assert counts_bits(agreeing(voting(of, trees), rows(seeded(6)))) == 0


@pytest.mark.parametrize("lengths", [(3, 2), (0,), (MAX_ITEMS + 1,)])
def test_vectors_that_are_not_spelled_out(lengths: tuple[int, ...]) -> None:
    leaves = [{"array": [1.0, *[0.0] * (length - 1)][:length]} for length in lengths]
    node = {"field": "x", "operator": "<", "value": 1.0, "pass": leaves[0], "fail": leaves[-1]}
    assert counts_bits(agreeing(voting(plan_of(VECTOR), [node] * MANY), rows(seeded(7)))) == 0


def test_a_class_that_no_leaf_has() -> None:
    node = {"field": "x", "operator": "<", "value": 1.0, "pass": vote(seeded(1), VECTOR), "fail": {"array": [0, 0, 1]}}
    with all_are_worth_it():
        for trees in ([node], [{**node, "fail": node["pass"]}], [node] * 3):
            assert counts_bits(agreeing(voting(plan_of(VECTOR), trees), rows(seeded(8)))) == 1


def test_trees_without_comparisons() -> None:
    node = {"field": "x", "operator": "alwaysTrue", "value": 1.0, "pass": {"string": "a"}, "fail": {"string": "b"}}
    assert counts_bits(agreeing(voting(plan_of(WORD), [node] * MANY), rows(seeded(9)))) == 0


@pytest.mark.parametrize(("nullable", "bits"), [(False, 1), (True, 0)])
def test_missing_walks_are_counted_where_nothing_is_missing(nullable: bool, bits: int) -> None:
    of = plan_of(WORD, walk="missing", nullable=nullable)
    assert counts_bits(agreeing(voting(of, forest(of, MANY)), rows(seeded(10)))) == bits


def test_trees_that_are_too_deep_for_code() -> None:
    of = plan_of(WORD)
    tree: Any = {"string": "a"}
    for i in range(60):
        split = {"field": "x", "operator": "<=", "value": float(i), "pass": tree, "fail": {"string": WORDS[i % 3]}}
        tree = {"TreeNode": split}
    made = voting(of, [tree["TreeNode"]] * 3)
    given_ = [{"x": x, "y": 0.0, "z": 0.0} for x in (-1.0, 0.0, 0.5, 30, 59.0, 59.5, math.nan, math.inf)]
    assert counts_bits(agreeing(made, given_)) == 1


# ------------------------------------------------------------------------------------------ images, and text


def test_images_keep_the_masks() -> None:
    of = plan_of(WORD)
    text = json.dumps(voting(of, forest(of, MANY)))
    engine, read = load(text), load_image(compile_image(text).write(), text)
    assert read is not None
    assert counts_bits(read) == 1
    for row in rows(seeded(11)):
        assert done(read, row) == done(engine, row)


def test_masks_are_not_shown() -> None:
    of = plan_of(WORD)
    code = load(voting(of, forest(of, MANY))).code
    assert "# M_x = <tuple of 1" in code
    assert "# LOW = " in code
