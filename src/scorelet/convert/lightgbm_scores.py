"""The raw scores of a LightGBM model: sums of leaves, in doubles, in the order of the trees.

What goes to the left of a split is said in LightGBM's `tree.h` (NumericalDecision, CategoricalDecision). A leaf of a
linear tree is a weighted sum itself; there the trees give numbers of leaves, which are looked up in a table:

    {"a.map": [{"cell": "trees"}, tree -> {"u.linearLeaf": ["x", {"model.tree.simpleTree": ["features", "tree"]}]}]}
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from scorelet.convert.builder import DOUBLES, Builder, inline, item
from scorelet.convert.converted import Json
from scorelet.convert.forest import DEEPEST, Forest, Node, Split, ordered
from scorelet.convert.lightgbm_text import LinearLeaf, Missing, ModelText, Tree
from scorelet.convert.readings import (
    CATEGORY_OF_DOUBLE,
    ZERO,
    ZERO_IS_MISSING,
    Coded,
    Plain,
    Reading,
    Readings,
)
from scorelet.convert.rows import Row
from scorelet.errors import NotConvertibleError


def scores(doc: Builder, row: Row, model: ModelText) -> list[Json]:
    """One expression of a double for each group of trees."""
    if not model.trees:
        raise NotConvertibleError("it was not boosted at all")
    dictionaries = {feature: Coded(values, strict=False) for feature, values in model.dictionaries.items()}
    readings = Readings(dictionaries, Plain())
    linear = any(tree.linear for tree in model.trees)
    lines: list[LinearLeaf] = []
    groups: list[list[Node]] = [[] for _ in range(model.groups)]
    for number, tree in enumerate(model.trees):
        leaf = _numbered(tree, lines) if linear else _score_of(tree)
        groups[number % model.groups].append(_node(tree, tree.root, 1, readings, leaf))
    forest = Forest(doc, "trees", readings.row(doc, row), groups, "int" if linear else "double")
    doc.say("The raw score: the leaves of all trees, added up.")
    if not linear:
        return [forest.total(group) for group in range(model.groups)]
    value = _linear_leaf(doc, row, lines)
    return [{"a.sum": [{"a.map": [forest.scores(group), value]}]} for group in range(model.groups)]


def _score_of(tree: Tree) -> Callable[[int], float]:
    return lambda leaf: tree.leaves[leaf]


def _numbered(tree: Tree, lines: list[LinearLeaf]) -> Callable[[int], float]:
    """Leaves by their number among those of all trees."""
    start = len(lines)
    lines += tree.linear or [LinearLeaf(value, value, (), ()) for value in tree.leaves]
    return lambda leaf: start + leaf


# ------------------------------------------------------------------------------------------------ splits


def _node(tree: Tree, node: int, depth: int, readings: Readings, leaf: Callable[[int], float]) -> Node:
    if node < 0:
        return leaf(~node)
    if depth > DEEPEST:
        raise NotConvertibleError(f"it has a tree of more than {DEEPEST} levels")
    left = _node(tree, tree.left[node], depth + 1, readings, leaf)
    right = _node(tree, tree.right[node], depth + 1, readings, leaf)
    return (_category if tree.is_category(node) else _number)(tree, node, readings, left, right)


def _category(tree: Tree, node: int, readings: Readings, left: Node, right: Node) -> Split:
    """Missing and unknown categories are in no set: they go to the right."""
    feature = tree.feature[node]
    reading = readings.special(feature) or CATEGORY_OF_DOUBLE
    return Split(readings.place(feature, reading), "in", tree.categories(node), left, right)


def _number(tree: Tree, node: int, readings: Readings, left: Node, right: Node) -> Split:
    feature, threshold, missing = tree.feature[node], _around_zero(tree.threshold[node]), tree.missing(node)
    if readings.special(feature) is not None:
        raise NotConvertibleError("a column of the pandas type category that is split as a number")
    reading: Reading = ZERO_IS_MISSING if missing is Missing.ZERO else Plain()
    goes_left = threshold >= 0.0 if missing is Missing.NOTHING else tree.default_left(node)
    return ordered(readings.place(feature, reading), "<=", threshold, left, right, missing_is_yes=goes_left)


def _around_zero(threshold: float) -> float:
    """LightGBM makes all numbers between -ZERO and ZERO zero before it looks at a tree: so they are on one side."""
    if -ZERO <= threshold < 0.0:
        return math.nextafter(-ZERO, -math.inf)
    return ZERO if 0.0 <= threshold < ZERO else threshold


# ------------------------------------------------------------------------------------------------ linear leaves


def _linear_leaf(doc: Builder, row: Row, lines: Sequence[LinearLeaf]) -> Json:
    """A function from the number of a leaf to its value."""
    used = sorted({feature for line in lines for feature in line.features})
    place = {feature: number for number, feature in enumerate(used)}
    x = doc.array("x", [column.number() for column in row.take(used).columns()])
    integers = {"type": "array", "items": "int"}
    kind = doc.record("Leaf", {"const": "double", "otherwise": "double", "features": integers, "coeff": DOUBLES})
    init = [
        {"const": line.const, "otherwise": line.otherwise, "features": [place[f] for f in line.features],
         "coeff": list(line.coefficients)}
        for line in lines
    ]  # fmt: skip
    size = sum(2 + 2 * len(line.features) for line in lines)
    cell = doc.table("leaves", {"type": "array", "items": doc.declared(kind)}, init, size)
    function = doc.function("linearLeaf", {"x": DOUBLES, "leaf": "int"}, "double", _line({**cell, "path": ["leaf"]}))
    return inline({"leaf": "int"}, "double", {function: [x, "leaf"]})


def _line(leaf: Json) -> Json:
    unknown = inline({"i": "int"}, "boolean", {"!=": [item("x", "i"), item("x", "i")]})
    term = inline({"i": "int", "c": "double"}, "double", {"*": [item("x", "i"), "c"]})
    added = inline({"sum": "double", "term": "double"}, "double", {"+": ["sum", "term"]})
    terms = {"a.zipmap": ["line.features", "line.coeff", term]}
    return [
        {"let": {"line": leaf}},
        {
            "if": {"a.any": ["line.features", unknown]},
            "then": "line.otherwise",
            "else": {"a.fold": [terms, "line.const", added]},
        },
    ]
