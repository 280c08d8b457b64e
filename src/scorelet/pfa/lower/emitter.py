"""Typed expressions become Python expressions and statements.

`Emitter.expr(node)` returns a Python expression and appends to `out` what must run before it. Most PFA is
expressions, so most of `out` stays empty; what Python can only say as statements (loops, try, a branch with
declarations) goes to `out` and its value to a temporary variable:

    {"+": ["x", {"if": c, "then": [{"let": {"y": 2}}, "y"], "else": 3}]}

        if c:
            y = 2
            t = y
        else:
            t = 3
        x + t

`into(node, target)` does the same where the value has a known target (a variable, a return, or nothing), so
that no temporary is needed. Whatever was evaluated before and could change is saved to a variable first:
PFA evaluates from left to right.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from scorelet.errors import PfaInitializationError
from scorelet.pfa import typed as t
from scorelet.pfa.data import Data
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.forest import Forest
from scorelet.pfa.lower.program import Codes, Program

Target = Callable[[ast.expr], ast.stmt]
Lower = Callable[["Emitter", Any], ast.expr]
LowerInto = Callable[["Emitter", Any, Target], None]

MAX_NESTED_BLOCKS = 18
"""CPython allows 20 nested loops and try blocks; two are kept for what surrounds a routine."""
MAX_NESTED_EXPRESSION = 30
"""Deeper expressions go to variables: CPython's compiler recurses over expressions."""


def returning(value: ast.expr) -> ast.stmt:
    return ast.Return(value)


def storing(name: str) -> Target:
    return lambda value: b.assign(name, value)


class Emitter:
    """Emits one Python function (or a block of one).

    `context` is what the whole document shares; `variables` maps variables to Python expressions; `assigned`
    counts how often each variable of the document is bound.
    """

    def __init__(self, context: Context, variables: Mapping[str, ast.expr]) -> None:
        self.context = context
        self.program = context.program
        self.variables: dict[str, ast.expr] = dict(variables)
        self.known: dict[str, object] = {}
        """Variables that stand for constants while their body is lowered: a Known or a Tree."""
        self.items: dict[str, list[ast.expr]] = {}
        """Variables bound once, to an array that is spelled out, with its items (stable expressions)."""
        self.out: list[ast.stmt] = []
        self.input_field: Callable[[str], ast.expr] | None = None
        """Makes a field of the action's record input a local variable; None outside of an action."""
        self.blocks = 0
        self.depth = 0

    # ------------------------------------------------------------------------------------ the walk

    def expr(self, node: t.Typed) -> ast.expr:
        self.depth += 1
        value = self.context.forms[type(node)](self, node)
        self.depth -= 1
        b.placed(value, self.program.line(node.at))
        if self.depth and self.depth % MAX_NESTED_EXPRESSION == 0 and not b.stable(value):
            return self.saved(value)
        return value

    def into(self, node: t.Typed, target: Target) -> None:
        """The value of `node` to `target`."""
        form = self.context.statements.get(type(node))
        if form is not None:
            form(self, node, target)
        else:
            value = self.expr(node)
            self.add(target(value), node.at)

    def effect(self, node: t.Typed) -> None:
        """`node` for its effects."""
        self.into(node, b.effect)

    def all(self, nodes: tuple[t.Typed, ...]) -> list[ast.expr]:
        """The values of several expressions, evaluated from left to right."""
        values: list[ast.expr] = []
        for node in nodes:
            before = len(self.out)
            value = self.expr(node)
            if len(self.out) > before:
                values = self._save_before(values, before)
            values.append(value)
        return values

    def _save_before(self, values: list[ast.expr], position: int) -> list[ast.expr]:
        """Save, ahead of the statements from `position` on, the values that those could change."""
        late = self.out[position:]
        del self.out[position:]
        saved = [self.saved(value) for value in values]
        self.out += late
        return saved

    # ------------------------------------------------------------------------------------ pieces

    def add(self, statement: ast.stmt, at: str) -> None:
        if isinstance(statement, ast.Expr) and b.stable(statement.value):
            return
        self.out.append(b.placed(statement, self.program.line(at)))

    def saved(self, value: ast.expr, wish: str = "t") -> ast.expr:
        """`value` in a variable of its own, unless it is stable already."""
        if b.stable(value):
            return value
        name = self.program.name(wish)
        line = value.lineno if hasattr(value, "lineno") else 1
        self.out.append(b.placed(b.assign(name, value), line))
        return b.load(name)

    @contextmanager
    def captured(self) -> Iterator[list[ast.stmt]]:
        """What is emitted meanwhile goes to a list of its own."""
        outer, self.out = self.out, []
        try:
            yield self.out
        finally:
            self.out = outer

    @contextmanager
    def nested(self, at: str) -> Iterator[None]:
        """Within a loop or a try."""
        self.blocks += 1
        if self.blocks > MAX_NESTED_BLOCKS:
            raise PfaInitializationError(
                f"loops and 'try' forms nest deeper than {MAX_NESTED_BLOCKS} levels; move inner ones into functions", at
            )
        yield
        self.blocks -= 1

    def branch(self, node: t.Typed) -> tuple[list[ast.stmt], ast.expr]:
        """A branch as (statements, value)."""
        with self.captured() as statements:
            value = self.expr(node)
        return statements, value

    def branch_into(self, node: t.Typed, target: Target) -> list[ast.stmt]:
        with self.captured() as statements:
            self.into(node, target)
        return statements

    def declare(self, variable: str) -> str:
        """The Python name of a variable of the document, made at its first use."""
        known = self.variables.get(variable)
        if isinstance(known, ast.Name) and variable not in self.context.aliases:
            return known.id
        name = self.program.name(variable.partition("~")[0] or "v")
        self.variables[variable] = b.load(name)
        return name

    def once(self, variable: str) -> bool:
        """Whether the document never binds the variable a second time."""
        return self.context.assigned.get(variable, 0) <= 1

    def inner(self, params: tuple[str, ...]) -> tuple[Emitter, list[str]]:
        """An emitter for a nested function, and the Python names of its parameters."""
        emitter = self.branch_off(self.variables)
        emitter.blocks = 0
        names = []
        for param in params:
            names.append(self.program.name(param.partition("~")[0] or "x"))
            emitter.variables[param] = b.load(names[-1])
        return emitter, names

    def branch_off(self, variables: Mapping[str, ast.expr]) -> Emitter:
        """An emitter for code within this function's scope."""
        emitter = Emitter(self.context, variables)
        emitter.input_field = self.input_field
        emitter.known = dict(self.known)
        emitter.items = self.items
        emitter.blocks = self.blocks
        return emitter

    def path_line(self, value: ast.expr, at: str, codes: Codes) -> ast.expr:
        return b.placed(value, self.program.line(at, codes))


