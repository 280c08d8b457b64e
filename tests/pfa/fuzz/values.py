"""Random types, and random values of them: as a document writes them, and as a host gives them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, float32
from scorelet.pfa.types import (
    BOOLEAN,
    BYTES,
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    MISSING,
    NULL,
    NUMBERS,
    STRING,
    Array,
    Enum,
    Field,
    Fixed,
    Map,
    Named,
    Record,
    Type,
    Union,
    members,
    union_of,
)
from tests.pfa.fuzz.choices import Choices

Json: TypeAlias = Any

SCALARS = (INT, DOUBLE, STRING, BOOLEAN, LONG, FLOAT, BYTES)
KEYS = ("a", "b", "c", "", "é", "0", "lambda", "__class__")
"""The first ones are drawn far more often, so that look-ups find something."""
STRINGS = (
    "",
    "a",
    "b",
    "abc",
    "0",
    "hello world",
    "héllo ☃",
    "__import__('os').system('x')",
    "{x}",
    "%s",
    "a,b,c",
    "\0",
)
SMALL = (0, 1, 2, 3, -1, 4, -2, 7)
INTS = (INT_MIN, INT_MAX, INT_MIN + 1, 1000, -37, 65536)
LONGS = (LONG_MIN, LONG_MAX, 2**31, -(2**31) - 1, 2**53 + 1, 2**62)
DOUBLES = (0.5, -1.25, 1e300, 5e-324, 0.1, 1e-10, 16777217.0, 3.4e38, 1.7976931348623157e308, 123456789.123)
FLOATS = tuple(number for number in DOUBLES if not math.isinf(float32(number)))
SPECIAL = (-0.0, math.nan, math.inf, -math.inf)
_NAMES = {math.inf: "Infinity", -math.inf: "-Infinity"}


class Universe:
    """The types of one document: a few composed ones, so that expressions of one type meet often."""

    def __init__(self, choose: Choices) -> None:
        self.choose = choose
        self.which = Enum("Which", ("first", "second"))
        self.named: list[Type] = [Enum("Color", ("red", "green", "blue")), Fixed("com.acme.Four", 4), self.which]
        self.records: list[Record] = []
        self.common: list[Type] = []
        for name in ("Rec", "com.acme.Point")[: choose.whole(1, 2)]:
            self.records.append(self.record(name))
            self.named.append(self.records[-1])
        self.common = [self.composed(2) for _ in range(choose.whole(2, 4))]

    def record(self, name: str) -> Record:
        choose = self.choose
        record = Record(name)
        fields = []
        for field in choose.some(("x", "y", "lambda", "a", "type"), 1, 3):
            if choose.chance(10):
                fields.append(Field(field, INT, 3))
            else:
                fields.append(Field(field, self.kind(1)))
        if choose.chance(20):
            fields.append(Field("next", choose.pick((Union([NULL, record]), Array(record)))))
        record.complete(fields)
        return record

    def kind(self, depth: int) -> Type:
        """Any type a value can have."""
        choose = self.choose
        if self.common and choose.chance(40):
            return choose.pick(self.common)
        return choose.pick(SCALARS) if depth <= 0 or choose.chance(50) else self.composed(depth)

    def composed(self, depth: int) -> Type:
        match self.choose.whole(0, 4):
            case 0:
                return Array(self.kind(depth - 1))
            case 1:
                return Map(self.kind(depth - 1))
            case 2:
                return self.choose.pick(self.named)
        return self.union(depth)

    def union(self, depth: int) -> Type:
        """A union; half of them of members that Python's classes do not tell apart."""
        choose = self.choose
        if choose.chance(40):
            return Union([NULL, choose.pick(SCALARS)])
        record: Type = self.records[0] if self.records else BOOLEAN
        alike: tuple[Sequence[Type], ...] = (
            (INT, LONG),
            (FLOAT, DOUBLE),
            (STRING, self.named[0]),
            (Map(INT), record),
            (BYTES, self.named[1]),
            (NULL, INT, LONG),
            (NULL, DOUBLE, FLOAT, STRING),
            (self.named[0], self.which, NULL),
            (INT, DOUBLE),
        )
        if choose.chance(60):
            return Union(choose.pick(alike))
        apart = (INT, STRING, Array(self.kind(depth - 1)), NULL, BOOLEAN, record)
        found = dict.fromkeys(choose.some(apart, 2, 4))
        return Union(found)


