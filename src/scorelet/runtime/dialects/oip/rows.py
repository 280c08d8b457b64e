"""Tensors -> the rows of a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scorelet.errors import RequestError
from scorelet.pfa.schemas import short
from scorelet.runtime.dialects.oip.columns import INPUT, Column, Columns
from scorelet.runtime.dialects.oip.tensors import Tensor, unfit
from scorelet.runtime.dialects.tables import keys_of
from scorelet.runtime.strict_json import parse

if TYPE_CHECKING:
    from scorelet.runtime.served import Served

Rows = list[Any]


def rows_of(tensors: Sequence[Tensor], columns: Columns, served: Served) -> Rows:
    """Raises RequestError: 400 where the tensors make no rows, 422 where they are not those of the model."""
    if columns.open and not (len(tensors) == 1 and tensors[0].name == INPUT and tensors[0].datatype == "BYTES"):
        return _by_name(tensors, columns, served)
    if not columns.named:
        return _alone(tensors, columns.columns[0])
    if len(tensors) == 1 and (rows := _whole(tensors[0], columns, served)) is not None:
        return rows
    return _by_name(tensors, columns, served)


def _alone(tensors: Sequence[Tensor], column: Column) -> Rows:
    """The rows of a model whose row is one value, whatever the tensor is called."""
    if len(tensors) != 1:
        raise unfit("/inputs", f"expected one tensor {column.name!r}, got {len(tensors)}")
    return _values(tensors[0], column)


def _whole(tensor: Tensor, columns: Columns, served: Served) -> Rows | None:
    """The rows that one tensor [n, k] holds, or [k] for one row; None where it is but one of the columns."""
    count = len(columns.columns)
    if count == 1 and (tensor.width == 1 or columns.columns[0].vector):
        column = columns.columns[0]
        return [{column.name: value} for value in _values(tensor, column)]
    if len(tensor.shape) > 2:
        raise unfit(tensor.at, f"expected a shape of one or two dimensions, got {list(tensor.shape)}")
    if len(tensor.shape) == 1:
        if columns.find(tensor.name) is not None or tensor.rows != count:
            return None
        rows = [tensor.values]
    elif tensor.width == 1 or (columns.find(tensor.name) or columns.columns[0]).vector:
        return None
    else:
        rows = _parted(tensor)
    if served.features is None and served.manifest.input.form == "record":
        return rows  # the model says it best when they are too many or too few
    if len(rows[0] if rows else columns.columns) != count:
        raise unfit(tensor.at, f"expected a tensor [n, {count}], got {list(tensor.shape)}")
    names = [column.name for column in columns.columns]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _by_name(tensors: Sequence[Tensor], columns: Columns, served: Served) -> Rows:
    names = [tensor.name for tensor in tensors]
    keys = keys_of(served, names, "/inputs")
    lengths = {tensor.rows for tensor in tensors}
    if len(lengths) != 1:
        listed = ", ".join(f"{short(tensor.name)} {tensor.rows}" for tensor in tensors[:8])
        raise unfit("/inputs", f"expected tensors of as many rows each, got {listed or 'no tensors'}")
    parts = [_values(tensor, columns.find(tensor.name) or Column(tensor.name, "")) for tensor in tensors]
    return [dict(zip(keys, row, strict=True)) for row in zip(*parts, strict=True)]


def _values(tensor: Tensor, column: Column) -> list[Any]:
    """The values of one column."""
    if column.vector:
        return _parted(tensor) if len(tensor.shape) == 2 else _unfit_column(tensor, "[n, k]")
    if tensor.width != 1:
        return _unfit_column(tensor, "[n] or [n, 1]")
    return [_parsed(value, tensor, i) for i, value in enumerate(tensor.values)] if column.json else tensor.values


def _unfit_column(tensor: Tensor, wanted: str) -> list[Any]:
    raise unfit(tensor.at, f"expected tensor {short(tensor.name)} of the shape {wanted}, got {list(tensor.shape)}")


def _parted(tensor: Tensor) -> list[list[Any]]:
    width = tensor.width
    return [tensor.values[i * width : (i + 1) * width] for i in range(tensor.rows)]


def _parsed(value: Any, tensor: Tensor, i: int) -> Any:
    """What a text of JSON says."""
    if not isinstance(value, str):
        return value
    try:
        return parse(value.encode("utf-8", "surrogatepass"))
    except RequestError as error:
        raise unfit(f"{tensor.at}/data/{i}", error.detail.replace("the body", "the text")) from None
