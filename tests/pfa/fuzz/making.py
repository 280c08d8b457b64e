"""New values, paths into values, cells and pools."""

from __future__ import annotations

from scorelet.pfa.types import INT, STRING, Array, Function, Map, Record, Type
from tests.pfa.fuzz.calls import function_argument
from tests.pfa.fuzz.expressions import Expressions, State
from tests.pfa.fuzz.scopes import Scope
from tests.pfa.fuzz.values import Json, schema_of

INDEXES = (0, 0, 0, 0, 0, 0, 1, 1, 2, -1)
USUAL_KEYS = ("a", "a", "a", "a", "a", "a", "b", "b", "c", "lambda")
"""Most look-ups should find something: what fails ends an action, and the rest of it is never run."""

Path = tuple[Json, ...]
"""The steps into a value: a record's field name, or the array or map type that an index or key leads into."""


def new(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    inner = scope.sealed()
    match t:
        case Array(items=items):
            return {
                "type": schema_of(t),
                "new": [draw.some(items, inner, depth) for _ in range(draw.choose.pick((1, 2, 3, 0)))],
            }
        case Map(values=values):
            keys = dict.fromkeys(draw.choose.pick(USUAL_KEYS) for _ in range(draw.choose.pick((2, 1, 3, 0))))
            return {"type": schema_of(t), "new": {k: draw.some(values, inner, depth) for k in keys}}
        case Record(fields=fields):
            shown = list(fields) if draw.choose.chance(70) else list(reversed(fields))
            return {"type": schema_of(t), "new": {f.name: draw.some(f.type, inner, depth) for f in shown}}
    return None


def attr(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    found = [(name, path) for name, of in scope.visible.items() for path in paths(of, t)]
    if found and draw.choose.chance(80):
        name, path = draw.choose.pick(found)
        if draw.choose.chance(40):
            return ".".join([name, *dotted(draw, path)])
        return {"attr": name, "path": indexes_of(draw, path, scope, depth)}
    of = draw.choose.pick((Array(t), Map(t)))
    path = (of,)
    return {"attr": draw.exactly(of, scope.sealed(), depth), "path": indexes_of(draw, path, scope, depth)}


def attr_to(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    steps = steps_into(draw, t)
    if steps is None:
        return None
    path, inner = steps
    of = draw.exactly(t, scope.sealed(), depth)
    return {"attr": of, "path": indexes_of(draw, path, scope, depth), "to": new_value(draw, inner, scope, depth)}


def steps_into(draw: Expressions, t: Type) -> tuple[Path, Type] | None:
    """A path into a `t`, and the type of what is there."""
    path: list[Json] = []
    while not path or (len(path) < 3 and draw.choose.chance(40)):
        match t:
            case Array(items=inner) | Map(values=inner):
                path.append(t)
                t = inner
            case Record(fields=fields):
                found = draw.choose.pick(fields)
                path.append(found.name)
                t = found.type
            case _:
                break
    return (tuple(path), t) if path else None


def indexes_of(draw: Expressions, path: Path, scope: Scope, depth: int) -> list[Json]:
    return [index(draw, step, scope.sealed(), depth) for step in path]


def index(draw: Expressions, step: Json, scope: Scope, depth: int) -> Json:
    if isinstance(step, str):
        return [step] if draw.choose.chance(50) else {"string": step}
    kind = INT if isinstance(step, Array) else STRING
    if draw.choose.chance(20):
        return draw.exactly(kind, scope, depth)
    return draw.choose.pick(INDEXES) if kind is INT else [draw.choose.pick(USUAL_KEYS)]


def dotted(draw: Expressions, path: Path) -> list[str]:
    pieces = []
    for step in path:
        if isinstance(step, str):
            pieces.append(step)
        else:
            pieces.append(
                str(abs(draw.choose.pick(INDEXES))) if isinstance(step, Array) else draw.choose.pick(USUAL_KEYS)
            )
    return pieces


def new_value(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    """A new value, or a function from the old value to the new one, which changes no cell or pool."""
    if draw.choose.chance(50):
        return draw.some(t, scope.sealed(), depth)
    inner = scope.sealed()
    inner.writes = False
    return function_argument(draw, Function([t], t), inner, depth)[0]


def cell(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    found = [
        (s, path) for s in draw.states if s.kind == "cell" for path in ((), *paths(s.type, t)) if path or s.type == t
    ]
    if not found:
        return None
    state, path = draw.choose.pick(found)
    quiet = scope.sealed()
    quiet.writes = False
    return {
        "cell": state.name,
        **({"path": indexes_of(draw, path, quiet, depth)} if path or draw.choose.chance(30) else {}),
    }


def pool(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    found = [
        (s, path) for s in draw.states if s.kind == "pool" for path in ((), *paths(s.type, t)) if path or s.type == t
    ]
    if not found:
        return None
    state, path = draw.choose.pick(found)
    quiet = scope.sealed()
    quiet.writes = False
    return {"pool": state.name, "path": [item(draw, quiet, depth), *indexes_of(draw, path, quiet, depth)]}


def item(draw: Expressions, scope: Scope, depth: int) -> Json:
    return [draw.choose.pick(USUAL_KEYS)] if draw.choose.chance(80) else draw.exactly(STRING, scope.sealed(), depth)


def state_to(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    found = [state for state in draw.states if state.type == t]
    if not found or not scope.writes:
        return None
    return change(draw, draw.choose.pick(found), scope, depth)


def change(draw: Expressions, state: State, scope: Scope, depth: int) -> Json:
    steps = steps_into(draw, state.type) if draw.choose.chance(50) else None
    path, inner = steps or ((), state.type)
    quiet = scope.sealed()
    quiet.writes = False
    indexes = indexes_of(draw, path, quiet, depth)
    to = new_value(draw, inner, quiet, depth)
    if state.kind == "cell":
        return {"cell": state.name, "to": to, **({"path": indexes} if indexes else {})}
    init = draw.some(state.type, quiet, depth)
    return {"pool": state.name, "path": [item(draw, quiet, depth), *indexes], "to": to, "init": init}


def paths(of: Type, t: Type, depth: int = 2) -> list[Path]:
    """The paths from an `of` to a `t`."""
    if depth == 0:
        return []
    steps: list[tuple[Json, Type]] = []
    match of:
        case Array(items=inner) | Map(values=inner):
            steps = [(of, inner)]
        case Record(fields=fields):
            steps = [(f.name, f.type) for f in fields]
    found: list[Path] = [(step,) for step, inner in steps if inner == t]
    return found + [(step, *rest) for step, inner in steps for rest in paths(inner, t, depth - 1)]
