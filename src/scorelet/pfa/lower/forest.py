"""Embedded trees become flat arrays.

    Forest.fields     which field each node looks at
    Forest.operators  its operator
    Forest.values     what the field is compared with
    Forest.passes, .fails, .missing     the node to go on with; a negative number ~i is the score i
    Forest.scores     the scores
    Forest.roots      the first node of each tree

The JSON is walked with a list of what is left to do, not by recursion: trees may be deep. Every part is checked
as the decoder would; what is not a plain tree (scores that look like nodes, no tags) is left to the decoder.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from sys import intern
from typing import Any

from scorelet.errors import PfaSemanticError
from scorelet.pfa.numbers import float32
from scorelet.pfa.types import DOUBLE, FLOAT, Array, Enum, Record, Type, Union, members
from scorelet.pfa.values import Mismatch, class_of, decoder


@dataclass
class Forest:
    """Trees over one record type. `values` and `scores` are arrays while all of them are doubles, else lists."""

    names: tuple[str, ...]
    node_type: Record
    fields: array[int] = field(default_factory=lambda: array("i"))
    operators: list[str] = field(default_factory=list)
    values: Any = field(default_factory=lambda: array("d"))
    passes: array[int] = field(default_factory=lambda: array("i"))
    fails: array[int] = field(default_factory=lambda: array("i"))
    missing: array[int] = field(default_factory=lambda: array("i"))
    scores: Any = field(default_factory=lambda: array("d"))
    roots: array[int] = field(default_factory=lambda: array("i"))

    def __len__(self) -> int:
        return len(self.fields)


def is_vector(kind: Type) -> bool:
    """Whether it is an array of doubles."""
    return isinstance(kind, Array) and kind.items is DOUBLE


class NotPlain(Exception):
    """The data is no tree that can be laid flat; the decoder knows better what it is."""


def forest_of(trees: list[Any], kind: Type, score: Type, place: str) -> Forest | None:
    """The trees (embedded JSON of the record type `kind`) laid flat; None where they are not that plain.

    Raises PfaSemanticError with the place of what does not have its type.
    """
    if not isinstance(kind, Record) or not isinstance(kind.field("field"), Enum):
        return None
    try:
        return _Reader(kind, score).read(trees)
    except NotPlain:
        return None
    except Mismatch as mismatch:
        # The decoder tells the exact place; it is slow, but it runs once, on data that is wrong.
        _decode_for_error(trees, kind, place, mismatch)
        return None


def _decode_for_error(trees: list[Any], kind: Type, place: str, mismatch: Mismatch) -> None:
    decode = decoder(kind, embedded=True)
    for i, tree in enumerate(trees):
        try:
            decode(tree)
        except Mismatch as exact:
            root = place if len(trees) == 1 else f"{place}[{i}]"
            raise exact.translated(PfaSemanticError, root) from None
        except RecursionError:
            raise mismatch.translated(PfaSemanticError, place) from None


_TO_FLOAT: Mapping[Type, Callable[[int], float]] = {DOUBLE: float, FLOAT: lambda whole: float32(float(whole))}
"""What makes a whole number a score of the type."""


class _Reader:
    def __init__(self, kind: Record, score: Type) -> None:
        self.kind = kind
        names = kind.field("field")
        assert isinstance(names, Enum)
        self.forest = Forest(names.symbols, kind)
        self.index = {name: i for i, name in enumerate(names.symbols)}
        self.branches = [name for name in ("pass", "fail", "missing") if name in kind.by_name]
        self.value = decoder(kind.by_name["value"].type, embedded=True)
        self.score_types = self._score_types()
        self.numbers: dict[str | bytes, int] = {}
        """The numbers of scores that are shared: strings as they are, vectors by their bits."""
        self.to_float = _TO_FLOAT.get(score)
        self.others = [
            (f.name, decoder(f.type, embedded=True))
            for f in kind.fields
            if f.name not in ("field", "operator", "value", *self.branches)
        ]

    def _score_types(self) -> dict[str, Any]:
        """The decoders of scores, by their tags."""
        found: dict[str, Any] = {}
        for branch in self.branches:
            t = self.kind.by_name[branch].type
            if not isinstance(t, Union):
                raise NotPlain
            for member in members(t):
                if member != self.kind:
                    if class_of(member) not in (bool, int, float, str) and not is_vector(member):
                        raise NotPlain
                    found[member.tag] = decoder(member, embedded=True)
        return found

    def read(self, trees: list[Any]) -> Forest:
        for tree in trees:
            self.forest.roots.append(len(self.forest))
            self._tree(tree)
        return self.forest

    def _tree(self, root: Any) -> None:
        """Append the nodes, a parent before its children; a child's place is filled in when it comes."""
        forest = self.forest
        node_tag, scores = self.kind.tag, self.score_types
        columns = {"pass": forest.passes, "fail": forest.fails, "missing": forest.missing}
        branches = [(name, columns[name]) for name in self.branches]
        pending: list[tuple[Any, array[int] | None, int]] = [(root, None, 0)]
        while pending:
            node, parents, parent = pending.pop()
            place = len(forest.fields)
            if parents is not None:
                parents[parent] = place
            self._node(node)
            for name, column in branches:
                child = node.get(name)
                if type(child) is not dict or len(child) != 1:
                    raise NotPlain
                ((tag, inner),) = child.items()
                if tag == node_tag:
                    column.append(0)
                    pending.append((inner, column, place))
                elif tag in scores:
                    column.append(~self._score(scores[tag](inner)))
                else:
                    raise NotPlain

    def _node(self, node: Any) -> None:
        forest = self.forest
        if type(node) is not dict:
            raise Mismatch(str(self.kind), node)
        try:
            name, operator, value = node["field"], node["operator"], self.value(node["value"])
            forest.fields.append(self.index[name])
        except (KeyError, TypeError):
            raise Mismatch(str(self.kind), node) from None
        if type(operator) is not str:
            raise Mismatch("string", operator)
        for other, decode in self.others:
            decode(node.get(other))
        # Interned: the JSON has a string object for each node, and they would all be kept alive.
        forest.operators.append(intern(operator))
        if type(value) is not float and type(forest.values) is array:
            forest.values = list(forest.values)
        forest.values.append(value)

    def _score(self, value: Any) -> int:
        """The number of a score. Equal strings and vectors share one; numbers hardly ever repeat."""
        forest = self.forest
        if self.to_float is not None and type(value) is int:
            value = self.to_float(value)
        if type(value) is str or type(value) is list:
            key = value if type(value) is str else array("d", value).tobytes()
            found = self.numbers.setdefault(key, len(forest.scores))
            if found < len(forest.scores):
                return found
        if type(value) is not float and type(forest.scores) is array:
            forest.scores = list(forest.scores)
        forest.scores.append(value)
        return len(forest.scores) - 1
