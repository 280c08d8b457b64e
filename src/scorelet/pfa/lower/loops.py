"""Big forests stay data: flat arrays, and a loop from node to node.

    def walk(node, row):
        while node >= 0:
            node = passes[node] if row[fields[node]] <= values[node] else fails[node]
        return scores[~node]

One comparison for all nodes is quickest, so forests that mix them are rewritten: XGBoost, LightGBM and scikit-learn
send a missing number (NaN) to the left in some nodes and to the right in others, which takes ``<`` with ``>=``. NaN
fails every comparison, so neither is the negation of the other; but both sides of a comparison can change their
signs, and ``<`` is ``<=`` for the next number below:

    x <  v      x <= next below v            x >  v     -x <= next below -v
    x <= v      x <= v                       x >= v     -x <= -v

The negated fields stand behind the others in the row. Sets are told by their class: ``x in (1.0, 3.0)``. What is not a
comparison with a number or a set is asked of support.TESTS, node by node.
"""

from __future__ import annotations

import ast
from array import array
from dataclasses import dataclass
from math import inf, nextafter
from typing import Any

from scorelet.pfa.library import model_tree
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.lower.fields import DatumFields, is_exact
from scorelet.pfa.lower.forest import Forest

_WALK = """
def walk(node, row):
    while node >= 0:
        {step}
    return scores[~node]
"""
_WALKS = """
def walk(row):
    found = []
    for node in roots:
        while node >= 0:
            {step}
        found.append(scores[~node])
    return found
"""
_STEP = "node = passes[node] if {test} else fails[node]"
_STEP_OR_MISSING = (
    "node = missing[node] if (x := row[fields[node]]) is None else passes[node] if {test} else fails[node]"
)

ONE_OPERATOR = "{x} {operator} values[node]"
NUMBER_OR_SET = "({x} in v if (v := values[node]).__class__ is tuple else {x} <= v)"
ANY_OPERATOR = "TESTS[operators[node]]({x}, values[node])"


@dataclass(frozen=True)
class Walk:
    """How a forest is walked: the test of a node, the columns that differ from the forest's, and the fields that
    stand negated behind the others."""

    test: str
    columns: dict[str, Any]
    negated: tuple[int, ...] = ()


# ----------------------------------------------------------------------------------------------- the code


def loop(emitter: Emitter, forest: Forest, root: int | ast.expr, reader: DatumFields, *, missing: bool) -> ast.expr:
    """The score of one tree: a call of the loop."""
    name, row = _function(emitter, forest, reader, _WALK, missing=missing)
    return b.call(name, b.constant(root) if isinstance(root, int) else root, row)


def loop_all(emitter: Emitter, forest: Forest, reader: DatumFields, *, missing: bool) -> ast.expr:
    """The scores of all trees as a new list."""
    name, row = _function(emitter, forest, reader, _WALKS, missing=missing)
    return b.call(name, row)


def _function(
    emitter: Emitter, forest: Forest, reader: DatumFields, text: str, *, missing: bool
) -> tuple[str, ast.expr]:
    """The name of the loop over this forest, emitted once, and the datum's fields as one tuple."""
    nullable = missing and any(reader.nullable(forest.names[field]) for field in set(forest.fields))
    walks, loops = emitter.context.walks, emitter.context.loops
    if id(forest) not in walks:
        walks[id(forest)] = walk_of(forest)
    walk: Walk = walks[id(forest)]
    row = emitter.saved(_row(forest, reader, walk), "row")
    if (id(forest), text, nullable) not in loops:
        loops[(id(forest), text, nullable)] = _emit(emitter, forest, walk, text, nullable, reader.at)
    return loops[(id(forest), text, nullable)], row


def _row(forest: Forest, reader: DatumFields, walk: Walk) -> ast.expr:
    negated = [_negative(reader.field(name), reader.nullable(name)) for name in (forest.names[i] for i in walk.negated)]
    return b.tuple_of([*(reader.field(name) for name in forest.names), *negated])


def _negative(value: ast.expr, nullable: bool) -> ast.expr:
    negative = ast.UnaryOp(ast.USub(), value)
    return ast.IfExp(b.is_none(value), b.constant(None), negative) if nullable else negative


