"""Two Avro schemas, the file's and the cell's, become the function that reads canonical values.

Avro calls this schema resolution: the file says what was written, the cell what is wanted. Each pair of types gives
one reader, built once, so that nothing looks at a schema while data is read:

    int -> long -> float -> double, string <-> bytes     promoted
    record       by field name, in the cell's order; the file's other fields are dropped, missing ones need a default
    enum         by symbol; fixed by size; named types by their last name, as Avro has it
    union        each of the file's members by itself, when it comes; in the cell's union the member of the same name,
                 else the first that the file's can be promoted to
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scorelet.pfa.avro_reading import (
    Blocks,
    Damaged,
    Read,
    array_reader,
    doubles_reader,
    fixed_reader,
    map_reader,
    read_boolean,
    read_bytes,
    read_double,
    read_float,
    read_int,
    read_long,
    read_null,
    read_string,
)
from scorelet.pfa.numbers import float32
from scorelet.pfa.types import (
    BOOLEAN,
    BYTES,
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    MISSING,
    NULL,
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
)
from scorelet.pfa.values import Mismatch, boxed, converter, decoder

_READERS: Mapping[Type, Read] = {
    NULL: read_null,
    BOOLEAN: read_boolean,
    INT: read_int,
    LONG: read_long,
    FLOAT: read_float,
    DOUBLE: read_double,
    STRING: read_string,
    BYTES: read_bytes,
}
_LEAST: Mapping[Type, int] = {NULL: 0, FLOAT: 4, DOUBLE: 8}
"""The fewest bytes of a value, where it is not one."""


def _rounded(number: int) -> float:
    return float32(float(number))


def _text(value: bytes) -> str:
    return str(value, "utf-8")


PROMOTIONS: Mapping[tuple[Type, Type], Callable[[Any], Any]] = {
    (INT, LONG): int,
    (INT, FLOAT): _rounded,
    (INT, DOUBLE): float,
    (LONG, FLOAT): _rounded,
    (LONG, DOUBLE): float,
    (FLOAT, DOUBLE): float,
    (STRING, BYTES): str.encode,
    (BYTES, STRING): _text,
}
"""(written, wanted) -> how the value becomes one of the wanted type."""


def reader(written: Type, wanted: Type) -> Read:
    """The function that reads what was written as `written`, as canonical values of `wanted`. Raises Damaged."""
    return _Resolution().of(written, wanted)


class _Resolution:
    """The readers of one file."""

    def __init__(self) -> None:
        self.blocks = Blocks()
        self._records: dict[tuple[str, str], Read] = {}
        self._least: dict[str, int] = {}

    def of(self, written: Type, wanted: Type) -> Read:
        if isinstance(written, Union):
            return self.from_union(written, wanted)
        if isinstance(wanted, Union):
            return self.into_union(written, wanted)
        if written in _READERS:
            return _primitive(written, wanted)
        match written, wanted:
            case Array(), Array() if written.items is wanted.items is DOUBLE:
                return doubles_reader(self.blocks)
            case Array(), Array():
                item = self.of(written.items, wanted.items)
                return array_reader(item, self.least(written.items), self.blocks)
            case Map(), Map():
                item = self.of(written.values, wanted.values)
                return map_reader(item, self.least(written.values), self.blocks)
        if type(written) is type(wanted) and last(written) == last(wanted) and type(written) in _NAMED:
            return _NAMED[type(written)](self, written, wanted)
        raise unfit(written, wanted)

    # ------------------------------------------------------------------------------------------ named types

    def record(self, written: Record, wanted: Record) -> Read:
        key = (written.name, wanted.name)
        records = self._records
        if key in records:
            # A record inside itself: its reader is not ready yet, so it is looked up when it is needed.
            return lambda data, at: records[key](data, at)
        records[key] = read_null
        steps = [(f.name, self.field(written, f, wanted)) for f in written.fields]
        names = [f.name for f in wanted.fields]
        defaults = {f.name: default_of(f, wanted) for f in wanted.fields if f.name not in written.by_name}
        read = _fields(steps)
        if [name for name, _ in steps] != names:
            read = _arranged(read, names, defaults)
        records[key] = read if self.least(written) else self.counted(read)
        return records[key]

    def field(self, written: Record, field: Field, wanted: Record) -> Read:
        kind = wanted.field(field.name)
        try:
            return self.of(field.type, field.type if kind is None else kind)
        except Damaged as damage:
            raise Damaged(f"{damage} in field {field.name!r} of {written}") from None

    def counted(self, read: Read) -> Read:
        """A record that may take no bytes: nested in itself, it would be read forever."""
        spend = self.blocks.spend

        def counting(data: bytes, at: int) -> tuple[Any, int]:
            spend(1)
            return read(data, at)

        return counting

    def enum(self, written: Enum, wanted: Enum) -> Read:
        known = frozenset(wanted.symbols)
        symbols = written.symbols

        def read(data: bytes, at: int) -> tuple[str, int]:
            place, at = read_long(data, at)
            if not 0 <= place < len(symbols):
                raise Damaged(f"symbol {place} of {written}, which has {len(symbols)}")
            symbol = symbols[place]
            if symbol not in known:
                raise Damaged(f"the symbol {symbol!r}, which is not one of {wanted}")
            return symbol, at

        return read

    def fixed(self, written: Fixed, wanted: Fixed) -> Read:
        if written.size != wanted.size:
            raise Damaged(f"expected {wanted} of {wanted.size} bytes, got one of {written.size}")
        return fixed_reader(written.size)

    # ----------------------------------------------------------------------------------------------- unions

    def from_union(self, written: Union, wanted: Type) -> Read:
        """By the member that comes, whose reader is made then: not all of them need fit."""
        types = written.types
        steps: dict[int, Read] = {}

        def read(data: bytes, at: int) -> tuple[Any, int]:
            place, at = read_long(data, at)
            if place not in steps:
                if not 0 <= place < len(types):
                    raise Damaged(f"member {place} of a union of {len(types)}")
                steps[place] = self.of(types[place], wanted)
            return steps[place](data, at)

        return read

    def into_union(self, written: Type, wanted: Union) -> Read:
        member = _member(written, wanted)
        if member is None:
            raise unfit(written, wanted)
        read = self.of(written, member)
        tag = member.tag
        if tag not in boxed(wanted):
            return read

        def boxing(data: bytes, at: int) -> tuple[Any, int]:
            value, at = read(data, at)
            return (tag, value), at

        return boxing

    # ------------------------------------------------------------------------------------------------ sizes

    def least(self, t: Type) -> int:
        """The fewest bytes that a value takes."""
        match t:
            case Record():
                if t.name not in self._least:
                    self._least[t.name] = 0  # within itself
                    self._least[t.name] = min(sum(self.least(f.type) for f in t.fields), 1 << 20)
                return self._least[t.name]
            case Fixed():
                return t.size
        return _LEAST.get(t, 1)


_NAMED: Mapping[type[Type], Callable[[_Resolution, Any, Any], Read]] = {
    Record: _Resolution.record,
    Enum: _Resolution.enum,
    Fixed: _Resolution.fixed,
}


def last(t: Type) -> str:
    """A type's name without its namespace."""
    return t.tag.rpartition(".")[2]


