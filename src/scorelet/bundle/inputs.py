"""The rows that a document takes, told by its input type: for documents that no converter made."""

from __future__ import annotations

from collections.abc import Mapping

from scorelet.bundle.fields import Field, InputSpec
from scorelet.pfa.types import MISSING, NULL, STRING, Enum, Record, Type, Union, members
from scorelet.pfa.types import Field as AvroField

KINDS: Mapping[str, str] = {
    "int": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
    "boolean": "boolean",
    "string": "string",
}


def spec_of(input_type: Type) -> InputSpec:
    """A record of simple fields, each or null, is a tabular row, and a string a text.

    Other fields are passed over, as PFA engines do. All else is taken as it is: other types, and records with
    defaults, which rows may leave out.
    """
    if input_type is STRING:
        return InputSpec("text", (Field("text", "string"),))
    fields = [_field(field) for field in input_type.fields] if isinstance(input_type, Record) else [None]
    known = tuple(field for field in fields if field is not None)
    if len(known) < len(fields):
        return InputSpec("datum", type=input_type.schema)
    return InputSpec("record", known, extra=True)


def _field(field: AvroField) -> Field | None:
    others = [member for member in members(field.type) if member is not NULL]
    missing = isinstance(field.type, Union) and NULL in field.type.types
    if len(others) != 1 or field.default is not MISSING:
        return None
    if isinstance(others[0], Enum):
        return Field(field.name, "string", missing, categories=others[0].symbols, strict=True)
    kind = KINDS.get(others[0].tag)
    return None if kind is None else Field(field.name, kind, missing, infinite=kind == "number")
