"""Random constant trees and forests, documents that walk them in all the ways there are, and rows for them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from tests.pfa.fuzz.choices import Choices

Json = Any

COLOR = {"type": "enum", "name": "Color", "symbols": ["red", "green", "blue"]}
KINDS = ("double", "string", "int", "long", "float", "boolean", "Color")
NUMERIC = ("double", "float", "int", "long")
ORDERS = ("<", "<=", ">", ">=", "==", "!=")
OPERATORS = (*ORDERS, "in", "notIn", "alwaysTrue", "alwaysFalse", "isMissing", "notMissing", "~")
NAMES = ("x", "y", "class", "datum", "score")

NUMBERS = (0.0, -0.0, 0.5, 1.0, 2.5, -1.5, 1e300, 5e-324)
POOLS: dict[str, tuple[Any, ...]] = {
    "double": NUMBERS,
    "float": (0.0, -0.0, 0.5, 0.10000000149011612, 1.0, 2.5),
    "int": (0, 1, 2, -1, 2**31 - 1, -(2**31)),
    "long": (0, 1, 2**53 + 1, 2**53, -(2**63)),
    "string": ("a", "b", "", "é", "\uffff", "\U0001f600"),
    "boolean": (True, False),
    "Color": ("red", "green", "blue"),
    "null": (None,),
    "array of double": ([0.5, 0.25, 0.25], [1.0, 0.0, 0.0], [0.0, 0.1, 0.9], [0.0, 0.0, 1.0], [-0.0, 1e16, 1.0]),
}
"""Thresholds and rows come from the same few values, so that rows stand exactly on thresholds."""
ODD = {
    "double": (math.nan, math.inf, -math.inf, 0, 1, 2**53 + 1, 0.1),
    "float": (math.nan, math.inf, 0.1, 1, 1e300),
    "int": (True, 1.0, 2**31),
    "string": ("red", 1),
}
ARRAY = "array of "
VALUES: tuple[tuple[str, ...], ...] = (
    ("double",),
    ("int",),
    ("string",),
    ("boolean",),
    ("Color",),
    ("array of string",),
    ("string", "array of string", "double"),
    ("int", "double", "string"),
    ("array of int", "int", "double"),
    ("string", "long", "boolean"),
    ("null", "double", "string"),
    ("Color", "array of Color", "float"),
)
"""The declared types of a node's value: one type, or a union as aurelius writes them."""
SCORES = ("double", "string", "int", "boolean", "long", "float", "Color", "array of double")


_FIRST = Choices(lambda low, _: low)
"""Always the first choice."""


@dataclass(frozen=True)
class Plan:
    """What the trees of one document look like: the record they test, and the types of their parts."""

    fields: dict[str, str]
    value: tuple[str, ...]
    scores: tuple[str, str, str]
    nullable: frozenset[str]
    walk: str
    odd: bool

    @property
    def branches(self) -> tuple[str, ...]:
        return ("pass", "fail", "missing") if self.walk == "missing" else ("pass", "fail")


def plan(choose: Choices) -> Plan:
    """Mostly trees that can become code: then each comparison must be one of Python's."""
    names = choose.some(NAMES, 1, 4)
    value, odd = choose.pick(VALUES), choose.chance(20)
    fitting = [kind for kind in KINDS if any(_fits(kind, member) for member in value)]
    fields = {name: choose.pick(KINDS if odd or not fitting else fitting) for name in names}
    walk = choose.pick(("tree", "missing", "walk"))
    nullable = frozenset(name for name in names if choose.chance(60 if walk == "missing" else 20 if odd else 0))
    score = choose.pick(SCORES) if choose.chance(60) else "double"
    scores = ("double", "int", "double") if score == "double" and choose.chance(20) else (score,) * 3
    return Plan(fields, value, scores, nullable, walk, odd)


def _fits(field: str, member: str) -> bool:
    item = member.removeprefix(ARRAY)
    return item == field or (item in NUMERIC and field in NUMERIC)


# ------------------------------------------------------------------------------------------------ types


def datum_type(of: Plan) -> Json:
    return {"type": "record", "name": "Datum", "fields": [{"name": n, "type": _field(of, n)} for n in of.fields]}


