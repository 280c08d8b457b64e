"""What a model takes, as columns of tensors: the part of its metadata that clients build requests from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from scorelet.pfa.schemas import read_schema
from scorelet.pfa.types import Array, Enum, Fixed, Map, Primitive, Record, Type, Union

if TYPE_CHECKING:
    from scorelet.runtime.served import Served

INPUT = "input"
"""The tensor's name where there are no names of features."""

_BY_KIND = {"number": "FP64", "integer": "INT64", "boolean": "BOOL", "string": "BYTES"}
_BY_TAG: Mapping[str, str] = {
    "double": "FP64",
    "float": "FP32",
    "int": "INT32",
    "long": "INT64",
    "boolean": "BOOL",
    "string": "BYTES",
    "bytes": "BYTES",
}


class Column(NamedTuple):
    """One value of each row.

    vector  the value is an array: a row of a tensor [n, k]
    json    no datatype says the value: it is sent as BYTES that hold JSON
    """

    name: str
    datatype: str
    vector: bool = False
    json: bool = False


class Columns(NamedTuple):
    """What a row is made of.

    named   a row has its values by name; else the one column is the row
    matrix  the features have no names of their own, and are shown as one tensor [n, k]
    open    the row is a map: its values are sent by names that only the document knows, or as a whole
    """

    columns: tuple[Column, ...]
    named: bool = True
    matrix: bool = False
    open: bool = False

    def find(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


def columns_of(served: Served) -> Columns:
    """What the model takes; with a feature function, what that takes."""
    if served.features is not None:
        return Columns(tuple(_of_json_schema(one.name, one.schema) for one in served.features.parameters))
    spec = served.manifest.input
    if spec.form == "datum":
        return _of_type(read_schema(spec.type))
    columns = tuple(Column(field.shown, _BY_KIND[field.kind]) for field in spec.fields)
    numbers = spec.unnamed and {column.datatype for column in columns} == {"FP64"}
    return Columns(columns, named=spec.form == "record", matrix=numbers)


def _of_type(t: Type) -> Columns:
    if isinstance(t, Record):
        return Columns(tuple(_column(field.name, field.type) for field in t.fields))
    return Columns((_column(INPUT, t),), named=False, open=isinstance(t, Map))


def _column(name: str, t: Type) -> Column:
    vector = isinstance(t, Array)
    datatype = datatype_of(t.items if isinstance(t, Array) else t)
    return Column(name, "BYTES", json=True) if datatype is None else Column(name, datatype, vector=vector)


def datatype_of(t: Type) -> str | None:
    """The datatype whose values say all values of the type, or null; None where there is none."""
    match t:
        case Primitive():
            return _BY_TAG.get(t.tag)
        case Enum() | Fixed():
            return "BYTES"
        case Union():
            members = [member for member in t.types if member.tag != "null"]
            return datatype_of(members[0]) if len(members) == 1 else None
    return None


def _of_json_schema(name: str, schema: Mapping[str, Any]) -> Column:
    named = schema.get("type")
    kinds = [kind for kind in (named if isinstance(named, list) else [named]) if kind != "null"]
    datatype = _BY_KIND.get(str(kinds[0])) if len(kinds) == 1 else None
    return Column(name, datatype or "BYTES", json=datatype is None)


def described(columns: Columns) -> list[dict[str, Any]]:
    """The inputs of a model's metadata; -1 stands for any number of rows."""
    if columns.matrix:
        return [{"name": INPUT, "datatype": columns.columns[0].datatype, "shape": [-1, len(columns.columns)]}]
    return [_described(column) for column in columns.columns]


def _described(column: Column) -> dict[str, Any]:
    shape = [-1, -1] if column.vector else [-1]
    tensor: dict[str, Any] = {"name": column.name, "datatype": column.datatype, "shape": shape}
    return {**tensor, "parameters": {"content_type": "json"}} if column.json else tensor
