"""Sample rows as the model takes them: columns that are no features, such as the target, are left out, and named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.rows import RowReader
from scorelet.bundle.values import bare
from scorelet.errors import RowError, UsageError
from scorelet.packing.given import Given

LOOKED_AT = 1_000
"""So many rows tell of which kinds the columns are."""
ABSENT = frozenset({"", "NA", "N/A", "NaN", "nan", "null", "NULL", "None"})
"""How a CSV file says that a number or a flag is missing."""
FLAGS = {"true": True, "false": False, "1": True, "0": False}


def fitted_samples(given: Given, spec: InputSpec, model: str) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """(rows as the model takes them, columns that were left out). Raises UsageError, with the row's number."""
    if not given.rows:
        return (), ()
    reader, fit = RowReader(spec, model), _FITS[spec.form](spec, given, model)
    ignored: dict[str, None] = {}
    rows = []
    for number, row in enumerate(given.rows, 1):
        try:
            rows.append(reader.thorough(fit(row, ignored)))
        except RowError as error:
            raise UsageError(f"sample row {number}: {error}") from None
    return tuple(rows), tuple(ignored)


Fit = Callable[[Any, dict[str, None]], Any]
"""A row, and where to note the columns that are left out -> the row that the reader takes."""


def _record_fit(spec: InputSpec, given: Given, model: str) -> Fit:
    by_name = {name: field for field in spec.fields for name in (field.name, field.shown)}

    def fit(row: Any, ignored: dict[str, None]) -> Any:
        if not isinstance(row, Mapping):
            return row
        known = {name: value for name, value in row.items() if name in by_name}
        if (
            not known and spec.unnamed and len(row) == len(spec.fields)
        ):  # the columns of a model of arrays may have any name
            known = dict(zip(spec.names, row.values(), strict=True))
        elif not known and spec.unnamed:
            count = len(spec.fields)
            text = f"model {model!r} knows no column names: expected {count} columns in its order, or x0, x1"
            raise RowError([("", f"{text}, ...; got {len(row)}")])
        else:
            ignored.update(dict.fromkeys(str(name) for name in row if name not in by_name))
        return {name: _typed(by_name[name], value) for name, value in known.items()} if given.cells else known

    return fit


def _text_fit(spec: InputSpec, given: Given, model: str) -> Fit:
    name = spec.fields[0].name

    def fit(row: Any, ignored: dict[str, None]) -> Any:
        if not isinstance(row, Mapping):
            return row
        if len(row) == 1:
            return next(iter(row.values()))
        if name not in row:
            columns = ", ".join(map(str, row))
            raise RowError([("", f"model {model!r} takes a text: expected one column, or one {name!r}, got {columns}")])
        ignored.update(dict.fromkeys(str(column) for column in row if column != name))
        return row[name]

    return fit


def _datum_fit(spec: InputSpec, given: Given, model: str) -> Fit:
    return lambda row, ignored: row


_FITS: Mapping[str, Callable[[InputSpec, Given, str], Fit]] = {
    "record": _record_fit,
    "text": _text_fit,
    "datum": _datum_fit,
}


# --------------------------------------------------------------------------------------------- cells of a CSV file


def _typed(field: Field, cell: str) -> Any:
    """A cell, which is text, as a value; as it is where it is none of the field's kind."""
    if field.kind == "string":
        return None if field.missing and not cell else cell
    if cell.strip() in ABSENT:
        return None
    if field.kind == "boolean":
        return FLAGS.get(cell.strip().lower(), cell)
    return _number(cell)


def _number(cell: str) -> Any:
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell


# --------------------------------------------------------------------------------------------- for models as they are


def sketched(given: Given) -> dict[str, Any]:
    """What the rows are, for a model that does not say: see `convert.as_it_is.Sketch`."""
    rows = given.rows[:LOOKED_AT]
    if not rows:
        return {"form": None, "columns": []}
    first = rows[0]
    if isinstance(first, str):
        return {"form": "text", "columns": []}
    if isinstance(first, Mapping):
        columns = [
            [str(name), _kind([row.get(name) for row in rows if isinstance(row, Mapping)], given)] for name in first
        ]
        return {"form": "record", "columns": columns}
    listed = [bare_row for row in rows if isinstance(bare_row := _listed(row), list)]
    width = min(map(len, listed), default=0)
    return {"form": "array", "columns": [[f"x{i}", _kind([row[i] for row in listed], given)] for i in range(width)]}


def _listed(row: Any) -> Any:
    return row.tolist() if hasattr(row, "tolist") else list(row) if isinstance(row, tuple) else row


def _kind(values: Sequence[Any], given: Given) -> str:
    """The kind of a column, by its values; of a CSV file a column of numbers is one of numbers."""
    kinds = {type(bare(value)) for value in values if value is not None}
    if given.cells:
        found = [_number(value) for value in values if value.strip() not in ABSENT]
        kinds = {str} if any(isinstance(value, str) for value in found) else {float}
    if kinds == {str}:
        return "string"
    return "boolean" if kinds == {bool} else "number"
