"""Types held against the signatures of library functions (specification 4.6; see patterns for how they are written).

`match` collects the types that each label meets; the label then stands for their narrowest supertype, and
every argument must be accepted by its parameter once labels are replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from scorelet.pfa.acceptance import IncompatibleTypes, accepts, supertype
from scorelet.pfa.patterns import (
    AnyRecord,
    AnyType,
    ArrayOf,
    EnumOfFields,
    Exactly,
    FunctionOf,
    Label,
    MapOf,
    Pattern,
    Signature,
    UnionOf,
)
from scorelet.pfa.types import BOTTOM, Array, Enum, Function, Map, Record, Type, members, union_of


@dataclass(frozen=True)
class Matched:
    """A signature with its labels replaced: what the arguments are converted to, and what comes back."""

    params: tuple[Type, ...]
    ret: Type
    labels: Mapping[str, Type]


def match(signature: Signature, args: Sequence[Type]) -> Matched | None:
    """The signature's types for these argument types, or None when it does not accept them."""
    if len(args) != len(signature.params) or BOTTOM in args:
        return None
    return _match(signature, list(enumerate(args)))


def match_filled(signature: Signature, filled: Mapping[str, Type]) -> Matched | None:
    """The same where only some parameters have an argument; None when a label stays open.

    For references to functions: what is not filled must not be generic (specification 6.3.1).
    """
    names = [name for name, _ in signature.params]
    if not filled.keys() <= set(names):
        return None
    return _match(signature, [(names.index(name), arg) for name, arg in filled.items()])


def _match(signature: Signature, args: list[tuple[int, Type]]) -> Matched | None:
    meeting: Meetings = {}
    for i, arg in args:
        met = _meet(signature.params[i][1], arg, meeting)
        if met is None:
            return None
        meeting = met
    allowed = dict(_restrictions(signature.params))
    try:
        labels = {name: _settle(types, allowed.get(name, ())) for name, types in meeting.items()}
        params = tuple(_replace(pattern, labels) for _, pattern in signature.params)
        ret = _replace(signature.ret, labels)
    except IncompatibleTypes:
        return None
    fits = all(accepts(params[i], arg) for i, arg in args)
    if not fits or not all(_enums_fit(pattern, labels) for _, pattern in signature.params):
        return None
    return Matched(params, ret, labels)


Meetings = dict[str, tuple[Type, ...]]
"""For each label the types it has met."""


def _restrictions(fields: tuple[tuple[str, Pattern], ...]) -> Iterator[tuple[str, tuple[Type, ...]]]:
    """The labels that stand for one of some types only, wherever in the signature that is said."""
    for _, pattern in fields:
        match pattern:
            case AnyType(name, among, _) if among:
                yield name, among
            case AnyRecord(_, inner):
                yield from _restrictions(inner)
            case ArrayOf(inner) | MapOf(inner):
                yield from _restrictions((("", inner),))
            case UnionOf(patterns):
                yield from _restrictions(tuple(("", p) for p in patterns))
            case FunctionOf(params, ret):
                yield from _restrictions(tuple(("", p) for p in (*params, ret)))


def _met(meeting: Meetings, name: str, arg: Type) -> Meetings:
    return {**meeting, name: (*meeting.get(name, ()), arg)}


def _meet(pattern: Pattern, arg: Type, meeting: Meetings) -> Meetings | None:
    """What the labels have met once `arg` has been held against `pattern`; None when it cannot match."""
    match pattern:
        case Exactly(expected):
            return meeting if accepts(expected, arg) else None
        case Label(name):
            return None if isinstance(arg, Function) else _met(meeting, name, arg)
        case AnyType(name, among, kind):
            fits = (
                not isinstance(arg, Function)
                and isinstance(arg, kind)
                and (not among or any(accepts(t, arg) for t in among))
            )
            return _met(meeting, name, arg) if fits else None
        case AnyRecord(name, fields):
            return _meet_record(name, fields, arg, meeting)
        case EnumOfFields(name, _):
            return _met(meeting, name, arg) if isinstance(arg, Enum) else None
        case ArrayOf(items):
            return _meet(items, arg.items, meeting) if isinstance(arg, Array) else None
        case MapOf(values):
            return _meet(values, arg.values, meeting) if isinstance(arg, Map) else None
        case UnionOf(patterns):
            return _meet_union(patterns, members(arg), meeting)
        case FunctionOf(params, ret):
            if not isinstance(arg, Function):
                return None
            return _meet_all((*params, ret), (*arg.params, arg.ret), meeting, contravariant=len(params))


