"""Sums of many small trees, as boosting makes them: functions of a few trees each.

    def trees(total, x0, x3):
        return total + (0.1 if x0 <= 0.5 else ...) + (...) + ...

One long function would be slower: Python reaches only the first 256 constants of a function with one instruction. Each
tree is one conditional expression, and the additions are the library's, in its order.

Sums of 32-bit numbers are rounded after every addition, by the arithmetic of `numbers.float32`. Very small sums, which
that leaves out, need no rounding: they are exact. Very large ones must not come about.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from scorelet.pfa.library.model_tree import CONSTANT, ORDERED
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.lower.fields import DatumFields
from scorelet.pfa.lower.forest import Forest
from scorelet.pfa.lower.trees import COMPARES, depth
from scorelet.pfa.numbers import SHIFT

MAX_CONSTANTS = 240
"""Thresholds and scores of one function's trees: below 256, with room for what else it has."""
LARGEST_TREE = 120
"""A tree of so many constants takes longer than the call of a function would save."""
DEEPEST = 20
MOST_TREES = 40
"""Trees in one function: CPython's compiler recurses over sums and over conditions."""
LARGEST_SUM = 3e38
"""Where the scores add up to less, no sum leaves the range of 32 bits."""


def summable(forest: Forest, *, missing: bool) -> bool:
    """Whether the forest is one of small trees whose tests are all comparisons."""
    if missing or not forest.roots or depth(forest) > DEEPEST:
        return False
    plain = all(operator in ORDERED or operator in CONSTANT for operator in set(forest.operators))
    return plain and max(map(len, _constants(forest))) <= LARGEST_TREE


def within_floats(forest: Forest) -> bool:
    """Whether no sum of the scores of one leaf of each tree can be too large for 32 bits."""
    largest = max(map(abs, forest.scores), default=0.0)
    return bool(largest * len(forest.roots) < LARGEST_SUM)


def sum_trees(emitter: Emitter, forest: Forest, fields: DatumFields, total: str, at: str, *, rounded: bool) -> None:
    """Add all trees' scores to the variable `total`, in their order; `rounded` to 32 bits after each."""
    for roots in _groups(forest):
        used = sorted({forest.names[forest.fields[node]] for root in roots for node in _nodes(forest, root)})
        known = {name: emitter.saved(fields.field(name), name) for name in used}
        params = [total, *(value.id for value in known.values() if isinstance(value, ast.Name))]
        trees = [_Expression(forest, known).of(root) for root in roots]
        name = emitter.program.name("trees")
        body = _rounding(trees, total, emitter) if rounded else _adding(trees, total)
        function = b.function(name, params, body)
        emitter.program.body.append(b.placed(function, emitter.program.line(at)))
        emitter.add(b.assign(total, b.call(name, *map(b.load, params))), at)


def _groups(forest: Forest) -> Iterator[list[int]]:
    group: list[int] = []
    constants: set[float] = set()
    for root, own in zip(forest.roots, _constants(forest), strict=True):
        if group and (len(constants | own) > MAX_CONSTANTS or len(group) == MOST_TREES):
            yield group
            group, constants = [], set()
        group.append(root)
        constants |= own
    yield group


def _constants(forest: Forest) -> list[set[float]]:
    """The numbers that each tree needs."""
    found = []
    for root in forest.roots:
        nodes = list(_nodes(forest, root))
        children = [child for node in nodes for child in (forest.passes[node], forest.fails[node])] or [root]
        ends = (_settled(forest, child) for child in children)
        found.append({forest.values[node] for node in nodes} | {forest.scores[~end] for end in ends if end < 0})
    return found


def _nodes(forest: Forest, root: int) -> Iterator[int]:
    """The nodes of a tree that ask something."""
    left = [root]
    while left:
        node = _settled(forest, left.pop())
        if node >= 0:
            yield node
            left += [forest.fails[node], forest.passes[node]]


def _settled(forest: Forest, node: int) -> int:
    """The node or score where the first real question is asked."""
    while node >= 0 and forest.operators[node] in CONSTANT:
        node = (forest.passes if CONSTANT[forest.operators[node]] else forest.fails)[node]
    return node


class _Expression:
    """A tree as a conditional expression."""

    def __init__(self, forest: Forest, fields: dict[str, ast.expr]) -> None:
        self._forest = forest
        self._fields = fields

    def of(self, node: int) -> ast.expr:
        forest = self._forest
        node = _settled(forest, node)
        if node < 0:
            return b.constant(forest.scores[~node])
        field = self._fields[forest.names[forest.fields[node]]]
        here = b.load(field.id) if isinstance(field, ast.Name) else field
        test = b.compare(here, COMPARES[forest.operators[node]](), b.constant(forest.values[node]))
        return ast.IfExp(test, self.of(forest.passes[node]), self.of(forest.fails[node]))


def _adding(trees: Sequence[ast.expr], total: str) -> list[ast.stmt]:
    value: ast.expr = b.load(total)
    for tree in trees:
        value = ast.BinOp(value, ast.Add(), tree)
    return [ast.Return(value)]


def _rounding(trees: Sequence[ast.expr], total: str, emitter: Emitter) -> list[ast.stmt]:
    t, c = emitter.program.name("t"), emitter.program.name("c")
    body: list[ast.stmt] = []
    for tree in trees:
        rounded = ast.BinOp(b.load(c), ast.Sub(), ast.BinOp(b.load(c), ast.Sub(), b.load(t)))
        body += [
            b.assign(t, ast.BinOp(b.load(total), ast.Add(), tree)),
            b.assign(c, ast.BinOp(b.load(t), ast.Mult(), b.constant(SHIFT))),
            b.assign(total, rounded),
        ]
    return [*body, ast.Return(b.load(total))]
