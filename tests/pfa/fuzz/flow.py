"""Branches, casts, binary formats and errors."""

from __future__ import annotations

from collections.abc import Sequence

from scorelet.pfa.acceptance import IncompatibleTypes, supertype
from scorelet.pfa.types import BOOLEAN, BYTES, DOUBLE, FLOAT, INT, LONG, NULL, STRING, Type, Union, members, union_of
from tests.pfa.fuzz.expressions import Expressions
from tests.pfa.fuzz.scopes import Scope
from tests.pfa.fuzz.values import Json, members_without_null, schema_of

FORMATS = (("byte", INT), ("little unsigned short", INT), ("int", INT), (">long", LONG), ("double", DOUBLE),
           ("float", FLOAT), ("boolean", BOOLEAN), ("raw 2", BYTES), ("length prefixed", BYTES),
           ("null terminated", BYTES), ("unsigned long", DOUBLE), ("pad", NULL))  # fmt: skip
MESSAGES = ("stop", "", "__import__('os')", "array index not found", "map key not found")
CODES = (-1, -2, -7)


def upcast(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    return {"upcast": draw.some(t, scope.sealed(), depth), "as": schema_of(t)}


def do(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    inner = scope.inner()
    return {"do": [*draw.statements(inner, depth), draw.exactly(t, inner, depth)]}


def test_of(draw: Expressions, scope: Scope, depth: int) -> Json:
    return draw.exactly(BOOLEAN, scope.sealed(), depth)


def branches(draw: Expressions, t: Type, scope: Scope, depth: int, count: int) -> list[Json]:
    """Bodies whose types have `t` as their narrowest supertype: one has it, the others what they like."""
    bodies = [draw.body(t, scope.inner(), depth) for _ in range(count)]
    special = draw.choose.whole(0, 9)
    if special == 1 and count > 1:
        bodies[draw.choose.whole(0, count - 1)] = error(draw, scope)
    elif special == 2 and count > 1 and t in (DOUBLE, FLOAT, LONG):
        bodies[0] = draw.body(INT, scope.inner(), depth)
    elif special == 3 and isinstance(t, Union) and count == len(t.types) == 2 and joined(t.types) == t:
        bodies = [draw.body(m, scope.inner(), depth) for m in t.types]
    return bodies


def if_(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    if draw.choose.chance(60):
        then, otherwise = branches(draw, t, scope, depth, 2)
        return {"if": test_of(draw, scope, depth), "then": then, "else": otherwise}
    count = draw.choose.whole(2, 4)
    *bodies, otherwise = branches(draw, t, scope, depth, count)
    cases = [{"if": test_of(draw, scope, depth), "then": body} for body in bodies]
    return {"cond": cases, "else": otherwise}


def ifnotnull(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    values, inner = not_null(draw, scope, depth)
    then = draw.body(t, inner, depth)
    return {"ifnotnull": values, "then": then, "else": draw.body(t, scope.inner(), depth)}


def not_null(draw: Expressions, scope: Scope, depth: int) -> tuple[dict[str, Json], Scope]:
    inner = scope.inner()
    values: dict[str, Json] = {}
    for _ in range(draw.choose.whole(1, 2)):
        nullable = [t for t in scope.visible.values() if members_without_null(t) is not None]
        t = (
            draw.choose.pick(nullable)
            if nullable and draw.choose.chance(60)
            else Union([NULL, draw.choose.pick((INT, DOUBLE, STRING))])
        )
        rest = members_without_null(t)
        assert rest is not None
        value = known(draw, t, scope) or draw.exactly(t, scope.sealed(), depth)
        name = inner.new_name(draw.choose)
        inner.declare(name, rest)
        values[name] = value
    return values, inner


def cast(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    given, cases = takers(draw, scope)
    value = known(draw, given, scope) or draw.exactly(given, scope.sealed(), depth)
    done = []
    for case in cases:
        inner = scope.inner()
        name = inner.new_name(draw.choose)
        inner.declare(name, case)
        done.append({"as": schema_of(case), "named": name, "do": draw.body(t, inner, depth)})
    return {"cast": value, "cases": done}


def known(draw: Expressions, t: Type, scope: Scope) -> str | None:
    """A variable as it is, above all one that may change."""
    found = scope.of_type(t)
    changing = [name for name in found if name in scope.writable]
    return draw.choose.pick(changing or found) if found and draw.choose.chance(60) else None


def takers(draw: Expressions, scope: Scope) -> tuple[Type, list[Type]]:
    """The type of a value, and types that take all its members between them."""
    unions = [t for t in scope.visible.values() if isinstance(t, Union) and len(t.types) > 1]
    given = draw.choose.pick(unions) if unions and draw.choose.chance(70) else draw.universe.union(1)
    found = list(members(given))
    if len(found) < 2:
        return INT, [INT, INT]
    if len(found) > 2 and draw.choose.chance(40):
        at = draw.choose.whole(0, len(found) - 2)
        found[at : at + 2] = [union_of(found[at : at + 2])]
    if draw.choose.chance(15):
        found = [found[0], given]
    return given, found


def unpack(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    formats = [draw.choose.pick(FORMATS) for _ in range(draw.choose.whole(1, 2))]
    inner = scope.inner()
    named = []
    for text, kind in formats:
        name = inner.new_name(draw.choose)
        inner.declare(name, kind)
        named.append({name: text})
    value = (
        pack_of(draw, formats, scope, depth) if draw.choose.chance(70) else draw.exactly(BYTES, scope.sealed(), depth)
    )
    then = draw.body(t, inner, depth)
    return {"unpack": value, "format": named, "then": then, "else": draw.body(t, scope.inner(), depth)}


def pack(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    if t is not BYTES:
        return None
    return pack_of(draw, [draw.choose.pick(FORMATS) for _ in range(draw.choose.whole(1, 3))], scope, depth)


def pack_of(draw: Expressions, formats: Sequence[tuple[str, Type]], scope: Scope, depth: int) -> Json:
    return {"pack": [{text: draw.some(kind, scope.sealed(), depth)} for text, kind in formats]}


def try_(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    rest = members_without_null(t)
    if rest is None:
        return None
    body = draw.body(draw.choose.pick((rest, t)), scope.inner(), depth)
    return {"try": body, **caught(draw)}


def caught(draw: Expressions) -> Json:
    choose = draw.choose
    if choose.chance(70):
        return {}
    return {"filter": [choose.pick((*MESSAGES, *CODES, 2000, 2001, 18000, 0)) for _ in range(choose.whole(0, 2))]}


def error(draw: Expressions, scope: Scope) -> Json:
    found: Json = {"error": draw.choose.pick(MESSAGES)}
    if draw.choose.chance(60):
        found["code"] = draw.choose.pick(CODES)
    return found if draw.choose.chance(60) else [*draw.statements(scope.inner(), 1), found]


def joined(types: object) -> Type | None:
    assert isinstance(types, list | tuple)
    try:
        return supertype(types)
    except IncompatibleTypes:
        return None
