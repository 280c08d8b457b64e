"""Values in the neutral JSON of the test vectors become the engine's plain Python values, and back, by type.

    null, boolean, string, enum   as they are               int, long       an integer
    float, double                 a fraction, or one of the strings "inf", "-inf", "nan"
    bytes, fixed                  base64 text               union           null, or {tag: value}

`encode` is strict: it refuses a value whose Python class is not the one the type asks for (1 is no double, True
is no int), since the comparison that follows could not tell. A float is rounded to 32 bits on the way out, for
expected and actual values alike: the engine that recorded the vectors computed floats in double precision.
"""

from __future__ import annotations

import math
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, float32
from scorelet.pfa.schemas import Schemas
from scorelet.pfa.types import (
    BOOLEAN,
    BYTES,
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    NULL,
    STRING,
    Array,
    Enum,
    Fixed,
    Map,
    Record,
    Schema,
    Type,
    Union,
)

Json = Any
NOT_FINITE = ("inf", "-inf", "nan")
NAMED = ("record", "error", "enum", "fixed")


class WrongValue(Exception):
    """A value does not have the type it should have."""


class DocumentTypes:
    """The types of one document. A schema may name a type that any other place of the document spells out."""

    def __init__(self, document: Mapping[str, Json]) -> None:
        self._schemas = Schemas()
        for schema in _declarations(document):
            self._schemas.declare(schema, "$")
        self.input = self.build(document["input"])
        self.output = self.build(document["output"])
        self.cells = self._members(document, "cells")
        self.pools = self._members(document, "pools")

    def build(self, schema: Schema) -> Type:
        return self._schemas.build(schema, "$")

    def _members(self, document: Mapping[str, Json], section: str) -> dict[str, Type]:
        return {name: self.build(member["type"]) for name, member in (document.get(section) or {}).items()}


def _declarations(json: Json) -> Iterator[dict[str, Json]]:
    """The outermost schemas of named types, wherever they stand."""
    if isinstance(json, list):
        for item in json:
            yield from _declarations(item)
    elif isinstance(json, dict):
        if json.get("type") in NAMED and isinstance(json.get("name"), str):
            yield json
        else:
            for member in json.values():
                yield from _declarations(member)


def decode(value: Json, t: Type) -> Any:
    """The plain Python value of a neutral one; unions stay tagged."""
    match t:
        case Array():
            return [decode(item, t.items) for item in value]
        case Map():
            return {key: decode(member, t.values) for key, member in value.items()}
        case Record():
            return {field.name: decode(value[field.name], field.type) for field in t.fields}
        case Union():
            if value is None:
                return None
            ((tag, member),) = value.items()
            return {tag: decode(member, _member(t, tag, "$"))}
        case Fixed():
            return b64decode(value)
    if t == BYTES:
        return b64decode(value)
    return float(value) if t in (FLOAT, DOUBLE) else value


def encode(value: Any, t: Type, place: str = "$") -> Json:
    """The neutral form of a plain Python value. Raises WrongValue where it does not have the type."""
    match t:
        case Array():
            return [encode(item, t.items, f"{place}[{i}]") for i, item in enumerate(_a(list, value, t, place))]
        case Map():
            members = _a(dict, value, t, place)
            return {_a(str, key, t, place): encode(v, t.values, f"{place}.{key}") for key, v in members.items()}
        case Record():
            return _encode_record(_a(dict, value, t, place), t, place)
        case Union():
            return _encode_union(value, t, place)
        case Enum():
            if _a(str, value, t, place) not in t.symbols:
                raise WrongValue(f"expected one of {', '.join(t.symbols)}, got {value!r} - at {place}")
            return value
        case Fixed():
            if len(_a(bytes, value, t, place)) != t.size:
                raise WrongValue(f"expected {t.size} bytes, got {len(value)} - at {place}")
            return b64encode(value).decode()
    return _encode_primitive(value, t, place)


def _encode_record(value: dict[str, Any], t: Record, place: str) -> Json:
    if value.keys() != t.by_name.keys():
        raise WrongValue(f"expected the fields {sorted(t.by_name)}, got {sorted(value)} - at {place}")
    return {field.name: encode(value[field.name], field.type, f"{place}.{field.name}") for field in t.fields}


def _encode_union(value: Any, t: Union, place: str) -> Json:
    if value is None and NULL in t.types:
        return None
    if not isinstance(value, dict) or len(value) != 1:
        raise WrongValue(f"expected a tagged {t}, got {value!r} - at {place}")
    ((tag, member),) = value.items()
    return {tag: encode(member, _member(t, tag, place), f"{place}.{tag}")}


def _encode_primitive(value: Any, t: Type, place: str) -> Json:
    if t in (INT, LONG):
        low, high = (INT_MIN, INT_MAX) if t == INT else (LONG_MIN, LONG_MAX)
        if not low <= _a(int, value, t, place) <= high:
            raise WrongValue(f"expected {t}, got {value} - at {place}")
    elif t in (FLOAT, DOUBLE):
        number = float32(_a(float, value, t, place)) if t == FLOAT else _a(float, value, t, place)
        return number if math.isfinite(number) else str(number)
    elif t == BYTES:
        return b64encode(_a(bytes, value, t, place)).decode()
    elif t in (NULL, BOOLEAN, STRING):
        _a({NULL: type(None), BOOLEAN: bool, STRING: str}[t], value, t, place)
    return value


def _member(t: Union, tag: str, place: str) -> Type:
    found = next((member for member in t.types if member.tag == tag), None)
    if found is None:
        raise WrongValue(f"expected a member of {t}, got the tag {tag!r} - at {place}")
    return found


def _a(kind: type, value: Any, t: Type, place: str) -> Any:
    """`value`, which must be exactly of the class `kind` (a bool is no int)."""
    if type(value) is not kind:
        raise WrongValue(f"expected {t}, got {type(value).__name__} {value!r:.80} - at {place}")
    return value
