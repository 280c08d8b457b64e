"""What a body does before its value: declarations, changes, loops, logs."""

from __future__ import annotations

from scorelet.pfa.types import INT, STRING, Array, Map, Type
from tests.pfa.fuzz.expressions import Expressions
from tests.pfa.fuzz.flow import caught, error, known, not_null, takers, test_of
from tests.pfa.fuzz.making import change, item
from tests.pfa.fuzz.scopes import Scope
from tests.pfa.fuzz.values import Json, schema_of


def let(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    if not scope.declares:
        return []
    values: dict[str, Json] = {}
    new: dict[str, Type] = {}
    for _ in range(draw.choose.whole(1, 2)):
        t = draw.any_type(2)
        name = scope.new_name(draw.choose)
        if name not in new:
            values[name] = draw.exactly(t, scope.sealed(), depth)
            new[name] = t
    for name, t in new.items():
        scope.declare(name, t)
    return [{"let": values}]


def set_(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    names = draw.choose.some(sorted(scope.writable), 1, 2)
    if not names:
        return []
    return [{"set": {name: draw.some(scope.visible[name], scope.sealed(), depth) for name in names}}]


def plain(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    """An expression whose value nobody looks at."""
    return [draw.exactly(draw.any_type(), scope, depth)]


def branch(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    condition = test_of(draw, scope, depth)
    if draw.choose.chance(70):
        return [{"if": condition, "then": unused(draw, scope, depth)}]
    return [{"cond": [{"if": condition, "then": unused(draw, scope, depth)} for _ in range(draw.choose.whole(1, 3))]}]


def unused(draw: Expressions, scope: Scope, depth: int) -> Json:
    return error(draw, scope) if draw.choose.chance(8) else block(draw, scope.inner(), depth)


def block(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    """A body that is there for what it does."""
    return draw.statements(scope, depth) or [draw.leaf(draw.any_type(), scope)]


def partial_cast(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    given, cases = takers(draw, scope)
    value = known(draw, given, scope) or draw.exactly(given, scope.sealed(), depth)
    inner = scope.inner()
    name = inner.new_name(draw.choose)
    inner.declare(name, cases[0])
    return [
        {
            "cast": value,
            "cases": [{"as": schema_of(cases[0]), "named": name, "do": block(draw, inner, depth)}],
            "partial": True,
        }
    ]


def if_not_null(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    values, inner = not_null(draw, scope, depth)
    return [{"ifnotnull": values, "then": block(draw, inner, depth)}]


def change_state(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    if not draw.states or not scope.writes:
        return []
    state = draw.choose.pick(draw.states)
    if state.kind == "pool" and draw.choose.chance(20):
        return [{"pool": state.name, "del": item(draw, scope, depth)}]
    return [change(draw, state, scope, depth)]


def attempt(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    return [{"try": block(draw, scope.inner(), depth), **caught(draw)}]


def say(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    if draw.choose.chance(20):
        return [{"doc": "what happens here"}]
    if draw.emits is not None and draw.choose.chance(60):
        return [{"emit": [draw.some(draw.emits, scope.sealed(), depth)]}]
    shown = [draw.exactly(draw.any_type(), scope.sealed(), depth) for _ in range(draw.choose.whole(0, 2))]
    return [{"log": shown, **({"namespace": "here"} if draw.choose.chance(30) else {})}]


def looped(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    """The body of a loop."""
    draw.loops += 1
    found = block(draw, scope, depth)
    draw.loops -= 1
    return found


def counted(draw: Expressions, scope: Scope) -> str | None:
    """A new counter that nothing else may change."""
    if not scope.declares or draw.loops > 1:
        return None
    name = scope.new_name(draw.choose)
    scope.declare(name, INT, writable=False)
    return name


def while_(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    counter = counted(draw, scope)
    if counter is None:
        return []
    test: Json = {"<": [counter, draw.choose.whole(0, 3)]}
    if draw.choose.chance(40):
        test = {"&&": [test, test_of(draw, scope, depth)]}
    more = {"set": {counter: {"+": [counter, 1]}}}
    body = looped(draw, scope.inner(), depth)
    body = [more, *body] if draw.choose.chance(50) else [*body, more]
    return [{"let": {counter: 0}}, {"while": test, "do": body}]


def until(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    counter = counted(draw, scope)
    if counter is None:
        return []
    test: Json = {">=": [counter, draw.choose.whole(0, 3)]}
    if draw.choose.chance(40):
        test = {"||": [test, test_of(draw, scope, depth)]}
    body = [{"set": {counter: {"+": [counter, 1]}}}, *looped(draw, scope.inner(), depth)]
    return [{"let": {counter: 0}}, {"do": body, "until": test}]


def for_(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    if draw.loops > 1:
        return []
    inner = scope.inner()
    counter = inner.new_name(draw.choose)
    inner.declare(counter, INT, writable=False)
    test = {"<": [counter, draw.choose.whole(0, 3)]}
    body = looped(draw, inner.inner(), depth)
    return [{"for": {counter: 0}, "while": test, "step": {counter: {"+": [counter, 1]}}, "do": body}]


def foreach(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    items = draw.any_type()
    array = draw.exactly(Array(items), scope.sealed(), depth)
    in_order = draw.choose.chance(70)
    inner = scope.inner() if in_order else scope.function()
    name = inner.new_name(draw.choose)
    inner.declare(name, items)
    body = looped(draw, inner.inner(), depth)
    return [{"foreach": name, "in": array, "do": body, **({} if in_order else {"seq": False})}]


def forkey(draw: Expressions, scope: Scope, depth: int) -> list[Json]:
    values = draw.any_type()
    over = draw.exactly(Map(values), scope.sealed(), depth)
    inner = scope.inner()
    names = []
    for kind in (STRING, values):
        names.append(inner.new_name(draw.choose))
        inner.declare(names[-1], kind)
    return [{"forkey": names[0], "forval": names[1], "in": over, "do": looped(draw, inner.inner(), depth)}]
