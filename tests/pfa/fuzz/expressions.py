"""Random well-typed expressions: first a type is chosen, then an expression of exactly that type.

`exactly(t)` makes an expression whose static type is `t`; `some(t)` one that may stand where a `t` is wanted, so
that values are promoted in all the places where PFA promotes them. How, the productions say (flow, making, calls,
statements; `productions` lists them): each returns the expression's JSON, or None where it does not apply.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass

from scorelet.pfa.types import BOOLEAN, BYTES, DOUBLE, FLOAT, INT, LONG, NULL, STRING, Type, members
from tests.pfa.fuzz.choices import Choices
from tests.pfa.fuzz.scopes import Scope
from tests.pfa.fuzz.values import Json, Universe, key, narrower, real, scalar, schema_of, value_of, whole

Production = Callable[["Expressions", Type, Scope, int], Json]
Statement = Callable[["Expressions", Scope, int], list[Json]]


@dataclass(frozen=True)
class Tables:
    """What there is to draw from; what is there twice is drawn twice as often."""

    productions: tuple[Production, ...]
    risky: frozenset[Production]
    """Those that may well fail at run time."""
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class UserFunction:
    name: str
    params: tuple[tuple[str, Type], ...]
    ret: Type
    writes: bool
    counts_down: bool
    """Its first parameter says how often it may still call itself."""


@dataclass(frozen=True)
class State:
    kind: str
    name: str
    type: Type


class Expressions:
    """Draws expressions for one document; `budget` bounds how many there are in all."""

    def __init__(
        self, choose: Choices, universe: Universe, tables: Tables, *, emits: Type | None, budget: int = 60
    ) -> None:
        self.choose = choose
        self.tables = tables
        self.universe = universe
        self.emits = emits
        self.budget = budget
        self.functions: list[UserFunction] = []
        self.states: list[State] = []
        self.recursive: UserFunction | None = None
        """The function that is being drawn, where it may call itself."""
        self.loops = 0

    # ------------------------------------------------------------------------------------ entrances

    def exactly(self, t: Type, scope: Scope, depth: int) -> Json:
        self.budget -= 1
        if depth <= 0 or self.budget <= 0 or self.choose.chance(15):
            return self.leaf(t, scope)
        for _ in range(4):
            production = self.choose.pick(self.tables.productions)
            found = production(self, t, scope, depth - 1)
            if found is not None:
                guarded = production in self.tables.risky and self.choose.chance(60)
                return self.guarded(found, t, scope) if guarded else found
        return self.leaf(t, scope)

    def guarded(self, value: Json, t: Type, scope: Scope) -> Json:
        """The value, or another one where it fails: else most actions would end before much has been run."""
        if NULL in members(t):
            return {"try": value}
        name = scope.new_name(self.choose)
        return {"ifnotnull": {name: {"try": value}}, "then": name, "else": [self.literal(t)]}

    def some(self, t: Type, scope: Scope, depth: int) -> Json:
        """For places that promote: an argument of a user function, an item, a result."""
        if self.choose.chance(30):
            narrow = list(narrower(t))
            if narrow:
                return self.exactly(self.choose.pick(narrow), scope, depth)
        return self.exactly(t, scope, depth)

    def body(self, t: Type, scope: Scope, depth: int, *, promotes: bool = False) -> Json:
        """One expression, or several of which the last one is the value. `scope` is the body's own."""
        statements = self.statements(scope, depth)
        last = (self.some if promotes else self.exactly)(t, scope, depth)
        return [*statements, last] if statements or isinstance(last, list) or self.choose.chance(20) else last

    def statements(self, scope: Scope, depth: int) -> list[Json]:
        found = []
        if depth > 0:
            for _ in range(self.choose.whole(0, 3)):
                if self.budget > 0:
                    found += self.choose.pick(self.tables.statements)(self, scope, depth - 1)
        return found

    def any_type(self, depth: int = 1) -> Type:
        return self.universe.kind(depth)

    # --------------------------------------------------------------------------------------- leaves

    def leaf(self, t: Type, scope: Scope) -> Json:
        known = scope.of_type(t)
        if known and self.choose.chance(70):
            return self.choose.pick(known)
        return self.literal(t)

    def literal(self, t: Type) -> Json:
        choose = self.choose
        if t in (INT, LONG):
            value = whole(choose, t)
            return value if t is INT and choose.chance(70) else {t.tag: value}
        if t in (DOUBLE, FLOAT) and choose.chance(90):
            number = real(choose, t, special=False, embedded=True)
            return number if t is DOUBLE and choose.chance(70) else {t.tag: number}
        if t is STRING:
            text = key(choose) if choose.chance(50) else str(scalar(choose, STRING, embedded=True))
            return [text] if choose.chance(60) else {"string": text}
        if t is BYTES and choose.chance(70):
            value = scalar(choose, BYTES, embedded=False)
            return {"base64": base64.b64encode(value).decode()}
        if t in (NULL, BOOLEAN):
            return scalar(choose, t, embedded=True)
        return {"type": schema_of(t), "value": value_of(choose, t, embedded=True)}