class Context:
    """What all functions of one document share while they are lowered."""

    def __init__(
        self,
        document: t.TypedDocument,
        program: Program,
        data: Data,
        forms: Mapping[type[t.Typed], Lower],
        statements: Mapping[type[t.Typed], LowerInto],
        *,
        timed: bool,
    ) -> None:
        self.document = document
        self.program = program
        self.data = data
        self.forms = forms
        self.statements = statements
        self.timed = timed
        self.user: dict[str, str] = {}
        """User functions by their Python names."""
        self.states: dict[tuple[str, str], str] = {}
        """(kind, name) of cells and pools that change, by Python name."""
        self.assigned = _assigned(document)
        self.aliases: set[str] = set()
        self.forests: dict[object, Forest | None] = {}
        """Constant trees, laid flat, by where they come from."""
        self.coded: dict[int, int] = {}
        """The forests that are to become code, with their sizes."""
        self.tables: dict[object, str | None] = {}
        """Constant tables made by specialisers, by where they come from."""
        self.loops: dict[object, str] = {}
        """The loops over forests that stay data, by forest."""
        self.inlining: list[str] = []
        """The user functions that are being expanded, outermost first."""
        self.statements_in: set[int] = set()
        """Lambdas (by id) known to need statements."""

    def nodes_as_code(self, forest: Forest) -> int:
        """How many nodes of trees would be code if this forest's were."""
        self.coded[id(forest)] = len(forest)
        return sum(self.coded.values())


def _assigned(document: t.TypedDocument) -> dict[str, int]:
    """How often each variable is bound by let or set. Names repeat across routines, which only overcounts."""
    counts: dict[str, int] = {}
    roots = [document.begin, document.action, document.end, document.merge]
    for root in (*roots, *(f.body for f in document.functions.values())):
        for node in t.walk(root):
            if isinstance(node, t.Bind):
                for name, _ in node.values:
                    counts[name] = counts.get(name, 0) + 1
    return counts
