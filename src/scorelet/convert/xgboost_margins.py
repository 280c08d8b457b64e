"""The margins of an XGBoost booster: sums of leaves, or of weighted features, in single precision.

XGBoost adds 32-bit numbers in a fixed order: the base score, then the leaf of one tree after another. So a group of
trees begins with a tree that is nothing but the base score, and leaves are PFA's `float`, whose sums are rounded after
each addition:

    {"a.sum": {"a.map": [{"cell": "trees"}, tree -> {"model.tree.simpleTree": ["features", "tree"]}]}}

Comparisons are of 32-bit features; see `rounding` for how that goes into the thresholds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scorelet.convert.builder import Builder, inline
from scorelet.convert.converted import Json
from scorelet.convert.forest import DEEPEST, Forest, Node, Split, ordered
from scorelet.convert.readings import (
    ABSENT_IF_ZERO,
    CATEGORY_OF_FLOAT,
    MISSING,
    Coded,
    Flag,
    Plain,
    Reading,
    Readings,
    missing_if,
)
from scorelet.convert.rounding import last_below, shortest
from scorelet.convert.rows import Row
from scorelet.convert.xgboost_json import BoosterJson, Tree
from scorelet.errors import NotConvertibleError
from scorelet.pfa.numbers import float32

FLOATS: Json = {"type": "array", "items": "float"}


@dataclass(frozen=True)
class Asking:
    """How a booster is asked: as sklearn's wrappers do (in place), or with a DMatrix."""

    in_place: bool
    missing: float
    iterations: int | None
    """How many iterations count; None means all."""


def margins(doc: Builder, row: Row, booster: BoosterJson, base: tuple[float, ...], asking: Asking) -> list[Json]:
    """One expression of a float for each group. `base` are the margins that boosting began with."""
    if not booster.trees and not booster.weights:
        raise NotConvertibleError("it was not boosted at all")
    if not asking.in_place and asking.missing != float("inf"):
        row.refuse_infinite()
    if booster.kind == "gblinear":
        return _linear(doc, row, booster, base, asking)
    return _boosted(doc, row, booster, base, asking)


# ------------------------------------------------------------------------------------------------ what trees see


def _readings(booster: BoosterJson, row: Row, asking: Asking) -> Readings:
    plain = asking.missing != asking.missing
    usual: Reading = Plain() if plain else missing_if(asking.missing)
    if row.sparse:
        if not plain:
            raise NotConvertibleError("the parameter missing other than NaN, for rows of a sparse matrix")
        usual = ABSENT_IF_ZERO
    marked = sorted(booster.dictionaries.keys() | set(range(len(booster.types))))
    special = {feature: _special(booster, feature) for feature in marked}
    found = {feature: reading for feature, reading in special.items() if reading is not None}
    if found and not plain and any(not isinstance(reading, Flag) for reading in found.values()):
        raise NotConvertibleError(f"the parameter missing={asking.missing!r} together with categories")
    return Readings(found if plain else {}, usual)


def _special(booster: BoosterJson, feature: int) -> Reading | None:
    if feature in booster.dictionaries:
        return Coded(booster.dictionaries[feature], strict=True)
    kind = booster.types[feature] if feature < len(booster.types) else None
    return {"c": CATEGORY_OF_FLOAT, "i": Flag()}.get(kind or "")


# ------------------------------------------------------------------------------------------------ trees


def _boosted(doc: Builder, row: Row, booster: BoosterJson, base: tuple[float, ...], asking: Asking) -> list[Json]:
    trees = booster.trees_until(asking.iterations)
    readings = _readings(booster, row, asking)
    groups: list[list[Node]] = [[shortest(base[group])] if base[group] else [] for group in range(booster.groups)]
    for tree in trees:
        score = _scorer(tree, asking.in_place and booster.kind == "dart")
        for group in range(booster.groups) if tree.group is None else [tree.group]:
            groups[group].append(_node(tree, 0, 1, readings, _leaf_of(tree, group, base[group], score)))
    whole = [nodes or [0.0] for nodes in groups]
    forest = Forest(doc, "trees", readings.row(doc, row), whole, "float")
    doc.say("The margin: the base score and the leaves of all trees, added up in single precision.")
    return [forest.total(group) for group in range(booster.groups)]


Score = Callable[[float, float], float]


def _scorer(tree: Tree, around_base: bool) -> Score:
    """What a leaf adds, given its score and the base score.

    Trees boosted with dropout have weights. Until 3.2 (the kind `dart`) XGBoost's prediction in place first adds a
    tree to the base score, and takes the base score away from the rounded sum.
    """
    weight = tree.weight
    if weight is None:
        return lambda leaf, base: leaf
    if around_base:
        return lambda leaf, base: float32(float32(float32(base + leaf) - base) * weight)
    return lambda leaf, base: float32(leaf * weight)


def _leaf_of(tree: Tree, group: int, base: float, score: Score) -> Callable[[int], float]:
    return lambda node: shortest(score(tree.leaf(node, group), base))


def _node(tree: Tree, node: int, depth: int, readings: Readings, leaf: Callable[[int], float]) -> Node:
    left = tree.left[node]
    if left < 0:
        return leaf(node)
    if depth > DEEPEST:
        raise NotConvertibleError(f"it has a tree of more than {DEEPEST} levels")
    lower = _node(tree, left, depth + 1, readings, leaf)
    upper = _node(tree, tree.right[node], depth + 1, readings, leaf)
    feature, default_left = tree.feature[node], bool(tree.default_left[node])
    if node in tree.categories:
        codes = tree.categories[node] if default_left else (MISSING, *tree.categories[node])
        return Split(readings.place(feature), "in", codes, upper, lower)
    threshold = last_below(tree.condition[node])
    return ordered(readings.place(feature), "<=", threshold, lower, upper, missing_is_yes=default_left)


# ------------------------------------------------------------------------------------------------ linear boosters

_TERM: Mapping[str, Json] = {
    "params": {"x": "double", "w": "float"},
    "do": {"if": {"==": ["x", "x"]}, "then": {"*": [{"cast.float": ["x"]}, "w"]}, "else": {"float": 0.0}},
}
"""What a feature adds: nothing where it is missing."""


def _linear(doc: Builder, row: Row, booster: BoosterJson, base: tuple[float, ...], asking: Asking) -> list[Json]:
    if "c" in booster.types:
        raise NotConvertibleError("a linear booster with categories")
    readings = _readings(booster, row, asking)
    for feature in range(booster.features):
        readings.place(feature)
    x = readings.row(doc, row).vector(doc)
    term = doc.function("term", _TERM["params"], "float", _TERM["do"])
    return [_weighted(doc, x, term, booster, base, group) for group in range(booster.groups)]


def _weighted(
    doc: Builder, x: str, term: str, booster: BoosterJson, base: tuple[float, ...], group: int
) -> dict[str, Json]:
    """The constant and the base score, then one feature after another."""
    own = [shortest(weight) for weight in booster.weights[group :: booster.groups]]
    weights = doc.cell("weights", FLOATS, own[: booster.features])
    start = shortest(float32(booster.weights[booster.features * booster.groups + group] + base[group]))
    product = inline({"x": "double", "w": "float"}, "float", {term: ["x", "w"]})
    added = inline({"sum": "float", "term": "float"}, "float", {"+": ["sum", "term"]})
    return {"a.fold": [{"a.zipmap": [x, weights, product]}, {"float": start}, added]}