def unfit(written: Type, wanted: Type) -> Damaged:
    return Damaged(f"expected {wanted}, got {written}")


def _primitive(written: Type, wanted: Type) -> Read:
    read = _READERS[written]
    if written is wanted:
        return read
    promote = PROMOTIONS.get((written, wanted))
    if promote is None:
        raise unfit(written, wanted)

    def promoting(data: bytes, at: int) -> tuple[Any, int]:
        value, at = read(data, at)
        return promote(value), at

    return promoting


def _member(written: Type, wanted: Union) -> Type | None:
    """The member of the cell's union that the file's type becomes."""
    named = isinstance(written, Named)
    for member in wanted.types:
        if member.tag == written.tag:
            return member
    for member in wanted.types:
        if (written, member) in PROMOTIONS or (
            named and type(member) is type(written) and last(member) == last(written)
        ):
            return member
    return None


def _fields(steps: list[tuple[str, Read]]) -> Read:
    def read(data: bytes, at: int) -> tuple[dict[str, Any], int]:
        done = {}
        for name, step in steps:
            done[name], at = step(data, at)
        return done, at

    return read


def _arranged(read: Read, names: list[str], defaults: Mapping[str, Any]) -> Read:
    """The wanted fields in the wanted order."""

    def arranging(data: bytes, at: int) -> tuple[dict[str, Any], int]:
        found, at = read(data, at)
        return {name: found[name] if name in found else defaults[name] for name in names}, at

    return arranging


def default_of(field: Field, record: Record) -> Any:
    """The default of a field that the file lacks: by Avro's rule, of a union's first member."""
    if field.default is MISSING:
        raise Damaged(f"expected {record} with field {field.name!r}, which the file's has not")
    first = members(field.type)[0]
    try:
        return converter(first, field.type)(decoder(first, embedded=True)(field.default))
    except Mismatch as mismatch:
        raise Damaged(f"the default of field {field.name!r} of {record} is no {mismatch.expected}") from None