def narrower(t: Type) -> Iterator[Type]:
    """Types other than `t` that can be used where a `t` is wanted."""
    if t in NUMBERS:
        yield from NUMBERS[: NUMBERS.index(t)]
    match t:
        case Array(items=items):
            yield from map(Array, narrower(items))
        case Map(values=values):
            yield from map(Map, narrower(values))
        case Union():
            yield from t.types
            for left_out in t.types if len(t.types) > 2 else ():
                yield union_of(m for m in t.types if m is not left_out)
            # Whether the narrowed member is the one that a value will be, other members decide: none may be equal.
            yield from (n for m in t.types for n in narrower(m) if n not in t.types)


def schema_of(t: Type, seen: frozenset[str] = frozenset()) -> Json:
    """The schema as a document writes it; a name without a namespace says so, wherever it stands."""
    match t:
        case Array(items=items):
            return {"type": "array", "items": schema_of(items, seen)}
        case Map(values=values):
            return {"type": "map", "values": schema_of(values, seen)}
        case Union(types=types):
            return [schema_of(member, seen) for member in types]
        case Record(fields=fields):
            if t.name in seen:
                return t.name
            seen |= {t.name}
            shown = [_field(f, seen) for f in fields]
            return {**_named(t), "type": "record", "fields": shown}
        case Enum(symbols=symbols):
            return {**_named(t), "type": "enum", "symbols": list(symbols)}
        case Fixed(size=size):
            return {**_named(t), "type": "fixed", "size": size}
    return t.tag


def _field(field: Field, seen: frozenset[str]) -> Json:
    default = {} if field.default is MISSING else {"default": field.default}
    return {"name": field.name, "type": schema_of(field.type, seen), **default}


def _named(t: Named) -> dict[str, Json]:
    namespace, _, name = t.name.rpartition(".")
    return {"name": name, "namespace": namespace}


# ------------------------------------------------------------------------------------------------ values


def value_of(choose: Choices, t: Type, *, embedded: bool, depth: int = 3) -> Json:
    """A random value: as JSON in a document when `embedded`, else plain Python as a host gives it."""
    match t:
        case Array(items=items):
            return [value_of(choose, items, embedded=embedded, depth=depth - 1) for _ in range(_size(choose, depth))]
        case Map(values=inner):
            usual = KEYS[: _size(choose, depth)] if choose.chance(70) else (key(choose), key(choose))
            return {k: value_of(choose, inner, embedded=embedded, depth=depth - 1) for k in usual}
        case Record(fields=fields):
            return {f.name: value_of(choose, f.type, embedded=embedded, depth=depth - 1) for f in fields}
        case Enum(symbols=symbols):
            return choose.pick(symbols)
        case Fixed(size=size):
            return _bytes(bytes(choose.whole(0, 255) for _ in range(size)), embedded)
        case Union(types=types):
            if depth <= 0 and NULL in types:
                return None
            member = choose.pick(types)
            inner = value_of(choose, member, embedded=embedded, depth=depth)
            return inner if member is NULL else {member.tag: inner}
    return scalar(choose, t, embedded=embedded)


def scalar(choose: Choices, t: Type, *, embedded: bool) -> Json:
    if t is NULL:
        return None
    if t is BOOLEAN:
        return choose.chance(50)
    if t in (INT, LONG):
        return whole(choose, t)
    if t is STRING:
        return choose.pick(STRINGS)
    if t is BYTES:
        return _bytes(choose.pick((b"", b"\0\1", b"abc", b"\xff\x80", bytes(range(9)))), embedded)
    number = real(choose, t, special=True, embedded=embedded)
    if embedded and number - number != 0.0:
        return _NAMES.get(number, "NaN")
    return number


def whole(choose: Choices, t: Type) -> int:
    if choose.chance(80):
        return choose.pick(SMALL)
    return choose.pick(INTS if t is INT else INTS + LONGS)


def real(choose: Choices, t: Type, *, special: bool, embedded: bool) -> float:
    """A number; a document's own floats are within the range of 32 bits."""
    if choose.chance(60):
        return float(choose.pick(SMALL))
    usual = FLOATS if embedded and t is FLOAT else DOUBLES
    return choose.pick(usual + SPECIAL if special else usual)


def key(choose: Choices) -> str:
    return choose.pick(KEYS[:3]) if choose.chance(85) else choose.pick(KEYS)


def _size(choose: Choices, depth: int) -> int:
    return choose.pick((3, 2, 1, 3, 2, 0)) if depth > 0 else 0


def _bytes(value: bytes, embedded: bool) -> bytes | str:
    return value.decode("latin-1") if embedded else value


def members_without_null(t: Type) -> Type | None:
    """What is left of a union with null; None where `t` is no such union."""
    rest = [m for m in members(t) if m is not NULL]
    return union_of(rest) if rest and len(rest) < len(members(t)) else None
