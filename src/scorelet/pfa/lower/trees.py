"""Constant trees become code.

A small forest becomes nested ifs, tree by tree, over local variables:

    if V11 < 0.19615:
        if V25 is None: ...
        score = 0.0135
    else: ...

A big or deep one stays data: flat arrays, and a loop from node to node (see `loops`). What a test means is decided by
the library's own rule (model_tree.by_python): where that says that a test is Python's operator, Python's operator is
what is written here; where it does not, the library's walk is called instead.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scorelet.pfa import typed as t
from scorelet.pfa.library import model_tree
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.lower.fields import DatumFields
from scorelet.pfa.lower.forest import Forest, forest_of
from scorelet.pfa.lower.known import Known, known
from scorelet.pfa.lower.loops import loop
from scorelet.pfa.types import (
    BOOLEAN,
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    NULL,
    NUMBERS,
    STRING,
    Array,
    Record,
    Type,
    Union,
    members,
)

MAX_NODES = 20_000
"""Above so many nodes in one document, trees stay data: code would take seconds to compile."""
MAX_DEPTH = 40
"""Deeper trees stay data: CPython's compiler recurses over nested ifs."""

SCORES = (BOOLEAN, INT, LONG, FLOAT, DOUBLE, STRING, Array(DOUBLE))
COMPARES: dict[str, type[ast.cmpop]] = {
    "==": ast.Eq,
    "!=": ast.NotEq,
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
    "in": ast.In,
    "notIn": ast.NotIn,
}
_ALONE = {"in": "==", "notIn": "!="}
"""What the operators mean for an array of one item."""


@dataclass(frozen=True)
class Tree:
    """One tree of a forest: its first node's number, or at run time the expression for it."""

    forest: Forest
    name: str
    root: int | ast.expr


# ----------------------------------------------------------------------------------------- specialisers