def _field(of: Plan, name: str) -> Json:
    """The enum is spelled out where it is used first, which is here."""
    kind = of.fields[name]
    first = next((n for n in of.fields if of.fields[n] == "Color"), None)
    shown: Json = COLOR if name == first else kind
    return ["null", shown] if name in of.nullable else shown


def node_type(of: Plan) -> Json:
    known = {"Color"} if "Color" in of.fields.values() else set()
    declared = [_schema(member, known) for member in of.value]
    fields = [
        {"name": "field", "type": {"type": "enum", "name": "Fields", "symbols": list(of.fields)}},
        {"name": "operator", "type": "string"},
        {"name": "value", "type": declared if len(declared) > 1 else declared[0]},
    ]
    for branch, score in zip(of.branches, of.scores, strict=False):
        fields.append({"name": branch, "type": ["TreeNode", _schema(score, known)]})
    return {"type": "record", "name": "TreeNode", "fields": fields}


def _schema(kind: str, known: set[str]) -> Json:
    if kind.startswith(ARRAY):
        return {"type": "array", "items": _schema(kind.removeprefix(ARRAY), known)}
    if kind == "Color" and kind not in known:
        known.add(kind)
        return COLOR
    return kind


# ------------------------------------------------------------------------------------------------ trees


def tree(choose: Choices, of: Plan, depth: int) -> Json:
    """One node with all that is below it; most comparisons are of values that can be compared."""
    field = choose.pick(list(of.fields))
    member = _fitting(choose, of.fields[field], of.value, odd=of.odd)
    usual = ("in", "notIn") if member.startswith(ARRAY) else ORDERS
    operator = choose.pick(OPERATORS if of.odd else (*usual, *usual, "alwaysTrue", "alwaysFalse"))
    found = {"field": field, "operator": operator, "value": _value(choose, member, of.value)}
    for branch, score in zip(of.branches, of.scores, strict=False):
        if depth > 0 and choose.chance(60):
            found[branch] = {"TreeNode": tree(choose, of, depth - 1)}
        else:
            found[branch] = {_tag(score): choose.pick(POOLS[score])}
    return found


def _tag(kind: str) -> str:
    return "array" if kind.startswith(ARRAY) else kind


def _fitting(choose: Choices, field: str, members: tuple[str, ...], *, odd: bool) -> str:
    fits = [member for member in members if _fits(field, member)]
    return choose.pick(members if odd and choose.chance(20) else fits or members)


def _value(choose: Choices, member: str, declared: tuple[str, ...]) -> Json:
    if member.startswith(ARRAY):
        pool = POOLS[member.removeprefix(ARRAY)]
        value: Json = [choose.pick(pool) for _ in range(choose.pick((1, 2, 3, 0)))]
    elif member == "double" and choose.chance(5):
        value = choose.pick(("NaN", "Infinity", "-Infinity"))
    else:
        value = choose.pick(POOLS[member])
    return value if len(declared) == 1 or member == "null" else {_tag(member): value}


def chain(of: Plan, length: int) -> Json:
    """A tree that goes down on one side only: the i-th node asks for the first field's being below i."""
    (name, *_), score = of.fields, of.scores[0]
    found: Json = {score: POOLS[score][0]}
    for i in range(length, 0, -1):
        node = {"field": name, "operator": "<", "value": float(i), "pass": {score: POOLS[score][1]}, "fail": found}
        if "missing" in of.branches:
            node["missing"] = {score: POOLS[score][2]}
        found = {"TreeNode": node}
    return found["TreeNode"]