def _emit(emitter: Emitter, forest: Forest, walk: Walk, text: str, nullable: bool, at: str) -> str:
    """The loop as a function of the module. Its text is ours; the forest's data are constants."""
    operator = forest.operators[0] if len(forest) else "<="
    test = walk.test.format(x="x" if nullable else "row[fields[node]]", operator=operator)
    step = (_STEP_OR_MISSING if nullable else _STEP).format(test=test)
    module = ast.parse(text.format(step=step))
    read = {part.id for part in ast.walk(module) if isinstance(part, ast.Name)}
    names = {"walk": emitter.program.name("walk")}
    if "TESTS" in read:
        names["TESTS"] = emitter.program.helper("TESTS")
    line = emitter.program.line(at)
    for column in sorted(read & _COLUMNS):
        names[column] = emitter.program.constant(walk.columns.get(column, getattr(forest, column)), column)
    emitter.program.body += _renamed(module, names, line).body
    return names["walk"]


_COLUMNS = {"fields", "operators", "values", "passes", "fails", "missing", "scores", "roots"}


def _renamed(module: ast.Module, names: dict[str, str], line: int) -> ast.Module:
    for part in ast.walk(module):
        if isinstance(part, ast.Name):
            part.id = names.get(part.id, part.id)
        elif isinstance(part, ast.FunctionDef):
            part.name = names[part.name]
        if isinstance(part, ast.expr | ast.stmt | ast.arg):
            part.lineno = part.end_lineno = line
    return module


# ------------------------------------------------------------------------------------------- the comparison


def walk_of(forest: Forest) -> Walk:
    """The quickest way to walk the forest."""
    operators = set(forest.operators)
    if len(operators) == 1 and operators <= _SIGNS.keys():
        return Walk(ONE_OPERATOR, {})
    rewriter = _Rewriter(forest)
    if not all(map(rewriter.node, range(len(forest)))):
        return Walk(ANY_OPERATOR, {})
    columns = {"fields": rewriter.fields, "values": rewriter.values, "passes": rewriter.passes, "fails": rewriter.fails}
    negated = tuple(rewriter.negated)
    if rewriter.sets:
        return Walk(NUMBER_OR_SET, columns, negated)
    return Walk(ONE_OPERATOR.replace("{operator}", "<="), columns | {"values": array("d", rewriter.values)}, negated)


_SIGNS = {"<": 1, "<=": 1, ">": -1, ">=": -1}
_EQUALS = {"in": True, "==": True, "notIn": False, "!=": False}


class _Rewriter:
    """The columns of a forest that asks for ``<=`` and sets only."""

    def __init__(self, forest: Forest) -> None:
        self.forest = forest
        self.fields, self.passes, self.fails = forest.fields[:], forest.passes[:], forest.fails[:]
        self.values: list[Any] = list(forest.values)
        self.negated: dict[int, int] = {}
        self.sets = False

    def node(self, node: int) -> bool:
        """Rewrite one node; False where that is not possible."""
        operator, value = self.forest.operators[node], self.forest.values[node]
        if operator in _SIGNS:
            return self._comparison(node, operator, value)
        if operator in model_tree.CONSTANT:
            return self._set(node, (), fits=not model_tree.CONSTANT[operator])
        if operator in ("==", "!="):
            # A set holds what is identical, too; NaN is never equal.
            return self._set(node, (value,) if value == value else (), fits=_EQUALS[operator])
        return self._set(node, tuple(value), fits=_EQUALS[operator])

    def _comparison(self, node: int, operator: str, value: Any) -> bool:
        if not is_exact(value):
            return False
        bound = float(_SIGNS[operator] * value)
        self.values[node] = bound if operator in ("<=", ">=") else nextafter(bound, -inf)
        if _SIGNS[operator] < 0:
            field = self.forest.fields[node]
            self.fields[node] = len(self.forest.names) + self.negated.setdefault(field, len(self.negated))
        return True

    def _set(self, node: int, values: tuple[Any, ...], *, fits: bool) -> bool:
        self.sets = True
        self.values[node] = values
        if not fits:
            self.passes[node], self.fails[node] = self.fails[node], self.passes[node]
        return True
