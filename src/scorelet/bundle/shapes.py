"""What people pass to `predict` -> one row or many.

By shape:

    a DataFrame (it has `columns` and `itertuples`)   many rows by column name; by position where the model was
                                                      trained on a plain array and the columns have other names
    a Series (it has `index` and `to_dict`)           of a tabular model one row, by name where the index has names;
                                                      of a text model many texts
    an array of NumPy (it has `tolist`)               as the list that it gives
    a mapping, a string                               one row
    a list or tuple                                   of a tabular model one row when its first item is a plain value,
                                                      else many rows; of a text model many rows; of a document whose
                                                      input is an array one row when its first item is no array.
                                                      Empty: no rows
    anything else                                     one row, where the document takes other data than records

Libraries are told by what their objects have, and never imported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scorelet.bundle.rows import RowReader
from scorelet.bundle.values import shown
from scorelet.errors import RowError

Rows = tuple[bool, Sequence[Any]]
"""Whether it is many rows, and the rows."""


def rows_of(data: Any, reader: RowReader) -> Rows:
    """Raises RowError when it is neither a row nor rows, or the columns of a table are not the features."""
    if isinstance(data, list | tuple):
        many = reader.spec.form == "text" or not data or _is_row(data[0], reader)
        return (True, data) if many else (False, [data])
    if isinstance(data, Mapping | str):
        return False, [data]
    if hasattr(data, "columns") and hasattr(data, "itertuples"):
        return True, _rows_of_frame(data, reader)
    if hasattr(data, "index") and hasattr(data, "to_dict"):
        named = reader.spec.form != "text" and all(isinstance(label, str) for label in data.index)
        return rows_of(data.to_dict() if named else data.tolist(), reader)
    if getattr(data, "shape", ()) != () and hasattr(data, "tolist"):
        return rows_of(data.tolist(), reader)
    if reader.spec.form == "datum":
        return False, [data]
    raise RowError([("", f"model {reader.model!r} expects a row, or rows as an array, got {shown(data)}")])


def _is_row(item: Any, reader: RowReader) -> bool:
    """Whether the first item of a list is a row, and not a value of one."""
    if type(item) is float and reader.spec.form == "record":  # what comes most
        return False
    array = isinstance(item, list | tuple) or getattr(item, "shape", ()) != ()
    if reader.spec.form == "datum":
        return array or not reader.spec.is_array
    return array or isinstance(item, Mapping)


def _rows_of_frame(frame: Any, reader: RowReader) -> list[Any]:
    spec = reader.spec
    columns = list(frame.columns)
    every = frame.itertuples(index=False, name=None)
    if spec.form == "text" and len(columns) == 1:
        return [row[0] for row in every]
    unnamed = all(field.source is None for field in spec.fields)
    if unnamed and set(columns) != set(spec.names) and len(columns) == len(spec.fields):
        return list(every)
    order = reader.names.order(columns)
    return [{name: row[place] for name, place in zip(spec.names, order, strict=True)} for row in every]
