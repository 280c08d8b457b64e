"""Categories as numbers: the one way in which all converters look up what stands for a value.

A column of categories holds strings, numbers or booleans; a missing value is null, or NaN where the column is of
numbers. Each column has a function of its own in the document, over a constant table:

    code_of_colour(x: string) -> int:  if map.containsKey(cell colours, x) then cell colours[x] else -1
    code_of_size(x: double) -> int:    a.index(cell sizes, x)

`Codes` says what stands for each category, for a missing value, and for one that the model was not trained on; that
one may be refused, with an error that names the column. `place` is the common case: the place of the category, or -1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scorelet.convert.builder import NOT_A_NUMBER, Builder, Late
from scorelet.convert.converted import Json
from scorelet.convert.rows import Column
from scorelet.errors import NotConvertibleError

SHOWN = 5
"""So many categories are named where a value is refused."""
EXACT = 2**53
"""Larger whole numbers are not told apart by doubles."""


@dataclass(frozen=True)
class Codes:
    """A number for each category (`kind` "int" or "double"); None or NaN among `categories` is a missing value.

    `unknown` stands for any other value, and None refuses it; `missing` for a missing value that is none of the
    categories, and None treats it as any other value. Both may be NaN where `kind` is "double".
    """

    categories: Sequence[Any]
    numbers: Sequence[float]
    kind: str = "int"
    unknown: float | None = -1
    missing: float | None = None


def place(doc: Builder, column: Column, categories: Sequence[Any]) -> str:
    """A symbol bound to the place of a column's value among `categories`, an int; -1 when it is none of them."""
    return coded(doc, column, Codes(categories, range(len(categories))))


def coded(doc: Builder, column: Column, codes: Codes) -> str:
    """A symbol bound to the number that stands for the column's value."""
    known = [(value, code) for value, code in zip(codes.categories, codes.numbers, strict=True) if not missing(value)]
    values = [value for value, _ in known]
    kind = kind_of(values, column)
    read = column.of_kind(kind)
    absent = _number_of_missing(read, codes)
    _note(read, values, codes, absent)
    table = _Table(doc, read.name, source_of(read), [code for _, code in known], codes, absent)
    call = _of_strings(table, read, values) if kind == "string" else _of_numbers(table, read, values)
    return doc.let(f"{read.name}_code", call)


def source_of(column: Column) -> str:
    """What the user calls a column."""
    return column.name if column.field is None else column.field.source


def missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def kind_of(values: Sequence[Any], column: Column) -> str:
    """The kind of a column with these categories: "string", "number" or "boolean"."""
    if not values:
        return "string" if column.kind == "string" or (column.field is not None and column.field.objects) else "number"
    if all(isinstance(value, str) for value in values):
        return "string"
    if all(isinstance(value, bool) for value in values):
        return "boolean" if column.origin is not None else column.kind
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        if any(isinstance(value, int) and abs(value) > EXACT for value in values):
            raise NotConvertibleError(f"column {source_of(column)!r} has whole numbers beyond 2**53 for categories")
        return "number"
    kinds = ", ".join(sorted({type(value).__name__ for value in values}))
    raise NotConvertibleError(
        f"column {source_of(column)!r} has categories of type {kinds}; expected str, int, float or bool"
    )


def _number_of_missing(column: Column, codes: Codes) -> float | None:
    """What stands for a missing value; None: it is refused."""
    found = [(value, code) for value, code in zip(codes.categories, codes.numbers, strict=True) if missing(value)]
    if len(found) > 1:
        raise NotConvertibleError(
            f"column {source_of(column)!r} has both None and NaN among its categories, and a document has one null"
        )
    if found:
        if column.field is not None:
            column.field.absent = "none" if found[0][0] is None else "nan"
        return found[0][1]
    return codes.unknown if codes.missing is None else codes.missing


def _note(column: Column, values: list[Any], codes: Codes, absent: float | None) -> None:
    """What becomes known of the input field."""
    if absent is None:
        for source in column.sources:
            source.missing = False
    if column.field is not None:
        column.field.categories = column.field.categories or tuple(values)
        column.field.strict = column.field.strict or codes.unknown is None


# ------------------------------------------------------------------------------------------- functions of the document


@dataclass(frozen=True)
class _Table:
    doc: Builder
    name: str
    source: str
    numbers: Sequence[float]
    codes: Codes
    absent: float | None

    def constant(self, number: float) -> Json:
        if number != number:
            return NOT_A_NUMBER
        return int(number) if self.codes.kind == "int" else float(number)

    def own(self) -> list[Json]:
        return [self.constant(number) for number in self.numbers]

    def other(self, values: Sequence[Any]) -> Json:
        """What is said of a value that is none of the categories."""
        if self.codes.unknown is not None:
            return self.constant(self.codes.unknown)
        shown = ", ".join(repr(value) for value in values[:SHOWN])
        more = "" if len(values) <= SHOWN else f", ... ({len(values):,} in all)"
        return {"error": f"column {self.source!r}: expected one of the categories {shown}{more}", "code": -1}


def _of_strings(table: _Table, column: Column, values: list[str]) -> Json:
    doc, kind = table.doc, table.codes.kind
    by_value = dict(zip(values, table.own(), strict=True))
    cell = doc.table(f"{table.name}_codes", {"type": "map", "values": kind}, by_value, len(values))
    known = {"if": {"map.containsKey": [cell, "x"]}, "then": {**cell, "path": ["x"]}, "else": table.other(values)}

    def call() -> Json:
        if not column.may_be_missing() or table.absent is None:
            return {doc.function(f"code_of_{table.name}", {"x": "string"}, kind, known): [column.expr]}
        either = {"ifnotnull": {"x": "given"}, "then": known, "else": table.constant(table.absent)}
        return {doc.function(f"code_of_{table.name}", {"given": ["null", "string"]}, kind, either): [column.expr]}

    return Late(table.name, call)


def _of_numbers(table: _Table, column: Column, values: list[float]) -> Json:
    doc, kind = table.doc, table.codes.kind
    numbers = [float(value) for value in values]
    cell = doc.table(f"{table.name}_categories", {"type": "array", "items": "double"}, numbers, len(numbers))
    found: Json = {"a.index": [cell, "x"]}
    if table.codes.unknown != -1 or list(table.own()) != list(range(len(numbers))) or kind != "int":
        own = doc.table(f"{table.name}_codes", {"type": "array", "items": kind}, table.own(), len(numbers))
        chosen = {"if": {"<": ["place", 0]}, "then": table.other(values), "else": {**own, "path": ["place"]}}
        found = {"do": [{"let": {"place": found}}, chosen]}
    if table.absent is not None and table.absent != table.codes.unknown:
        found = {"if": {"impute.isnan": ["x"]}, "then": table.constant(table.absent), "else": found}
    return {doc.function(f"code_of_{table.name}", {"x": "double"}, kind, found): [column.expr]}
