"""Values as Avro's binary encoding, by type: what the keys of PFA's sets are made of.

`binary_encoder(t)` gives the function from a value of type `t` to bytes (Avro 1.x, "Binary Encoding"):

    null                 nothing
    boolean              one byte
    int, long            zig-zag, then seven bits a byte, lowest first
    float, double        4 or 8 bytes, lowest first
    bytes, string        the length as a long, then the bytes (a string as UTF-8)
    fixed                the bytes alone
    enum                 the place of the symbol, as an int
    array, map           one block: the count, then the items (a map's key before each value); then 0
    union                the place of the member, as a long, then the value
    record               field after field

Equal values must have equal keys, so every NaN is written as the one that Python's and Java's `nan` is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from struct import Struct
from typing import Any

from scorelet.pfa.types import Array, Enum, Fixed, Map, Record, Type, Union
from scorelet.pfa.values import class_of

Encoder = Callable[[Any], bytes]

_FLOAT = Struct("<f").pack
_DOUBLE = Struct("<d").pack


def binary_encoder(t: Type) -> Encoder:
    """The function from a value of type `t` to its Avro binary encoding."""
    return _encoder(t, {})


def _encoder(t: Type, known: dict[str, Encoder]) -> Encoder:
    match t:
        case Array():
            return _array(_encoder(t.items, known))
        case Map():
            return _map(_encoder(t.values, known))
        case Union():
            return _union(t, known)
        case Record():
            return _record(t, known)
        case Enum():
            return {symbol: _long(i) for i, symbol in enumerate(t.symbols)}.__getitem__
        case Fixed():
            return bytes
    return _PRIMITIVE[t.tag]


def _null(_: None) -> bytes:
    return b""


def _boolean(x: bool) -> bytes:
    return b"\x01" if x else b"\x00"


def _long(x: int) -> bytes:
    rest = x << 1 if x >= 0 else (-x << 1) - 1
    out = bytearray()
    while rest > 0x7F:
        out.append(rest & 0x7F | 0x80)
        rest >>= 7
    out.append(rest)
    return bytes(out)


def _float(x: float) -> bytes:
    return _FLOAT(x if x == x else math.nan)


def _double(x: float) -> bytes:
    return _DOUBLE(x if x == x else math.nan)


def _bytes(x: bytes) -> bytes:
    return _long(len(x)) + x


def _string(x: str) -> bytes:
    # A lone surrogate has no UTF-8; keeping it apart from other strings is all that a key needs.
    return _bytes(x.encode("utf-8", "surrogatepass"))


_PRIMITIVE: dict[str, Encoder] = {
    "null": _null,
    "boolean": _boolean,
    "int": _long,
    "long": _long,
    "float": _float,
    "double": _double,
    "bytes": _bytes,
    "string": _string,
}


def _array(item: Encoder) -> Encoder:
    def encode(x: list[Any]) -> bytes:
        return b"".join([_long(len(x)), *map(item, x), b"\x00"]) if x else b"\x00"

    return encode


def _map(value: Encoder) -> Encoder:
    def encode(x: dict[str, Any]) -> bytes:
        entries = [_string(k) + value(v) for k, v in x.items()]
        return b"".join([_long(len(x)), *entries, b"\x00"]) if x else b"\x00"

    return encode


def _union(t: Union, known: dict[str, Encoder]) -> Encoder:
    members = [(_long(i), _encoder(member, known)) for i, member in enumerate(t.types)]
    by_tag = {member.tag: found for member, found in zip(t.types, members, strict=True)}
    by_class = {class_of(member): found for member, found in zip(t.types, members, strict=True)}

    def encode(x: Any) -> bytes:
        if type(x) is tuple:
            place, member = by_tag[x[0]]
            return place + member(x[1])
        place, member = by_class[type(x)]
        return place + member(x)

    return encode


def _record(t: Record, known: dict[str, Encoder]) -> Encoder:
    if t.tag in known:
        # The record contains itself: by the time a value is encoded, its encoder is complete.
        return lambda x: known[t.tag](x)
    known[t.tag] = _null
    fields = [(field.name, _encoder(field.type, known)) for field in t.fields]

    def encode(x: dict[str, Any]) -> bytes:
        return b"".join([field(x[name]) for name, field in fields])

    known[t.tag] = encode
    return encode
