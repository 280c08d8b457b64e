"""Calls of library and user functions, and functions as arguments."""

from __future__ import annotations

from collections.abc import Callable

from scorelet.pfa.acceptance import IncompatibleTypes
from scorelet.pfa.types import INT, NULL, Function, Type
from tests.pfa.fuzz import library
from tests.pfa.fuzz.expressions import Expressions, UserFunction
from tests.pfa.fuzz.flow import joined
from tests.pfa.fuzz.scopes import NAMES, Scope
from tests.pfa.fuzz.values import Json, narrower, schema_of


def user_call(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    found = [f for f in callable_functions(draw, scope) if f.ret == t]
    if draw.recursive is not None and draw.recursive.ret == t and (scope.writes or not draw.recursive.writes):
        found.append(draw.recursive)
    if not found:
        return None
    function = draw.choose.pick(found)
    args = [draw.some(kind, scope.sealed(), depth) for _, kind in function.params]
    if function is draw.recursive:
        counter = function.params[0][0]
        if scope.visible.get(counter) is not INT or draw.loops:
            return None
        args[0] = {"-": [counter, 1]}
        return {
            "if": {">": [counter, 0]},
            "then": {f"u.{function.name}": args},
            "else": draw.body(t, scope.inner(), depth),
        }
    if function.counts_down:
        args[0] = draw.choose.whole(0, 3)
    return {f"u.{function.name}": args[0] if len(args) == 1 and not isinstance(args[0], list) else args}


def callable_functions(draw: Expressions, scope: Scope) -> list[UserFunction]:
    return [f for f in draw.functions if scope.writes or not f.writes]


def call_by_symbol(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    found = [f for f in callable_functions(draw, scope) if f.name in draw.universe.which.symbols]
    if len(found) < len(draw.universe.which.symbols) or joined([f.ret for f in found]) != t:
        return None
    which = draw.exactly(draw.universe.which, scope.sealed(), depth)
    return {"call": which, "args": [draw.exactly(kind, scope.sealed(), depth) for _, kind in found[0].params]}


def library_call(draw: Expressions, t: Type, scope: Scope, depth: int) -> Json:
    candidates = list(library.returning(t))
    if not candidates:
        return None
    function, signature, labels = draw.choose.pick(candidates)
    try:
        wanted = [library.filled(draw.universe, pattern, labels) for _, pattern in signature.params]
    except (library.NotHere, IncompatibleTypes):
        return None
    args, types = [], []
    inner = scope.sealed()
    for kind in wanted:
        if isinstance(kind, Function):
            arg, found = function_argument(draw, kind, inner, depth)
        else:
            narrow = list(narrower(kind)) if draw.choose.chance(15) else []
            kind = draw.choose.pick(narrow) if narrow else kind
            arg, found = draw.exactly(kind, inner, depth), [kind]
        args.append(arg)
        types.append(found)
    return called(draw, t, function.name, args, library.result(function, types))


def called(draw: Expressions, t: Type, name: str, args: list[Json], ret: Type | None) -> Json:
    if ret is None:
        return None
    call = {name: args[0] if len(args) == 1 and not isinstance(args[0], list) and draw.choose.chance(50) else args}
    if ret == t:
        return call
    return {"upcast": call, "as": schema_of(t)} if ret in narrower(t) else None


def function_argument(draw: Expressions, wanted: Function, scope: Scope, depth: int) -> tuple[Json, list[Type]]:
    """A function argument, with the types it may stand for."""
    for _ in range(2):
        found = draw.choose.pick(ARGUMENTS)(draw, wanted, scope, depth)
        if found is not None:
            return found
    return inline(draw, wanted, scope, depth), [wanted]


def inline(draw: Expressions, wanted: Function, scope: Scope, depth: int) -> Json:
    inner = scope.function()
    params: dict[str, Json] = {}
    for kind in wanted.params:
        name = draw.choose.pick([name for name in NAMES if name not in params])
        params[name] = schema_of(kind)
        inner.declare(name, kind)
    draw.loops += 1
    body = draw.body(wanted.ret, inner, depth, promotes=True)
    draw.loops -= 1
    return {"params": [{name: schema} for name, schema in params.items()], "ret": schema_of(wanted.ret), "do": body}


def inline_argument(draw: Expressions, wanted: Function, scope: Scope, depth: int) -> tuple[Json, list[Type]] | None:
    return inline(draw, wanted, scope, depth), [wanted]


def reference(draw: Expressions, wanted: Function, scope: Scope, depth: int) -> tuple[Json, list[Type]] | None:
    """A user function, where it has more parameters with those filled."""
    for function in callable_functions(draw, scope):
        if function.ret == wanted.ret and not function.counts_down:
            left = _left(function, wanted)
            if left is not None:
                fill = {n: draw.some(t, scope.sealed(), depth) for n, t in function.params if n not in left}
                return {"fcn": f"u.{function.name}", **({"fill": fill} if fill else {})}, [wanted]
    return None


def library_reference(draw: Expressions, wanted: Function, scope: Scope, depth: int) -> tuple[Json, list[Type]] | None:
    if draw.emits is not None and wanted == Function([draw.emits], NULL) and draw.choose.chance(50):
        return {"fcn": "emit"}, [wanted]
    found = list(library.references(wanted))
    if not found:
        return None
    name, types = draw.choose.pick(found)
    return {"fcn": name}, types


def _left(function: UserFunction, wanted: Function) -> set[str] | None:
    """The parameters that stay when the others are filled so that the function is as wanted."""
    left: set[str] = set()
    missing = list(wanted.params)
    for name, t in function.params:
        if missing and t == missing[0]:
            left.add(name)
            missing.pop(0)
    return None if missing else left


ARGUMENTS: tuple[Callable[[Expressions, Function, Scope, int], tuple[Json, list[Type]] | None], ...] = (
    inline_argument, inline_argument, reference, reference, library_reference,
)  # fmt: skip
