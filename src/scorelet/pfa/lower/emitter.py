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
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from scorelet.errors import PfaInitializationError
from scorelet.pfa import typed as t
from scorelet.pfa.data import Data
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.forest import Forest
from scorelet.pfa.lower.program import Program
from scorelet.pfa.support import Meaning

Target = Callable[[ast.expr], ast.stmt]
Lower = Callable[["Emitter", Any], ast.expr]
LowerInto = Callable[["Emitter", Any, Target], None]

InputField = Callable[..., ast.expr]
"""(name, as_number=False) -> the field as a variable; `as_number`: a whole number does as well as a double there."""

MAX_NESTED_BLOCKS = 18
"""CPython allows 20 nested loops and try blocks; two are kept for what surrounds a routine."""
MAX_NESTED_EXPRESSION = 30
"""Deeper expressions go to variables: CPython's compiler recurses over expressions."""


def returning(value: ast.expr) -> ast.stmt:
    return ast.Return(value)


def storing(name: str) -> Target:
    return lambda value: b.assign(name, value)


class Tally:
    """The items of an array that are not kept: the Python variables that count each score, or hold their sum.

    `count` is how many there are; `sums` are the sums of items that are arrays of numbers.
    """

    __slots__ = ("count", "counters", "sums", "total")

    def __init__(self, count: ast.expr, counters: dict[Any, str], total: str | None, sums: list[str]) -> None:
        self.count = count
        self.counters = counters
        self.total = total
        self.sums = sums


class Emitter:
    """Emits one Python function (or a block of one).

    `context` is what the whole document shares; `variables` maps variables to Python expressions.
    """

    def __init__(self, context: Context, variables: Mapping[str, ast.expr], root: str) -> None:
        self.context = context
        self.root = root
        """The routine or function of the document whose variables these are."""
        self.program = context.program
        self.variables: dict[str, ast.expr] = dict(variables)
        self.aliases: set[str] = set()
        """Variables that are another variable of Python's, or an expression: never to be assigned to."""
        self.known: dict[str, object] = {}
        """Variables that stand for constants while their body is lowered: a Known or a Tree."""
        self.items: dict[str, list[ast.expr]] = {}
        """Variables bound once, to an array that is spelled out, with its items (stable expressions)."""
        self.records: dict[str, dict[str, ast.expr]] = {}
        """Variables bound once, to a record that is spelled out, with its fields (stable expressions)."""
        self.tallies: dict[str, Tally] = {}
        """Variables that stand for an ensemble's scores, of which only numbers or the sum are asked for."""
        self.entries: dict[str, dict[str, ast.expr]] = {}
        """Variables bound once, to a map whose keys are known, with its values (stable expressions)."""
        self.out: list[ast.stmt] = []
        self.input_field: InputField | None = None
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
        if isinstance(known, ast.Name) and variable not in self.aliases:
            return known.id
        name = self.program.name(variable.partition("~")[0] or "v")
        self._note(variable, name)
        self.variables[variable] = b.load(name)
        self.aliases.discard(variable)
        return name

    def _note(self, variable: str, name: str) -> None:
        if not self.once(variable):
            self.context.changing.add(name)

    def kept(self, value: ast.expr, wish: str) -> ast.expr:
        """`value` as an expression that stays what it is for as long as the function runs."""
        if b.stable(value) and not (isinstance(value, ast.Name) and value.id in self.context.changing):
            return value
        name = self.program.name(wish)
        self.out.append(b.placed(b.assign(name, value), getattr(value, "lineno", 1)))
        return b.load(name)

    def alias(self, variable: str, value: ast.expr) -> None:
        """The variable is this stable expression; only for one that is bound once."""
        self.variables[variable] = value
        self.aliases.add(variable)

    def once(self, variable: str) -> bool:
        """Whether the variable is bound where it is declared, and nowhere else."""
        return self.context.bound.get((self.root, variable), 0) <= 1

    def inner(self, params: tuple[str, ...]) -> tuple[Emitter, list[str]]:
        """An emitter for a nested function, and the Python names of its parameters."""
        emitter = self.branch_off(self.variables)
        emitter.blocks = 0
        names = []
        for param in params:
            names.append(self.program.name(param.partition("~")[0] or "x"))
            emitter._note(param, names[-1])
            emitter.variables[param] = b.load(names[-1])
            emitter.aliases.discard(param)
        return emitter, names

    def branch_off(self, variables: Mapping[str, ast.expr]) -> Emitter:
        """An emitter for code within this function's scope."""
        emitter = Emitter(self.context, variables, self.root)
        emitter.aliases = set(self.aliases)
        emitter.input_field = self.input_field
        emitter.known = dict(self.known)
        emitter.items = self.items
        emitter.entries = self.entries
        emitter.records = self.records
        emitter.tallies = self.tallies
        emitter.blocks = self.blocks
        return emitter

    def tick(self, at: str) -> None:
        """Where time can pass: stop when the routine's time is over."""
        if self.context.timed:
            clock = self.program.bind("clock", "module", "time", "monotonic")
            over = b.compare(b.call(clock), ast.Gt(), b.attribute(b.load("engine"), "deadline"))
            stop = b.call(b.attribute(b.load("engine"), "time_is_over"))
            self.add(ast.If(over, [b.effect(stop)], []), at)

    def on_line(self, value: ast.expr, at: str, meaning: Meaning) -> ast.expr:
        """`value` on a line on which an exception has this meaning."""
        return b.placed(value, self.program.line(at, meaning))


