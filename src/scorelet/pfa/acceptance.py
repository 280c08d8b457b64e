"""Which types may stand for which (specification 4.4), and the narrowest type for several (4.5).

accepts(expected, observed)   may a value of type `observed` be used where `expected` is asked for?
supertype(types)              the narrowest type that accepts all of them
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scorelet.pfa.types import (
    BOTTOM,
    NUMBERS,
    Array,
    Enum,
    Fixed,
    Function,
    Map,
    Named,
    Primitive,
    Record,
    Type,
    Union,
    members,
)


class IncompatibleTypes(Exception):
    """No type accepts all of the given types (specification 4.5, rule 15)."""


def accepts(expected: Type, observed: Type) -> bool:
    """Whether a value of type `observed` may be used where `expected` is asked for (specification 4.4)."""
    return _accepts(expected, observed, frozenset())


def _accepts(expected: Type, observed: Type, assumed: frozenset[tuple[str, str]]) -> bool:
    if expected is observed:
        return True
    if isinstance(observed, Union):
        return all(_accepts(expected, member, assumed) for member in observed.types)
    match expected:
        case Union():
            return any(_accepts(member, observed, assumed) for member in expected.types)
        case Array():
            return isinstance(observed, Array) and _accepts(expected.items, observed.items, assumed)
        case Map():
            return isinstance(observed, Map) and _accepts(expected.values, observed.values, assumed)
        case Record():
            return isinstance(observed, Record) and _accepts_record(expected, observed, assumed)
        case Enum():
            return (
                isinstance(observed, Enum)
                and expected.tag == observed.tag
                and set(observed.symbols) <= set(expected.symbols)
            )
        case Fixed():
            return expected == observed
        case Function():
            return (
                isinstance(observed, Function)
                and len(expected.params) == len(observed.params)
                and all(_accepts(o, e, assumed) for e, o in zip(expected.params, observed.params, strict=True))
                and _accepts(expected.ret, observed.ret, assumed)
            )
    if expected in NUMBERS:
        return observed in NUMBERS[: NUMBERS.index(expected) + 1]
    return False


def _accepts_record(expected: Record, observed: Record, assumed: frozenset[tuple[str, str]]) -> bool:
    if expected.tag != observed.tag:
        return False
    if (expected.tag, observed.tag) in assumed:
        return True
    deeper = assumed | {(expected.tag, observed.tag)}
    for wanted in expected.fields:
        given = observed.field(wanted.name)
        if given is None or not _accepts(wanted.type, given, deeper):
            return False
    return True


def supertype(types: Iterable[Type]) -> Type:
    """The narrowest type that accepts all of `types` (specification 4.5; at least one type).

    `Bottom` adds nothing to the others. Raises IncompatibleTypes where rule 15 applies.
    """
    given = tuple(types)
    if all(t == given[0] for t in given):
        return given[0]
    flat = [m for t in given for m in members(t)]
    real = [t for t in flat if t is not BOTTOM]
    if not real:
        return BOTTOM
    merged = [group[0] if len(group) == 1 else _merge(group) for group in _groups(real)]
    if len(merged) == 1:
        return merged[0]
    mixed = [t for t in merged if isinstance(t, Fixed | Enum)]
    if mixed and not _given_together(merged, given):
        raise IncompatibleTypes(f"no type accepts all of {', '.join(map(str, merged))}")
    return Union(merged)


def _groups(types: list[Type]) -> Iterator[list[Type]]:
    """The types by what rule 1 to 13 could combine, in order of first appearance."""
    groups: dict[object, list[Type]] = {}
    for t in types:
        key: object = "number" if t in NUMBERS else t if isinstance(t, Named | Primitive) else t.tag
        groups.setdefault(key, []).append(t)
    return iter(groups.values())


def _merge(group: list[Type]) -> Type:
    first = group[0]
    match first:
        case Array():
            return Array(supertype(t.items for t in group if isinstance(t, Array)))
        case Map():
            return Map(supertype(t.values for t in group if isinstance(t, Map)))
        case Function():
            raise IncompatibleTypes("functions have no common type")
    if first in NUMBERS:
        return max(group, key=NUMBERS.index)
    return first


def _given_together(merged: list[Type], types: tuple[Type, ...]) -> bool:
    """Whether one of the given unions already holds this mixture (nothing new would be invented)."""
    return any(isinstance(t, Union) and set(merged) <= set(t.types) for t in types)
