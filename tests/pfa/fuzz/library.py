"""Which library functions a random expression of a type can call, and with arguments of which types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from scorelet.errors import PfaSemanticError
from scorelet.pfa import patterns as s
from scorelet.pfa.library.registry import Call, LibraryFunction, functions
from scorelet.pfa.signatures import match, match_filled
from scorelet.pfa.types import NULL, Array, Function, Map, Type, Union, members, union_of
from tests.pfa.fuzz.values import Universe

PREFIXES = ("a.", "bytes.", "cast.", "enum.", "fixed.", "impute.", "m.", "map.", "parse.", "s.")
EXCLUDED = ("m.special.",)
Labels = dict[str, Type]


class NotHere(Exception):
    """A pattern that random types do not fit."""


def _selected(name: str) -> bool:
    return "." not in name or (name.startswith(PREFIXES) and not name.startswith(EXCLUDED))


LIBRARY: Sequence[LibraryFunction] = tuple(f for f in functions() if _selected(f.name))
SIGNATURES = tuple((f, s.read(text)) for f in LIBRARY for text in f.signatures)


def returning(t: Type) -> Iterator[tuple[LibraryFunction, s.Signature, Labels]]:
    """The signatures whose result can be a `t`, with what that says of their labels."""
    for function, signature in SIGNATURES:
        labels = _unified(signature.ret, t, {})
        if labels is not None:
            yield function, signature, labels


def _unified(pattern: s.Pattern, t: Type, labels: Labels) -> Labels | None:
    match pattern:
        case s.Exactly(exact):
            return labels if exact == t else None
        case s.Label(name):
            return {**labels, name: t} if labels.get(name, t) == t else None
        case s.ArrayOf(items):
            return _unified(items, t.items, labels) if isinstance(t, Array) else None
        case s.MapOf(values):
            return _unified(values, t.values, labels) if isinstance(t, Map) else None
        case s.UnionOf((one, s.Exactly(null))) if null is NULL and isinstance(t, Union) and NULL in t.types:
            return _unified(one, union_of(m for m in t.types if m is not NULL), labels)
    return None


def filled(universe: Universe, pattern: s.Pattern, labels: Labels) -> Type:
    """A type that fits the pattern; labels that were open get their type here."""
    match pattern:
        case s.Exactly(t):
            return t
        case s.Label(name):
            return labels.setdefault(name, universe.kind(1))
        case s.AnyType(name, among, kind):
            return _wildcard(universe, name, among, kind, labels)
        case s.AnyRecord(name, ()):
            return _among(labels.setdefault(name, universe.choose.pick(universe.records)), universe.records)
        case s.ArrayOf(items):
            return Array(filled(universe, items, labels))
        case s.MapOf(values):
            return Map(filled(universe, values, labels))
        case s.FunctionOf(params, ret):
            return Function([filled(universe, p, labels) for p in params], filled(universe, ret, labels))
        case s.UnionOf(patterns):
            found = union_of(m for p in patterns for m in members(filled(universe, p, labels)))
            if isinstance(found, Union) and len({m.tag for m in found.types}) == len(found.types):
                return found
    raise NotHere


def _wildcard(universe: Universe, name: str, among: tuple[Type, ...], kind: type[Type], labels: Labels) -> Type:
    if among:
        return _among(labels.setdefault(name, universe.choose.pick(among)), among)
    if kind is not Type:
        fitting = [t for t in universe.named if isinstance(t, kind)]
        return _among(labels.setdefault(name, universe.choose.pick(fitting)), fitting)
    return labels.setdefault(name, universe.kind(1))


def _among(t: Type, allowed: Sequence[Type]) -> Type:
    if t not in allowed:
        raise NotHere
    return t


def result(function: LibraryFunction, choices: Sequence[Sequence[Type]]) -> Type | None:
    """The type of a call, each argument of one of some types; None where it would be refused."""
    for args in product(*choices):
        for text in function.signatures:
            signature = s.read(text)
            matched = match(signature, args)
            if matched is not None:
                names = tuple(name for name, _ in signature.params)
                return _accepted(function, Call(function.name, names, matched.params, matched.ret, matched.labels))
    return None


def _accepted(function: LibraryFunction, call: Call) -> Type | None:
    if function.typed and not function.engine:
        try:
            function.run(call)
        except PfaSemanticError:
            return None
    return call.ret


def references(wanted: Function) -> Iterator[tuple[str, list[Type]]]:
    """Library functions that can stand for a function argument, with all types such a reference may have."""
    for function in LIBRARY:
        plain = [found for text in function.signatures if (found := match_filled(s.read(text), {})) is not None]
        types: list[Type] = [Function(found.params, found.ret) for found in plain]
        if wanted in types:
            yield function.name, types
