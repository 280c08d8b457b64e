"""CSV cells -> a datum, by the engine's input type.

A CSV cell is text; what it means is decided here once, when the header is known, as one small function per
column:

    int, long        digits; also a whole number written as a float, as in 3.0 or 1e+05
    float, double    any number; nan, inf and -inf too
    boolean          true, false (in any case), T, F, 1, 0
    string, enum     the text as it is
    bytes, fixed     the text's UTF-8 bytes
    null             an empty cell
    union            an empty cell is null; NA is null where a number, a boolean or an enum could stand;
                     else the first member that fits, tried from the narrowest (null, boolean, numbers, enum, string)
    others           JSON

A record takes its fields by column name and ignores other columns; a map takes every column; an array takes
the cells in order; any other type takes the one column there is.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scorelet.batch.csv_rows import CellError, FromCells
from scorelet.errors import UsageError

FromCell = Callable[[str], object]
Schema = Any
Names = Mapping[str, Mapping[str, Any]]

WHOLE_NUMBER = re.compile(r"\s*[+-]?[0-9]+\s*")
BOOLEANS = {"true": True, "false": False, "t": True, "f": False, "1": True, "0": False}
ORDER = ("null", "boolean", "int", "long", "float", "double", "enum")
"""Members of a union are tried in this order, all others after them and string last."""
SHOWN_COLUMNS = 12
"""How many columns a message names."""
NUMBERS = frozenset({"int", "long", "float", "double"})


def row_converter(schema: Schema, header: Sequence[str]) -> FromCells:
    """How the cells under `header` become a datum of the Avro type `schema`.

    Raises UsageError when no row with that header ever could.
    """
    names = _named_types(schema)
    target = _resolve(_without_null(schema), names)
    kind = _kind(target)
    repeated = sorted(name for name, count in Counter(header).items() if count > 1)
    if repeated and kind in ("record", "map"):
        raise UsageError(f"the CSV header has the column {repeated[0]!r} twice\nrename one of them")
    if kind == "record":
        return _record(target, header, names)
    if kind == "map":
        return _map(target, header, names)
    if kind == "array":
        return _array(target, header, names)
    if kind == "union":
        raise UsageError(f"a CSV row cannot be told to be one of {_said(target)}\nwrite the rows as JSON Lines")
    return _single(target, header, names)


def _record(schema: Schema, header: Sequence[str], names: Names) -> FromCells:
    fields: list[tuple[str, int, FromCell]] = []
    for field in schema["fields"]:
        name = field["name"]
        if name not in header:
            raise UsageError(
                f"the CSV has no column for the field {name!r} of type {_said(field['type'])}\n{_hint(name, header)}"
            )
        fields.append((name, header.index(name), _cell(field["type"], names, name)))
    return lambda cells: {name: convert(cells[place]) for name, place, convert in fields}


def _hint(name: str, header: Sequence[str]) -> str:
    """What may have gone wrong with a header in which `name` is missing."""
    parted = next((mark for mark in (";", "\t", "|") if len(header) == 1 and mark in header[0]), None)
    if parted is not None:
        return f"its cells seem to be parted by {parted!r}: part them by commas"
    near = next((column for column in header if column.lower() == name.lower()), None)
    if near is not None:
        return f"rename the column {near!r}"
    return f"its columns are {_listed(header)}"


def _listed(header: Sequence[str]) -> str:
    more = f" and {len(header) - SHOWN_COLUMNS} more" if len(header) > SHOWN_COLUMNS else ""
    return f"{', '.join(header[:SHOWN_COLUMNS])}{more}"


def _map(schema: Schema, header: Sequence[str], names: Names) -> FromCells:
    columns = [(name, place, _cell(schema["values"], names, name)) for place, name in enumerate(header)]
    return lambda cells: {name: convert(cells[place]) for name, place, convert in columns}


def _array(schema: Schema, header: Sequence[str], names: Names) -> FromCells:
    columns = [_cell(schema["items"], names, name) for name in header]
    return lambda cells: [convert(cell) for convert, cell in zip(columns, cells, strict=True)]


def _single(schema: Schema, header: Sequence[str], names: Names) -> FromCells:
    if len(header) != 1:
        raise UsageError(
            f"the model takes one {_said(schema)}, and the CSV has {len(header)} columns\n"
            f"keep one of them: {_listed(header)}"
        )
    convert = _cell(schema, names, header[0])
    return lambda cells: convert(cells[0])


def _cell(schema: Schema, names: Names, column: str) -> FromCell:
    """The conversion of one column, whose errors name the column."""
    parse = _parser(schema, names)
    said = _said(schema)

    def convert(cell: str) -> object:
        try:
            return parse(cell)
        except (ValueError, RecursionError, OverflowError):
            shown = cell if len(cell) <= 60 else cell[:57] + "..."
            raise CellError(f"column {column!r} expects {said}, got {shown!r}", column) from None

    return convert


def _parser(schema: Schema, names: Names) -> FromCell:
    schema = _resolve(schema, names)
    kind = _kind(schema)
    if kind == "union":
        return _union(schema, names)
    if kind == "enum":
        return _enum(frozenset(schema["symbols"]))
    return PARSERS.get(kind, json.loads)


def _union(schema: Sequence[Schema], names: Names) -> FromCell:
    """Members are tagged where more than one is left, so that the engine need not guess again."""
    members = [_resolve(member, names) for member in schema]
    kinds = {_kind(member) for member in members}
    ordered = sorted((m for m in members if _kind(m) != "null"), key=lambda member: _rank(_kind(member)))
    tagged = len(ordered) > 1
    choices: list[tuple[str, FromCell]] = [
        (_tag(m), _boolean_word if tagged and _kind(m) == "boolean" else _parser(m, names)) for m in ordered
    ]
    nullable = "null" in kinds
    missing = {"", "NA"} if nullable and _na_is_no_value(ordered) else {""} if nullable else set()

    def parse(cell: str) -> object:
        if cell in missing:
            return None
        for tag, choice in choices:
            try:
                value = choice(cell)
            except ValueError:
                continue
            return {tag: value} if tagged else value
        raise ValueError(cell)

    return parse


def _na_is_no_value(members: Sequence[Schema]) -> bool:
    return any(
        _kind(m) in NUMBERS or _kind(m) == "boolean" or (_kind(m) == "enum" and "NA" not in m["symbols"])
        for m in members
    )


def _rank(kind: str) -> int:
    return len(ORDER) + (kind == "string") if kind not in ORDER else ORDER.index(kind)


def _whole_number(cell: str) -> int:
    if WHOLE_NUMBER.fullmatch(cell):
        return int(cell)
    number = _number(cell)
    if not number.is_integer():
        raise ValueError(cell)
    return int(number)


def _number(cell: str) -> float:
    if "_" in cell:  # Python would take 1_000
        raise ValueError(cell)
    return float(cell)


def _boolean(cell: str) -> bool:
    try:
        return BOOLEANS[cell.strip().lower()]
    except KeyError:
        raise ValueError(cell) from None


def _boolean_word(cell: str) -> bool:
    """A boolean beside other members: 0, 1, T and F belong to those."""
    if len(cell.strip()) == 1:
        raise ValueError(cell)
    return _boolean(cell)


def _null(cell: str) -> None:
    if cell:
        raise ValueError(cell)


def _enum(symbols: frozenset[str]) -> FromCell:
    def parse(cell: str) -> str:
        if cell not in symbols:
            raise ValueError(cell)
        return cell

    return parse


PARSERS: Mapping[str, FromCell] = {
    "null": _null,
    "boolean": _boolean,
    "int": _whole_number,
    "long": _whole_number,
    "float": _number,
    "double": _number,
    "string": str,
    "bytes": str.encode,
    "fixed": str.encode,
}


def _kind(schema: Schema) -> str:
    if isinstance(schema, list):
        return "union"
    return str(schema["type"] if isinstance(schema, dict) else schema)


def _tag(schema: Schema) -> str:
    return _full_name(schema) if isinstance(schema, dict) and "name" in schema else _kind(schema)


def _full_name(schema: Mapping[str, Any]) -> str:
    name, space = str(schema["name"]), schema.get("namespace")
    return f"{space}.{name}" if space and "." not in name else name


def _without_null(schema: Schema) -> Schema:
    if isinstance(schema, list):
        rest = [member for member in schema if member != "null"]
        return rest[0] if len(rest) == 1 else schema
    return schema


def _resolve(schema: Schema, names: Names) -> Schema:
    """The definition behind a type's name."""
    return names.get(schema, schema) if isinstance(schema, str) else schema


def _named_types(schema: Schema) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, dict):
            if "name" in part:
                found[_full_name(part)] = part
                found.setdefault(part["name"], part)
            waiting.extend(part[key] for key in ("type", "items", "values") if key in part)
            waiting.extend(field["type"] for field in part.get("fields", ()))
    return found


def _said(schema: Schema) -> str:
    if isinstance(schema, list):
        return " or ".join(_said(member) for member in schema)
    if isinstance(schema, dict) and schema["type"] == "enum":
        return f"one of {', '.join(schema['symbols'])}"
    return _tag(schema) if isinstance(schema, dict) else str(schema)
