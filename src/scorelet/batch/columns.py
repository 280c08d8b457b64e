"""The columns of a table of text -> rows of a packed model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from scorelet.batch.convert import Schema, row_converter
from scorelet.batch.csv_rows import FromCells
from scorelet.bundle.fields import Field, InputSpec


def columns_of(spec: InputSpec, header: Sequence[str]) -> FromCells:
    """How the cells under `header` become a row; columns that are no features are passed over. Raises UsageError."""
    if spec.form != "record":
        return row_converter("string" if spec.form == "text" else spec.type, header)
    if by_places(spec, header):
        return in_order(spec, header)
    by_name = set(spec.names) <= set(header)
    return row_converter(row_type(spec, spec.names if by_name else [field.shown for field in spec.fields]), header)


def by_places(spec: InputSpec, header: Sequence[str]) -> bool:
    """Whether the columns are the features in their order: the model was trained on an array without names."""
    return spec.unnamed and len(header) == len(spec.fields) and not spec.knows(header)


def in_order(spec: InputSpec, header: Sequence[str]) -> FromCells:
    """How cells become a row by their places."""
    by_header = row_converter(row_type(spec, header), header)
    return lambda cells: dict(zip(spec.names, cast(dict[str, object], by_header(cells)).values(), strict=True))


def row_type(spec: InputSpec, columns: Sequence[str]) -> Schema:
    """The features as a record whose fields are called as their columns, in the order of the features."""
    fields = [{"name": name, "type": _type(field)} for name, field in zip(columns, spec.fields, strict=True)]
    return {"type": "record", "name": "Row", "fields": fields}


_TYPES = {"number": "double", "integer": "long", "boolean": "boolean", "string": "string"}


def _type(field: Field) -> Schema:
    return ["null", _TYPES[field.kind]] if field.missing else _TYPES[field.kind]
