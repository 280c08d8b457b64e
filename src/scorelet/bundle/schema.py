"""JSON Schema (2020-12) of the rows that a model takes and of the predictions that it gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scorelet.bundle.fields import Field, InputSpec
from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN
from scorelet.pfa.schemas import read_schema
from scorelet.pfa.types import Array, Enum, Fixed, Map, Record, Type, Union

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Json = dict[str, Any]


def row_schema(spec: InputSpec) -> Json:
    """The schema of one row: an object by the names that people know, or a string.

    Categories that exclude all others (strict) are an `enum`; where others may come, they are `examples`.
    """
    if spec.form == "datum":
        return type_schema(spec.type)
    if spec.form == "text":
        return {"$schema": DIALECT, **_field(spec.fields[0])}
    return {
        "$schema": DIALECT,
        "type": "object",
        "properties": {field.shown: _field(field) for field in spec.fields},
        "required": [field.shown for field in spec.fields],
        "additionalProperties": spec.extra,
    }


def _field(field: Field) -> Json:
    schema: Json = {"type": [field.kind, "null"] if field.missing else field.kind}
    if field.categories is not None:
        values = list(field.categories)
        if field.strict:
            schema["enum"] = [*values, None] if field.missing else values
        else:
            schema["examples"] = values
    return schema


def type_schema(avro: Any) -> Json:
    """The schema of a value of an Avro type, None for any; unions are untagged, as `Predictor` gives them."""
    if avro is None:
        return {"$schema": DIALECT}
    schemas = Schemas(read_schema(avro))
    schema = {"$schema": DIALECT, **schemas.body(schemas.top)}
    return {**schema, "$defs": schemas.definitions} if schemas.definitions else schema


class Schemas:
    """Records inside of the top type become definitions: they may be recursive.

    `itself` is where the top type's schema stands, `place` where its definitions do; for documents of other layouts.
    """

    def __init__(self, top: Type, *, itself: str = "#", place: str = "#/$defs/") -> None:
        self.top = top
        self.itself = itself
        self.place = place
        self.definitions: Json = {}

    def of(self, t: Type) -> Json:
        if not isinstance(t, Record):
            return self.body(t)
        if isinstance(self.top, Record) and t.name == self.top.name:
            return {"$ref": self.itself}
        if t.name not in self.definitions:
            self.definitions[t.name] = {}
            self.definitions[t.name] = self.body(t)
        return {"$ref": self.place + t.name}

    def body(self, t: Type) -> Json:
        match t:
            case Array():
                return {"type": "array", "items": self.of(t.items)}
            case Map():
                return {"type": "object", "additionalProperties": self.of(t.values)}
            case Record():
                return self.record(t)
            case Enum():
                return {"type": "string", "enum": list(t.symbols)}
            case Union():
                return self.union(t)
            case Fixed():
                return {"type": "string", "minLength": t.size, "maxLength": t.size}
        return self.simple(t)

    def record(self, t: Record) -> Json:
        properties = {field.name: self.of(field.type) for field in t.fields}
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def union(self, t: Union) -> Json:
        return {"anyOf": [self.of(member) for member in t.types]}

    def simple(self, t: Type) -> Json:
        return dict(_SIMPLE[t.tag])


_SIMPLE: Mapping[str, Json] = {
    "null": {"type": "null"},
    "boolean": {"type": "boolean"},
    "int": {"type": "integer", "minimum": INT_MIN, "maximum": INT_MAX},
    "long": {"type": "integer", "minimum": LONG_MIN, "maximum": LONG_MAX},
    "float": {"type": "number"},
    "double": {"type": "number"},
    "string": {"type": "string"},
    "bytes": {"type": "string"},
}
