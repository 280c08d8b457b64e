"""Maps whose keys are known while compiling: class probabilities, cut-offs, scores by name.

What is done to such a map is done to each value, without the map:

    map.zipmap(probs, cutoffs, divide)    M = p_M / 0.5;  R = p_R / 0.5
    map.argmax(that)                      'R' if M == M and not R <= M else 'M'

`keys_of` looks first, without emitting anything; `entries_of` then gives the values as stable expressions.
"""

from __future__ import annotations

import ast

from scorelet.pfa import typed as t
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.calls import applier
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.lower.reductions import RANKED, Candidates, best_of, higher
from scorelet.pfa.lower.spelled import again
from scorelet.pfa.types import Map, Type

MAX_ENTRIES = 20
"""A map of more entries stays a map."""
PER_VALUE = ("map.map", "map.zipmap")

Keys = tuple[str, ...]
Entries = dict[str, ast.expr]


# -------------------------------------------------------------------------------------------- specialisers


def per_value(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """map.map and map.zipmap"""
    if keys_of(emitter, node) is None:
        return None
    entries = entries_of(emitter, node)
    return ast.Dict([b.constant(key) for key in entries], list(entries.values()))


def argmax(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """map.argmax: of equal values the first in the order of keys, NaN above all."""
    if not _ranks(emitter, node.args[0]):
        return None
    ranked: Candidates = [(b.constant(key), value) for key, value in sorted(entries_of(emitter, node.args[0]).items())]
    return best_of(emitter, node.at, ranked, higher)


def _ranks(emitter: Emitter, node: t.Typed) -> bool:
    return isinstance(node.type, Map) and node.type.values in RANKED and bool(keys_of(emitter, node))


# ------------------------------------------------------------------------------------------- what is known


def keys_of(emitter: Emitter, node: t.Typed) -> Keys | None:
    """The keys of the map that `node` is, where they are known; nothing is emitted."""
    found = _keys(emitter, node, {})
    return found if found is not None and len(found) <= MAX_ENTRIES else None


def _keys(emitter: Emitter, node: t.Typed, env: dict[str, Keys | None]) -> Keys | None:
    if not isinstance(node.type, Map):
        return None
    match node:
        case t.Get():
            return env[node.name] if node.name in env else tuple(emitter.entries.get(node.name, ())) or None
        case t.MakeObject():
            return tuple(key for key, _ in node.members) if not env else None
        case t.CellGet():
            value = _constant_map(emitter, node)
            return None if value is None else tuple(value)
        case t.LibraryCall() if node.function.name in PER_VALUE:
            maps = [_keys(emitter, arg, env) for arg in node.args[:-1]]
            first = maps[0]
            aligned = first is not None and all(m is not None and set(m) == set(first) for m in maps)
            return first if aligned else None
        case t.UserCall() if node.name not in emitter.context.inlining and not emitter.context.timed:
            definition = emitter.context.document.functions[node.name]
            params = [name for name, _ in definition.params]
            given = {name: _keys(emitter, arg, env) for name, arg in zip(params, node.args, strict=True)}
            return _keys(emitter, definition.body, given) if isinstance(definition.body, t.LibraryCall) else None
    return None


def _constant_map(emitter: Emitter, node: t.CellGet) -> dict[str, object] | None:
    """A small constant map of numbers, strings or booleans."""
    data = emitter.context.data
    if ("cell", node.name) not in data.constants or node.steps:
        return None
    value = data.value(("cell", node.name))
    simple = isinstance(value, dict) and all(isinstance(v, bool | int | float | str) for v in value.values())
    return value if simple and len(value) <= MAX_ENTRIES else None


def entries_of(emitter: Emitter, node: t.Typed) -> Entries:
    """The values by key, as stable expressions; only where `keys_of` knows the keys."""
    match node:
        case t.Get():
            return {key: again(value) for key, value in emitter.entries[node.name].items()}
        case t.MakeObject():
            values = emitter.all(tuple(value for _, value in node.members))
            return {key: emitter.kept(v, "x") for (key, _), v in zip(node.members, values, strict=True)}
        case t.CellGet():
            return {key: b.constant(value) for key, value in (_constant_map(emitter, node) or {}).items()}
        case t.LibraryCall():
            return _applied(emitter, node)
        case t.UserCall():
            return _called(emitter, node)
    raise TypeError(f"the keys of {type(node).__name__} are not known")


def _applied(emitter: Emitter, node: t.LibraryCall) -> Entries:
    *maps, function = node.args
    found = [entries_of(emitter, arg) for arg in maps]
    assert isinstance(function, t.FunctionValue)
    apply = applier(emitter, function)
    return {
        key: emitter.kept(b.placed(apply([again(m[key]) for m in found], False), emitter.program.line(node.at)), "x")
        for key in found[0]
    }


def _called(emitter: Emitter, node: t.UserCall) -> Entries:
    """The body of a user function, its map parameters known by their entries."""
    definition = emitter.context.document.functions[node.name]
    inner = Emitter(emitter.context, {}, node.name)
    inner.out = emitter.out
    for (param, kind), arg in zip(definition.params, node.args, strict=True):
        if _is_map(kind) and keys_of(emitter, arg) is not None:
            inner.entries[param] = entries_of(emitter, arg)
        else:
            inner.variables[param] = emitter.saved(emitter.expr(arg), param)
    emitter.context.inlining.append(node.name)
    found = entries_of(inner, definition.body)
    emitter.context.inlining.pop()
    return found


def _is_map(kind: Type) -> bool:
    return isinstance(kind, Map)
