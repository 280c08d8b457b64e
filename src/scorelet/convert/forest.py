"""Decision trees of all libraries as PFA's tree nodes, and what is made of their leaves.

A converter gives trees as `Split` and leaf values; this file makes of them a constant array of TreeNode records, a
record of the features they look at, and expressions over both. All groups of one forest share the record:

    {"let": {"features": {"type": "Features", "new": {"x0": ..., "x3": ...}}}}
    {"a.map": [{"cell": "trees"}, tree -> {"model.tree.simpleTree": ["features", "tree"]}]}

A missing number is NaN, for which every comparison is false: it goes to the node's `no` side. So a converter that
must send missing values to the side of `x <= t` writes the node as `x > t` with its sides exchanged (`ordered`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scorelet.convert.builder import DOUBLES, Builder, inline, unique_names
from scorelet.convert.converted import Json
from scorelet.convert.rows import Column, Row
from scorelet.errors import NotConvertibleError

Leaf = float | tuple[float, ...]
"""One score, or one for each class."""

DEEPEST = 400
"""JSON of deeper trees could not be read back: parsers recurse."""
FLIPPED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True)
class Split:
    """A test of one feature: `x operator value`, or `x in value` for a category."""

    feature: int
    operator: str
    value: float | tuple[float, ...]
    yes: Node
    no: Node


Node = Split | Leaf


def ordered(feature: int, operator: str, value: float, yes: Node, no: Node, *, missing_is_yes: bool) -> Split:
    """A comparison that sends NaN to the side it belongs to."""
    if missing_is_yes:
        return Split(feature, FLIPPED[operator], value, no, yes)
    return Split(feature, operator, value, yes, no)


class Forest:
    """Groups of trees over one row. `leaf` is the Avro type of their scores: "double", "float", or an array.

    `names` are what the groups stand for (classes), where there are several. A tree that is `alone` in its group has a
    cell of its own: only `score(0, group)` may be asked of it.
    """

    def __init__(
        self,
        doc: Builder,
        wish: str,
        row: Row,
        groups: Sequence[Sequence[Node]],
        leaf: Json,
        *,
        names: Sequence[str] = (),
        alone: bool = False,
    ) -> None:
        self._doc = doc
        self._leaf = leaf
        self._features: str | None = None
        self._columns = _columns_read(row, groups)
        self._names = unique_names([column.name for column in self._columns.values()])
        self._by_index = dict(zip(self._columns, self._names, strict=True))
        self._record = doc.record("Features", dict.fromkeys(self._names, "double"))
        categories = any(isinstance(split.value, tuple) for split in _splits(groups))
        self._node, kind = self._node_type(categories)
        self._alone = alone
        wishes = [f"{wish}_{name}" for name in names] or [wish] * len(groups)
        self._cells = [self._cell(wishes[i], kind if i == 0 else self._node, trees) for i, trees in enumerate(groups)]

    def _cell(self, wish: str, kind: Json, trees: Sequence[Node]) -> Json:
        if self._alone:
            (tree,) = trees
            return self._doc.cell(wish, kind, self._tree(tree))
        return self._doc.cell(wish, {"type": "array", "items": kind}, [self._tree(tree) for tree in trees])

    # ---------------------------------------------------------------------------------------- expressions

    def scores(self, group: int = 0) -> Json:
        """The array of all trees' scores."""
        walk = {"model.tree.simpleTree": [self.features(), "tree"]}
        return {"a.map": [self._cells[group], inline({"tree": self._node}, self._leaf, walk)]}

    def total(self, group: int = 0) -> Json:
        """The sum of all trees' scores, in the order of the trees; for arrays, of each place."""
        if self._leaf in ("double", "float"):
            return {"a.sum": [self.scores(group)]}
        return {"a.reduce": [self.scores(group), {"fcn": "la.add"}]}

    def score(self, number: int, group: int = 0) -> Json:
        """The score of one tree."""
        tree = self._cells[group] if self._alone else {**self._cells[group], "path": [number]}
        return {"model.tree.simpleTree": [self.features(), tree]}

    def features(self) -> str:
        """The symbol of the record of features; for one tree alone: ``model.tree.simpleTree(features, cell[0])``."""
        if self._features is None:
            new = {name: column.number() for name, column in zip(self._names, self._columns.values(), strict=True)}
            self._features = self._doc.let("features", {"type": self._doc.declared(self._record), "new": new})
        return self._features

    # ---------------------------------------------------------------------------------------- trees as JSON

    def _node_type(self, categories: bool) -> tuple[str, Json]:
        name = self._doc.name("TreeNode")
        fields = {"type": "enum", "name": self._doc.name("Feature"), "symbols": self._names}
        children = [name, self._leaf]
        value: Json = ["double", DOUBLES] if categories else "double"
        kinds = {"field": fields, "operator": "string", "value": value, "pass": children, "fail": children}
        self._tagged_values = categories
        record = {"type": "record", "name": name, "fields": [{"name": k, "type": v} for k, v in kinds.items()]}
        return name, record

    def _tree(self, root: Node) -> Json:
        if isinstance(root, Split):
            return self._split(root, 1)
        leaf = self._score(root)
        value: Json = {"double": 0.0} if self._tagged_values else 0.0
        return {"field": self._names[0], "operator": "alwaysTrue", "value": value, "pass": leaf, "fail": leaf}

    def _split(self, split: Split, depth: int) -> Json:
        if depth > DEEPEST:
            raise NotConvertibleError(f"it has a tree of more than {DEEPEST} levels")
        column = self._columns[split.feature]
        if isinstance(split.value, tuple):
            value: Json = {"array": list(split.value)}
        else:
            if math.isfinite(split.value):
                column.jumps_at(split.value)
            value = {"double": _number(split.value)} if self._tagged_values else _number(split.value)
        return {
            "field": self._by_index[split.feature],
            "operator": split.operator,
            "value": value,
            "pass": self._child(split.yes, depth),
            "fail": self._child(split.no, depth),
        }

    def _child(self, node: Node, depth: int) -> Json:
        return {self._node: self._split(node, depth + 1)} if isinstance(node, Split) else self._score(node)

    def _score(self, leaf: Leaf) -> Json:
        if isinstance(leaf, tuple):
            return {"array": [_number(value) for value in leaf]}
        return {str(self._leaf): _number(leaf)}


def _number(x: float) -> Json:
    """A double as embedded data: JSON has no infinity of its own."""
    return x if math.isfinite(x) else {math.inf: "Infinity", -math.inf: "-Infinity"}.get(x, "NaN")


def _splits(groups: Sequence[Sequence[Node]]) -> Iterator[Split]:
    left = [node for trees in groups for node in trees if isinstance(node, Split)]
    while left:
        split = left.pop()
        yield split
        left += [node for node in (split.yes, split.no) if isinstance(node, Split)]


def _columns_read(row: Row, groups: Sequence[Sequence[Node]]) -> dict[int, Column]:
    """The features that some tree looks at, by place; one at least."""
    indexes = sorted({split.feature for split in _splits(groups)}) or [0]
    return dict(zip(indexes, row.take(indexes).columns(), strict=True))
