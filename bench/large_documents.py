"""Large documents, written node by node: an ensemble as aurelius writes R's gbm, and one balanced tree."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any, TextIO

FIELDS = tuple(f"V{i}" for i in range(1, 61))
INPUT = {
    "type": "record",
    "name": "Input",
    "fields": [{"name": name, "type": ["null", "double"]} for name in FIELDS],
}
BRANCH = ["TreeNode", "double"]
TREE_NODE = {
    "type": "record",
    "name": "TreeNode",
    "fields": [
        {"name": "field", "type": {"type": "enum", "name": "Field", "symbols": list(FIELDS)}},
        {"name": "operator", "type": "string"},
        {"name": "value", "type": ["double"]},
        *({"name": name, "type": BRANCH} for name in ("pass", "fail", "missing")),
    ],
}
TEST = {
    "params": [{"d": "Input"}, {"t": "TreeNode"}],
    "ret": ["null", "boolean"],
    "do": {"model.tree.missingTest": ["d", "t"]},
}
HERE = '"__trees__"'
"""Where the trees go in the document's text."""


def write_boosting(file: TextIO, nodes: int) -> None:
    """`nodes` nodes in trees of three, whose scores are summed."""
    walk = {"model.tree.missingWalk": ["input", "tree", TEST]}
    scores = {"a.map": [{"cell": "trees"}, {"params": [{"tree": "TreeNode"}], "ret": "double", "do": walk}]}
    _write(file, {"array": TREE_NODE}, {"m.link.logit": [{"a.sum": [scores]}]}, lambda: _small_trees(file, nodes // 3))


def write_balanced(file: TextIO, nodes: int) -> None:
    """One tree of `nodes` nodes, every score as deep as any other."""
    action = {"model.tree.missingWalk": ["input", {"cell": "trees"}, TEST]}
    rng = random.Random(7)
    _write(file, {"record": TREE_NODE}, action, lambda: _balanced(file, nodes, 0, rng))


def _write(file: TextIO, kind: dict[str, Any], action: dict[str, Any], trees: Callable[[], None]) -> None:
    cell = kind.get("record") or {"type": "array", "items": kind["array"]}
    document = {
        "input": INPUT,
        "output": "double",
        "action": [action],
        "cells": {"trees": {"type": cell, "init": "__trees__"}},
    }
    before, _, after = json.dumps(document).partition(HERE)
    file.write(before)
    trees()
    file.write(after)


def _small_trees(file: TextIO, count: int) -> None:
    rng = random.Random(7)
    file.write("[")
    for i in range(count):
        file.write("," if i else "")
        file.write(_opening(rng.choice(FIELDS), rng))
        for name in ("pass", "fail"):
            file.write(f'"{name}":{{"TreeNode":{_opening(rng.choice(FIELDS), rng)}')
            file.write(f'"pass":{_score(rng)},"fail":{_score(rng)},"missing":{_score(rng)}}}}},')
        file.write(f'"missing":{_score(rng)}}}')
    file.write("]")


def _balanced(file: TextIO, nodes: int, depth: int, rng: random.Random) -> None:
    file.write(_opening(FIELDS[depth % len(FIELDS)], rng))
    left = (nodes - 1) // 2
    for name, below in (("pass", left), ("fail", nodes - 1 - left)):
        if below:
            file.write(f'"{name}":{{"TreeNode":')
            _balanced(file, below, depth + 1, rng)
            file.write("},")
        else:
            file.write(f'"{name}":{_score(rng)},')
    file.write(f'"missing":{_score(rng)}}}')


def _opening(field: str, rng: random.Random) -> str:
    return f'{{"field":"{field}","operator":"<","value":{{"double":{rng.uniform(0.4, 0.6)!r}}},'


def _score(rng: random.Random) -> str:
    return f'{{"double":{rng.uniform(-0.1, 0.1)!r}}}'
