"""The forms in which MLflow's clients and TensorFlow Serving's send rows -> rows.

    dataframe_split    {"columns": [...], "data": [[...], ...]}, and an "index", which says nothing
    dataframe_records  [{...}, ...]
    instances          rows: objects, arrays, or values of the only feature
    inputs             rows, or a column for each feature: {"age": [20, 40], "income": [[1.5], [null]]}

A body has exactly one of them; keys that are none of these are passed over, as MLflow does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from scorelet.bundle.names import pointer
from scorelet.bundle.values import shown
from scorelet.errors import RequestError
from scorelet.runtime.dialects.tables import keys_of

if TYPE_CHECKING:
    from scorelet.runtime.served import Served

Json = Any
Rows = tuple[list[Any], str]
"""The rows, and the JSON pointer of where they are."""


def rows_of(body: Json, served: Served) -> Rows:
    """Raises RequestError: 400 for what is none of the forms, 422 where its columns are not those of the model."""
    name = _form(body)
    return _FORMS[name](body[name], f"/{name}", served)


def _form(body: Json) -> str:
    found = [name for name in _FORMS if name in body] if isinstance(body, dict) else []
    if len(found) != 1:
        got = " and ".join(found) if found else shown(body)
        raise RequestError(400, f"expected an object with exactly one of {', '.join(_FORMS)}; got {got}")
    return found[0]


def _split(json: Json, at: str, served: Served) -> Rows:
    if not isinstance(json, dict) or "data" not in json or json.keys() - {"columns", "index", "data"}:
        raise _unfit(at, "an object with data, columns and index", json)
    rows = _array(json["data"], f"{at}/data")
    if json.get("columns") is None:
        return _rows(rows, served), f"{at}/data"
    columns = _array(json["columns"], f"{at}/columns")
    for i, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != len(columns):
            got = f"{len(row)} values" if isinstance(row, list) else shown(row)
            raise RequestError(400, f"expected {len(columns)} values for the columns, got {got} - at {at}/data/{i}")
    return _table(columns, rows, served, f"{at}/columns"), f"{at}/data"


def _records(json: Json, at: str, served: Served) -> Rows:
    rows = _array(json, at)
    for i, row in enumerate(rows):
        if not isinstance(row, dict):
            raise _unfit(f"{at}/{i}", "a record", row)
    return rows, at


def _instances(json: Json, at: str, served: Served) -> Rows:
    return (_columnar(json, at, served), at) if isinstance(json, dict) else (_rows(_array(json, at), served), at)


def _inputs(json: Json, at: str, served: Served) -> Rows:
    return _instances([json] if isinstance(json, str) else json, at, served)


_FORMS: Mapping[str, Callable[[Json, str, Served], Rows]] = {
    "dataframe_split": _split,
    "dataframe_records": _records,
    "instances": _instances,
    "inputs": _inputs,
}


def _rows(rows: list[Json], served: Served) -> list[Any]:
    """Values that stand alone are rows of the only feature."""
    if served.features is None and served.manifest.input.form != "record":
        return rows
    return [row if isinstance(row, list | dict) else [row] for row in rows]


def _columnar(json: dict[str, Json], at: str, served: Served) -> list[Any]:
    """Rows of columns; each has its values in an array, or one value where there is but one row."""
    if len(json) == 1 and _is_matrix(only := next(iter(json.values()))):
        return _rows(only, served)
    if json and not any(isinstance(values, list) for values in json.values()):
        return [json]
    columns = {name: [_bare(value) for value in _array(json[name], at + pointer(name))] for name in json}
    lengths = {len(values) for values in columns.values()}
    if len(lengths) != 1:
        raise RequestError(400, f"expected columns of the same length, got {sorted(lengths)[:8]} - at {at}")
    rows = [list(row) for row in zip(*columns.values(), strict=True)]
    return _table(list(columns), rows, served, at)


def _is_matrix(json: Json) -> bool:
    """Whether a tensor holds whole rows: arrays of more than one value."""
    return isinstance(json, list) and bool(json) and all(isinstance(row, list) and len(row) > 1 for row in json)


def _bare(value: Json) -> Json:
    """A value of a tensor [n, 1]."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _table(columns: list[Json], rows: list[list[Json]], served: Served, at: str) -> list[Any]:
    spec = served.manifest.input
    if served.features is None and spec.form == "text" and len(columns) == 1:
        return [row[0] for row in rows]
    if served.features is None and spec.is_array:
        return rows
    for i, name in enumerate(columns):
        if isinstance(name, list | dict):
            raise _unfit(f"{at}/{i}", "the name of a column", name)
    keys = keys_of(served, columns, at)
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _array(json: Json, at: str) -> list[Json]:
    if not isinstance(json, list):
        raise _unfit(at, "an array", json)
    return json


def _unfit(at: str, expected: str, got: Json) -> RequestError:
    return RequestError(400, f"expected {expected}, got {shown(got)} - at {at}")
