"""Rows as CSV: to OpenAPI they are one text, of which a pattern tells the columns.

What fits the pattern is scored. It is strict about the order of columns, and about names that are ours; the service
takes any order, and of a model that was trained on a plain array, or on texts, any names.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorelet.runtime.bodies import CSV_TYPE
from scorelet.runtime.pages.operations import content

if TYPE_CHECKING:
    from scorelet.bundle.fields import Field
    from scorelet.runtime.pages.avro_schemas import Json
    from scorelet.runtime.pages.described import Described

MOST = 30
"""Of models with more features, a pattern would be read by nobody."""
_CELLS: Mapping[str, str] = {
    "number": r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,17})?([eE]-[0-9]{1,3}|[eE]\+?[0-9]{1,2})?",
    "integer": r"-?(0|[1-9][0-9]{0,17})",
    "boolean": r"true|false",
    "string": r'"([^"\u0000-\u001f]|"")*"|[^",\u0000-\u001f]*',
}
_MEANS_SOMETHING = re.compile(r"[\\^$.|?*+()\[\]{}/]")
Columns = list[tuple[str, str]]


def csv_content(one: Described) -> Json:
    """The media type text/csv of a request; empty for models whose rows are no lines of plain values."""
    columns = _columns(one)
    if columns is None:
        return {}
    schema: Json = {"type": "string"}
    if len(columns) <= MOST:
        schema["pattern"] = f"^{_header(columns)}(\\r?\\n{_line(columns)})*(\\r?\\n)?$"
    return content(schema, CSV_TYPE, **_examples(one))


def _columns(one: Described) -> Columns | None:
    """Name and pattern of the cells; None where one that is needed has none."""
    features = one.served.features
    if features is None:
        spec = one.served.manifest.input
        return None if spec.form == "datum" else [(field.shown, _cell(field)) for field in spec.fields]
    cells = [(parameter, _argument(parameter.schema)) for parameter in features.parameters]
    if not cells or any(parameter.required and not cell for parameter, cell in cells):
        return None
    return [(parameter.name, cell) for parameter, cell in cells if cell]


def _cell(field: Field) -> str:
    known = _CELLS[field.kind]
    if field.strict and field.categories is not None:
        known = _one_of(field.categories)
    return f"({known})?" if field.missing else known


def _argument(schema: Json) -> str:
    """Of a parameter of a feature function; "" where it is no plain value."""
    if "enum" in schema:
        return _one_of(value for value in schema["enum"] if value is not None)
    kind = schema.get("type")
    return _CELLS.get(kind, "") if isinstance(kind, str) else ""


def _one_of(values: Iterable[Any]) -> str:
    return "|".join(_literal(_written([[value]])) for value in values)


def _header(columns: Columns) -> str:
    return _literal(_written([[name for name, _ in columns]]))


def _line(columns: Columns) -> str:
    return ",".join(f"({cell})" for _, cell in columns)


def _literal(text: str) -> str:
    return _MEANS_SOMETHING.sub(r"\\\g<0>", text)


def _examples(one: Described) -> dict[str, str]:
    """The sample rows, where they are objects or texts of plain values."""
    fields = one.served.manifest.input.fields
    rows = [sample.row for sample in one.samples]
    if rows and all(isinstance(row, str) for row in rows):
        return {"rows": _written([[fields[0].shown], *([row] for row in rows)]) + "\n"}
    if rows and all(isinstance(row, dict) for row in rows):
        names = [field.shown if field.shown in rows[0] else field.name for field in fields]
        if all(name in row for row in rows for name in names):
            return {"rows": _written([names, *([row[name] for name in names] for row in rows)]) + "\n"}
    return {}


def _written(lines: Sequence[Sequence[Any]]) -> str:
    """As CSV, without the last end of line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([[_said(value) for value in line] for line in lines])
    return text.getvalue().removesuffix("\n")


def _said(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
