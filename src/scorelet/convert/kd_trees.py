"""The k nearest training rows by the k-d tree that scikit-learn built (sklearn.neighbors.KDTree).

The tree halves the training rows again and again; each node knows the box its rows lie in. A search goes to the nearer
half first and leaves out boxes that are farther away than the k-th row found so far:

    visit(place, x, best):
        node = nodes[place]
        box farther than the worst of best: best
        leaf: best, with each row of the leaf that is nearer than the worst
        else: visit(farther child, x, visit(nearer child, x, best))

So the rows are looked at in the source's own order, which decides between rows that are equally far away. Distances are
compared as sums of powers, without the root, as the source does.
"""

from __future__ import annotations

from typing import Any

from scorelet.convert.arithmetic import minus, plus, zipped
from scorelet.convert.builder import DOUBLES, Builder, inline
from scorelet.convert.converted import Json

FOUND = {"place": "int", "distance": "double"}


def nearest(doc: Builder, model: Any, x: str, neighbors: Json, power: float, count: int, kind: str) -> str:
    """A symbol bound to the `count` nearest training rows, nearest first. `neighbors` is the cell of the training rows
    in the tree's order, records of the type `kind` with a field `x`."""
    found = doc.record("Found", FOUND)
    many = {"type": "array", "items": found}
    node = doc.record("Node", {"low": DOUBLES, "high": DOUBLES, "start": "int", "end": "int", "leaf": "boolean"})
    nodes = _nodes(model)
    size = len(nodes) * len(nodes[0]["low"]) * 2
    cell = doc.table("kdTree", {"type": "array", "items": doc.declared(node)}, nodes, size)
    box = doc.function("toBox", {"place": "int", "x": DOUBLES}, "double", _to_box(cell, power))
    closer = doc.function("withCloser", {"best": many, "one": found}, many, _with_closer(found, count))
    visit = doc.name("visit")
    params = {"place": "int", "x": DOUBLES, "best": many}
    body = _visit(f"u.{visit}", box, closer, cell, neighbors, found, count, power)
    doc.functions[visit] = {"params": [{name: kind} for name, kind in params.items()], "ret": many, "do": body}
    start = {"type": {"type": "array", "items": doc.declared(found)}, "value": []}
    places = doc.let("nearest", {f"u.{visit}": [0, x, doc.let("none", start)]})
    row = inline({"one": found}, kind, {**neighbors, "path": ["one.place"]})
    return doc.let("neighbor", {"a.map": [places, row]})


def places(model: Any) -> list[int]:
    """The training rows' numbers in the tree's order."""
    return [int(place) for place in model._tree.get_arrays()[1]]


def _nodes(model: Any) -> list[dict[str, Json]]:
    _, _, nodes, bounds = model._tree.get_arrays()
    low, high = bounds[0].tolist(), bounds[1].tolist()
    return [
        {
            "low": low[i],
            "high": high[i],
            "start": int(n["idx_start"]),
            "end": int(n["idx_end"]),
            "leaf": bool(n["is_leaf"]),
        }
        for i, n in enumerate(nodes)
    ]


def powered(x: Json, power: float) -> Json:
    """`x` to the power, for `x` that is not negative; `x` is repeated."""
    if power == 1:
        return x
    return {"*": [x, x]} if power == 2 else {"**": [x, power]}


def _to_box(nodes: Json, power: float) -> Json:
    apart = {"max": [0.0, {"max": [minus("low", "v"), minus("v", "high")]}]}
    box = {name: {**nodes, "path": ["place", {"string": name}]} for name in ("low", "high")}
    return {"a.sum": [zipped({"v": "x", **box}, powered(apart, power))]}


def _with_closer(found: str, count: int) -> Json:
    """The sorted array with one more, at most `count`; of equally far ones the first to come stays."""
    nearer = inline({"other": found}, "boolean", {"<=": ["other.distance", "one.distance"]})
    before = {"a.append": [{"a.subseq": ["best", 0, "at"]}, "one"]}
    inserted = {"a.concat": [before, {"a.subseq": ["best", "at", {"a.len": ["best"]}]}]}
    full = {">=": [{"a.len": ["best"]}, count]}
    worst = {"attr": {"a.last": ["best"]}, "path": [["distance"]]}
    return [
        {"let": {"at": {"a.count": ["best", nearer]}}},
        {
            "if": {"!": [full]},
            "then": inserted,
            "else": {"if": {"<": ["one.distance", worst]}, "then": {"a.init": [inserted]}, "else": "best"},
        },
    ]


def _visit(
    visit: str, box: str, closer: str, nodes: Json, neighbors: Json, found: str, count: int, power: float
) -> Json:
    row = {**neighbors, "path": ["i", ["x"]]}
    apart = {"m.abs": [minus("a", "b")]} if power != 2 else minus("a", "b")
    distance = {"a.sum": [zipped({"a": "x", "b": row}, powered(apart, power))]}
    one = {"type": found, "new": {"place": "i", "distance": distance}}
    each = [{"set": {"here": {closer: ["here", one]}}}, {"set": {"i": plus("i", 1)}}]
    leaf = [
        {"let": {"here": "best", "i": "node.start"}},
        {"while": {"<": ["i", "node.end"]}, "do": each},
        "here",
    ]
    children = [
        {"let": {"left": plus({"*": [2, "place"]}, 1), "right": plus({"*": [2, "place"]}, 2)}},
        {
            "if": {"<=": [{box: ["left", "x"]}, {box: ["right", "x"]}]},
            "then": {visit: ["right", "x", {visit: ["left", "x", "best"]}]},
            "else": {visit: ["left", "x", {visit: ["right", "x", "best"]}]},
        },
    ]
    worst = {"attr": {"a.last": ["best"]}, "path": [["distance"]]}
    full = {">=": [{"a.len": ["best"]}, count]}
    too_far = {"&&": [full, {">": [{box: ["place", "x"]}, worst]}]}
    return [
        {"let": {"node": {**nodes, "path": ["place"]}}},
        {
            "if": too_far,
            "then": "best",
            "else": {"if": "node.leaf", "then": {"do": leaf}, "else": {"do": children}},
        },
    ]
