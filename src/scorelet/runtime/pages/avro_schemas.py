"""JSON Schemas of Avro types as they stand in the API's description: numbers with their ranges, parts as components.

What a model takes and what it gives differ. A caller may leave out what has a default, may add fields (they are
passed over), and may tag the members of unions; whoever reads an answer meets null where a number is none.
"""

from __future__ import annotations

from typing import Any

from scorelet.bundle.schema import Schemas
from scorelet.pfa.schemas import read_schema
from scorelet.pfa.types import BYTES, DOUBLE, FLOAT, LONG, MISSING, NULL, Fixed, Record, Type, Union

Json = dict[str, Any]
PLACE = "#/components/schemas/"
_LARGEST = 2**1024 - 2**970 - 1
"""The last whole number that is rounded to a double, and not beyond: the largest double itself is a little less."""
_BYTE = "^[\\u0000-\\u00ff]*$"

SCALARS: dict[str, Json] = {
    "Number": {"type": "number", "format": "double", "minimum": -_LARGEST, "maximum": _LARGEST},
    "Integer": {"type": "integer", "format": "int64", "minimum": -(2**63), "maximum": 2**63 - 1},
}
"""What features take; the same for all models."""


def ref(name: str) -> Json:
    return {"$ref": PLACE + name}


def list_of(items: Json) -> Json:
    return {"type": "array", "items": items}


def object_of(properties: Json, *optional: str, closed: bool = True) -> Json:
    """An object with these properties, all but the optional ones needed; `closed`: and no others."""
    required = [name for name in properties if name not in optional]
    schema = {"type": "object", "properties": properties, "required": required}
    return {**schema, "additionalProperties": False} if closed else schema


def or_null(schema: Json) -> Json:
    """The schema, or null."""
    kind = schema.get("type")
    return {**schema, "type": [kind, "null"]} if isinstance(kind, str) else {"anyOf": [schema, {"type": "null"}]}


class Taken(Schemas):
    """Of what callers send."""

    def record(self, t: Record) -> Json:
        properties = {field.name: self.of(field.type) for field in t.fields}
        optional = [field.name for field in t.fields if field.default is not MISSING]
        return object_of(properties, *optional, closed=False)

    def union(self, t: Union) -> Json:
        members = [self.of(member) for member in t.types]
        return {"anyOf": [*members, *(_tagged(m, self.of(m)) for m in t.types if m is not NULL)]}

    def simple(self, t: Type) -> Json:
        if t in (DOUBLE, FLOAT):
            return ref("Number")
        if t is LONG:
            return ref("Integer")
        return {"type": "string", "pattern": _BYTE} if t is BYTES else super().simple(t)

    def body(self, t: Type) -> Json:
        return {**super().body(t), "pattern": _BYTE} if isinstance(t, Fixed) else super().body(t)


class Given(Schemas):
    """Of what a model answers."""

    def simple(self, t: Type) -> Json:
        return {"type": ["number", "null"]} if t in (DOUBLE, FLOAT) else super().simple(t)


def _tagged(member: Type, schema: Json) -> Json:
    """As Avro's JSON encoding writes a member of a union: {"double": 1.5}."""
    return object_of({member.tag: schema})


def placed(kind: type[Schemas], avro: Any, name: str) -> dict[str, Json]:
    """The components of an Avro type: its own, called `name`, and those of the records inside."""
    top = read_schema(avro)
    schemas = kind(top, itself=PLACE + name, place=f"{PLACE}{name}.")
    body = schemas.body(top)
    return {name: body, **{f"{name}.{inner}": schema for inner, schema in schemas.definitions.items()}}


def standalone(kind: type[Schemas], avro: Any) -> Json:
    """The schema by itself, with definitions of its own."""
    schemas = kind(read_schema(avro))
    body = schemas.body(schemas.top)
    return {**body, "$defs": schemas.definitions} if schemas.definitions else body