def _meet_record(name: str, fields: tuple[tuple[str, Pattern], ...], arg: Type, meeting: Meetings) -> Meetings | None:
    if not isinstance(arg, Record):
        return None
    found: Meetings | None = _met(meeting, name, arg)
    for field, pattern in fields:
        given = arg.field(field)
        if found is None or given is None:
            return None
        found = _meet(pattern, given, found)
    return found


def _meet_union(patterns: tuple[Pattern, ...], args: tuple[Type, ...], meeting: Meetings) -> Meetings | None:
    """Each member of the argument must match a pattern of its own; some patterns may go unmatched."""
    if len(args) > len(patterns):
        return None
    # A label that is settled on a type goes with that type: T in `union {T, any S}` is no wildcard any more.
    settled = sorted(
        permutations(patterns, len(args)),
        key=lambda chosen: -sum(_settled_on(p, a, meeting) for p, a in zip(chosen, args, strict=True)),
    )
    for chosen in settled:
        found: Meetings | None = meeting
        for pattern, arg in zip(chosen, args, strict=True):
            found = None if found is None else _meet(pattern, arg, found)
        if found is not None:
            return found
    return None


def _settled_on(pattern: Pattern, arg: Type, meeting: Meetings) -> bool:
    return isinstance(pattern, Label) and pattern.name in meeting and set(meeting[pattern.name]) == {arg}


def _meet_all(
    patterns: tuple[Pattern, ...], args: tuple[Type, ...], meeting: Meetings, contravariant: int
) -> Meetings | None:
    """A function's parameters (the first `contravariant` patterns, checked only where they bind a label:
    acceptance runs the other way there and is tried once labels are settled) and its result."""
    if len(patterns) != len(args):
        return None
    found: Meetings | None = meeting
    for i, (pattern, arg) in enumerate(zip(patterns, args, strict=True)):
        if found is None:
            return None
        if i < contravariant and isinstance(pattern, Exactly):
            continue
        found = _meet(pattern, arg, found)
    return found


def _settle(types: tuple[Type, ...], among: tuple[Type, ...]) -> Type:
    common = supertype(types)
    if not among:
        return common
    allowed = next((t for t in among if accepts(t, common)), None)
    if allowed is None:
        raise IncompatibleTypes(f"{common} is none of {', '.join(map(str, among))}")
    return allowed


def _replace(pattern: Pattern, labels: Mapping[str, Type]) -> Type:
    match pattern:
        case Exactly(t):
            return t
        case ArrayOf(items):
            return Array(_replace(items, labels))
        case MapOf(values):
            return Map(_replace(values, labels))
        case UnionOf(patterns):
            found = [labels.get(p.name) if isinstance(p, AnyType | Label) else _replace(p, labels) for p in patterns]
            return union_of(m for t in found if t is not None for m in members(t))
        case FunctionOf(params, ret):
            return Function([_replace(p, labels) for p in params], _replace(ret, labels))
        case AnyRecord(name, _) | AnyType(name, _, _) | Label(name) | EnumOfFields(name, _):
            if name not in labels:
                raise IncompatibleTypes(f"nothing says what {name} is")
            return labels[name]


def _enums_fit(pattern: Pattern, labels: Mapping[str, Type]) -> bool:
    """Whether every `enum A of fields of B` in the pattern names B's fields, in order."""
    match pattern:
        case AnyRecord(_, fields):
            return all(_enums_fit(p, labels) for _, p in fields)
        case ArrayOf(inner) | MapOf(inner):
            return _enums_fit(inner, labels)
        case EnumOfFields(name, record):
            enum, owner = labels[name], labels.get(record)
            if not isinstance(enum, Enum) or not isinstance(owner, Record):
                return False
            return enum.symbols == tuple(f.name for f in owner.fields)
    return True