def rows(choose: Choices, of: Plan, count: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(count):
        row = {name: _datum(choose, kind, nullable=name in of.nullable) for name, kind in of.fields.items()}
        if choose.chance(5):
            row = choose.pick(({}, {**row, "more": None}, dict(reversed(row.items())), dict.fromkeys(row)))
        found.append(row)
    return found


def _datum(choose: Choices, kind: str, *, nullable: bool) -> Any:
    if nullable and choose.chance(30):
        return None
    value = choose.pick(ODD[kind] if kind in ODD and choose.chance(25) else POOLS[kind])
    return {kind: value} if nullable and choose.chance(50) else value


# -------------------------------------------------------------------------------------------- documents


def document(choose: Choices, of: Plan) -> Json:
    """A document that walks one tree, or an array of them, wherever they are and whatever the datum is called."""
    node, score = node_type(of), "double" if "double" in of.scores else of.scores[0]
    trees = choose.chance(50)
    single = _schema(score, {"Color"})
    output = {"type": "array", "items": single} if trees else single
    parts: dict[str, Json] = {"input": datum_type(of), "output": output}
    if trees:
        grown = [tree(choose, of, 2) for _ in range(choose.pick((2, 3, 1, 0)))]
        parts["cells"] = {"c": {"type": {"type": "array", "items": node}, "init": grown}}
        body = _walked(choose, of, parts, "tree")
        scores = {"a.map": [{"cell": "c"}, _function(choose, score, body)]}
        parts["action"] = _summed_up(choose, parts, score, scores)
    else:
        action = _walked(choose, of, parts, _planted(choose, parts, node, tree(choose, of, 4)))
        parts["action"] = [{"let": {"one": "input"}}, action]
    return parts


def plain_document(of: Plan, *grown: Json) -> Json:
    """A document of one tree, or of several in an array, in the usual words."""
    node = node_type(of)
    walk = _walked(_FIRST, of, {}, "tree" if len(grown) > 1 else {"cell": "c"})
    parts = {"input": datum_type(of), "output": "double", "cells": {"c": {"type": node, "init": grown[0]}}}
    if len(grown) == 1:
        return {**parts, "action": walk}
    array = {"type": "array", "items": node}
    function = {"params": [{"tree": "TreeNode"}], "ret": "double", "do": walk}
    cells = {"c": {"type": array, "init": list(grown)}}
    return {**parts, "cells": cells, "action": {"a.sum": {"a.map": [{"cell": "c"}, function]}}}


def _planted(choose: Choices, parts: dict[str, Json], node: Json, grown: Json) -> Json:
    """The expression for a tree, which is put somewhere."""
    match choose.whole(0, 3):
        case 0 | 1:
            parts["cells"] = {"c": {"type": node, "init": grown}}
            return {"cell": "c"}
        case 2:
            parts["cells"] = {"c": {"type": {"type": "map", "values": node}, "init": {"a": grown, "b": grown}}}
            return {"cell": "c", "path": [["a"]]}
    parts["pools"] = {"p": {"type": node, "init": {"a": grown}}}
    return {"pool": "p", "path": [["a"]]}


def _walked(choose: Choices, of: Plan, parts: dict[str, Json], planted: Json) -> Json:
    datum = "one" if planted != "tree" and choose.chance(30) else "input"
    if of.walk == "tree":
        return {"model.tree.simpleTree": [datum, planted]}
    name, ret = ("missing", ["null", "boolean"]) if of.walk == "missing" else ("simple", "boolean")
    call = {f"model.tree.{name}Test": ["d", "t"]}
    test: Json = {"params": [{"d": "Datum"}, {"t": "TreeNode"}], "ret": ret, "do": call}
    if choose.chance(30):
        parts.setdefault("fcns", {})["test"] = test
        test = {"fcn": "u.test"}
    return {f"model.tree.{name}Walk": [datum, planted, test]}


def _function(choose: Choices, score: str, body: Json) -> Json:
    """The function of one tree."""
    if score in ("double", "int", "long") and choose.chance(30):
        body = {"+": [body, 1]}
    elif choose.chance(20):
        body = [{"let": {"found": body}}, "found"]
    return {"params": [{"tree": "TreeNode"}], "ret": _schema(score, {"Color"}), "do": body}


def _summed_up(choose: Choices, parts: dict[str, Json], score: str, scores: Json) -> Json:
    """What becomes of the scores of all trees: they are added, votes are counted, or they are the result."""
    if score in ("double", "float") and choose.chance(50):
        parts["output"] = score
        return [{"let": {"scores": scores}}, {"a.sum": "scores"}] if choose.chance(50) else {"a.sum": scores}
    if score == "array of double" and choose.chance(70):
        parts["output"] = _schema(score, set())
        return {"a.reduce": [scores, {"fcn": "la.add"}]}
    if score == "string" and choose.chance(50):
        parts["output"] = {"type": "map", "values": "int"}
        votes = {vote: {"a.count": ["scores", [vote]]} for vote in ("a", "b", "", "never")}
        found = {"type": parts["output"], "new": {**votes, "of": {"a.len": "scores"}}}
        return [{"let": {"scores": scores}}, found]
    return scores