class Context:
    """What all functions of one document share while they are lowered."""

    def __init__(
        self,
        document: t.TypedDocument,
        program: Program,
        data: Data,
        forms: Mapping[type[t.Typed], Lower],
        statements: Mapping[type[t.Typed], LowerInto],
        vectors: Mapping[str, Any],
        *,
        timed: bool,
    ) -> None:
        self.document = document
        self.program = program
        self.data = data
        self.forms = forms
        self.statements = statements
        self.vectors = vectors
        """How results of library functions are spelled out, by function: see `spelled.Vector`."""
        self.timed = timed
        self.user: dict[str, str] = {}
        """User functions by their Python names."""
        self.states: dict[tuple[str, str], str] = {}
        """(kind, name) of cells and pools that change, by Python name."""
        self.changing: set[str] = set()
        """Python names of variables that are bound more than once."""
        self.places: set[str] = set()
        """Python names of variables that hold the place of an item: never negative."""
        self.bound = _bound(document)
        """How often each variable of each routine and function is bound."""
        self.forests: dict[object, Forest | None] = {}
        """Constant trees, laid flat, by where they come from."""
        self.coded: dict[int, int] = {}
        """The forests that are to become code, with their sizes."""
        self.tables: dict[object, str | None] = {}
        """Constant tables made by specialisers, by where they come from."""
        self.walks: dict[int, Any] = {}
        """How forests that stay data are walked (loops.Walk), by forest."""
        self.masks: dict[int, Any] = {}
        """The masks (masks.Masks) of forests that are counted, by forest; None where they are walked."""
        self.loops: dict[object, str] = {}
        """The loops over forests that stay data, by forest."""
        self.spelled = 0
        """How many parts of expressions have come of spelling out arrays."""
        self.inlining: list[str] = []
        """The user functions that are being expanded, outermost first."""
        self.expanding = 0
        """How many lambdas are being expanded within each other."""
        self.statements_in: set[int] = set()
        """Lambdas (by id) known to need statements."""

    def body_of(self, root: str) -> t.Typed:
        """The body of a routine or function."""
        definition = self.document.functions.get(root)
        found: t.Typed = getattr(self.document, root) if definition is None else definition.body
        return found

    def nodes_as_code(self, forest: Forest) -> int:
        """How many nodes of trees would be code if this forest's were."""
        self.coded[id(forest)] = len(forest)
        return sum(self.coded.values())


def _bound(document: t.TypedDocument) -> dict[tuple[str, str], int]:
    """(routine or function, variable) -> how often it is bound: declared, or set."""
    counts: dict[tuple[str, str], int] = {}
    roots = {name: getattr(document, name) for name in ("begin", "action", "end", "merge")}
    names = [(f.name, param) for f in document.functions.values() for param, _ in f.params]
    for root, body in (*roots.items(), *((f.name, f.body) for f in document.functions.values())):
        names += [(root, name) for node in t.walk(body) for name in _binds(node)]
    for key in names:
        counts[key] = counts.get(key, 0) + 1
    return counts


def _binds(node: t.Typed) -> Iterable[str]:
    """The variables that a node itself binds."""
    match node:
        case t.Bind() | t.IfNotNull():
            return [value[0] for value in node.values]
        case t.ForEach():
            return [node.name]
        case t.ForKeyVal():
            return [node.key, node.val]
        case t.CastCases():
            return [case.name for case in node.cases]
        case t.Unpack():
            return [name for name, _ in node.formats]
        case t.Lambda():
            return node.params
        case t.SymbolCall():
            return [name for name, _ in node.args]
    return ()