def simple_tree(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """model.tree.simpleTree(datum, tree)"""
    return _walk(emitter, node, missing=False)


def simple_walk(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """model.tree.simpleWalk(datum, tree, test)"""
    return _walk(emitter, node, missing=False) if walks_plainly(emitter, node) else None


def missing_walk(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """model.tree.missingWalk(datum, tree, test)"""
    return _walk(emitter, node, missing=True) if walks_plainly(emitter, node) else None


_TESTS = {"model.tree.simpleWalk": "model.tree.simpleTest", "model.tree.missingWalk": "model.tree.missingTest"}


def walks_plainly(emitter: Emitter, node: t.LibraryCall) -> bool:
    """Whether a walk tests its nodes by the library's own test, and has scores that code can hold."""
    test = _TESTS.get(node.function.name)
    return node.call.ret in SCORES and (test is None or _test_name(emitter, node.args[2]) == test)


def _test_name(emitter: Emitter, test: t.Typed) -> str | None:
    """The library test that a function of (datum, node) stands for."""
    match test:
        case t.LibraryFunctionValue():
            return test.function.name
        case t.UserFunction():
            definition = emitter.context.document.functions[test.name]
            return _body_test(definition.body, tuple(name for name, _ in definition.params))
        case t.Lambda():
            return _body_test(test.body, test.params)
    return None


def _body_test(body: t.Typed, params: tuple[str, ...]) -> str | None:
    if isinstance(body, t.LibraryCall) and len(body.args) == len(params) == 2:
        names = tuple(arg.name for arg in body.args if isinstance(arg, t.Get))
        return body.function.name if names == params else None
    return None


def _walk(emitter: Emitter, node: t.LibraryCall, *, missing: bool) -> ast.expr | None:
    datum, tree_node = node.args[:2]
    if not isinstance(datum.type, Record) or node.call.ret not in SCORES:
        return None
    tree = tree_of(emitter, tree_node, node.call.ret)
    if tree is None or not plain(tree.forest, datum.type, missing=missing):
        return None
    reader = DatumFields(emitter, datum, node.at, tree.forest)
    if isinstance(tree.root, int) and _as_code(emitter, tree):
        return Coder(emitter, tree.forest, reader, node.at, missing=missing).value(tree.root)
    return loop(emitter, tree.forest, tree.root, reader, missing=missing)


def tree_of(emitter: Emitter, node: t.Typed, score: Type) -> Tree | None:
    """The constant tree that `node` is."""
    if isinstance(node, t.Get) and isinstance(emitter.known.get(node.name), Tree):
        found = emitter.known[node.name]
        return found if isinstance(found, Tree) else None
    constant = known(emitter, node)
    forest = None if constant is None else forest_at(emitter, constant, score)
    return None if forest is None else Tree(forest, "tree", forest.roots[0])


def forest_at(emitter: Emitter, constant: Known, score: Type) -> Forest | None:
    """The forest of a constant (an array of trees, or one), laid flat once however often it is used."""
    forests = emitter.context.forests
    key = (constant.key, constant.path, score)
    if key not in forests:
        kind = constant.type
        trees, tree = (constant.json, kind.items) if isinstance(kind, Array) else ([constant.json], kind)
        forests[key] = forest_of(trees, tree, score, constant.place)
        if forests[key] is not None and not constant.path:
            emitter.context.data.take(constant.key)
    return forests[key]


def _as_code(emitter: Emitter, tree: Tree) -> bool:
    return emitter.context.nodes_as_code(tree.forest) <= MAX_NODES and depth(tree.forest) <= MAX_DEPTH


def depth(forest: Forest) -> int:
    """The longest way from a root to a score. A child comes after its parent, so one pass from the end does."""
    below = [1] * len(forest)
    branches = [column for column in (forest.passes, forest.fails, forest.missing) if column]
    for node in range(len(forest) - 1, -1, -1):
        for column in branches:
            child = column[node]
            if child >= 0 and below[child] >= below[node]:
                below[node] = below[child] + 1
    return max(below, default=0)


# --------------------------------------------------------------------------------------- what is plain


def plain(forest: Forest, datum: Record, *, missing: bool) -> bool:
    """Whether every test of the forest is one of Python's operators, for every value the datum may have."""
    if tuple(f.name for f in datum.fields) != forest.names:
        return False
    declared = forest.node_type.by_name["value"].type
    seen: set[tuple[int, str, Any]] = set()
    for field, operator, value in zip(forest.fields, forest.operators, forest.values, strict=True):
        key = (field, operator, _shape(value))
        if key not in seen:
            seen.add(key)
            if not _plain_test(datum.fields[field].type, operator, value, declared, missing=missing):
                return False
    return True


def _shape(value: Any) -> Any:
    return type(value) if not isinstance(value, list) else (list, frozenset(map(type, value)))


def _plain_test(field: Type, operator: str, value: Any, declared: Type, *, missing: bool) -> bool:
    kinds = [member for member in members(field) if not (missing and member is NULL)]
    if len(kinds) != 1 or isinstance(value, tuple):
        return False
    if operator in model_tree.CONSTANT:
        return True
    found = next((m for m in members(declared) if _is_of(value, m)), None)
    return found is not None and model_tree.by_python(operator, kinds[0], found, declared)


def _is_of(value: Any, t: Type) -> bool:
    """Whether a canonical, unboxed value has the type: of the types that `by_python` may accept."""
    if isinstance(t, Array):
        return isinstance(value, list) and not isinstance(t.items, Union)
    classes: dict[Type, type] = {BOOLEAN: bool, STRING: str, **dict.fromkeys(NUMBERS, float), INT: int, LONG: int}
    return type(value) is classes.get(t)


# ---------------------------------------------------------------------------------------------- the code


def _literal(emitter: Emitter, score: Any) -> ast.expr:
    return b.load(emitter.program.constant(score, "scores")) if type(score) is list else b.constant(score)


class Coder:
    """Nested ifs for one tree."""

    def __init__(self, emitter: Emitter, forest: Forest, reader: DatumFields, at: str, *, missing: bool) -> None:
        self.emitter = emitter
        self.forest = forest
        self.reader = reader
        self.missing = missing
        self.score: Callable[[Any], list[ast.stmt]] = lambda _: []
        self.line = emitter.program.line(at)
        if reader.of_input is None:
            for field in sorted(set(forest.fields)):
                name = forest.names[field]
                reader.variables[name] = emitter.saved(reader.field(name), name)

    def value(self, root: int) -> ast.expr:
        name = self.emitter.program.name("score")
        self.emit(root, lambda score: [b.assign(name, _literal(self.emitter, score))])
        return b.load(name)

    def emit(self, root: int, score: Callable[[Any], list[ast.stmt]]) -> None:
        """The tree, with the statements that `score` makes of its score at each leaf."""
        self.score = score
        self.emitter.out += self._node(root)

    def _node(self, node: int) -> list[ast.stmt]:
        forest = self.forest
        if node < 0:
            return [b.placed(statement, self.line) for statement in b.block(self.score(forest.scores[~node]))]
        name = forest.names[forest.fields[node]]
        operator, value = forest.operators[node], forest.values[node]
        if operator in model_tree.CONSTANT:
            chosen = self._node((forest.passes if model_tree.CONSTANT[operator] else forest.fails)[node])
        else:
            if isinstance(value, list) and len(value) == 1:
                operator, value = _ALONE[operator], value[0]
            test = b.compare(self.reader.field(name), COMPARES[operator](), _operand(value))
            chosen = [ast.If(test, self._node(forest.passes[node]), self._node(forest.fails[node]))]
        if self.missing and self.reader.nullable(name):
            chosen = [ast.If(b.is_none(self.reader.field(name)), self._node(forest.missing[node]), chosen)]
        return [b.placed(statement, self.line) for statement in chosen]


def _operand(value: Any) -> ast.expr:
    return b.constant(tuple(value) if isinstance(value, list) else value)
