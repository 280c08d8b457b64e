"""Missing values filled or marked (sklearn.impute).

What is missing in a document is null, which among numbers is NaN from the first line on. To scikit-learn it is None,
NaN, or a value of the user's choice (`missing_values`). Numbers and strings of one row are seen to one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scorelet.convert.arithmetic import zipped
from scorelet.convert.builder import Builder, Late, text
from scorelet.convert.categories import missing
from scorelet.convert.converted import Field, Json
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Column, Columns, Row, Vector, joined, merged
from scorelet.errors import NotConvertibleError


def simple(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """SimpleImputer: each column's own value for missing ones; columns that never had a value are left out."""
    accept(model, row)
    statistics = model.statistics_.tolist()
    kept = [i for i, value in enumerate(statistics) if model.keep_empty_features or value == value]
    fills = model.statistics_[kept].astype(model._fill_dtype).tolist()
    marked = [Marked(model.missing_values, column) for column in row.take(kept).columns()]
    parts: list[Row] = []
    if any(isinstance(fill, str) for fill in fills):
        parts.append(Columns([_filled(mark, fill, conversion) for mark, fill in zip(marked, fills, strict=True)]))
    elif fills:
        parts.append(_filled_numbers(marked, fills, conversion))
    if model.add_indicator:
        parts.append(indicators(conversion.doc, model.missing_values, row.take(model.indicator_.features_.tolist())))
    return Transformed(joined(parts))


def indicator(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """MissingIndicator: one where a value is missing, of all columns or of those that had missing ones in training."""
    accept(model, row)
    kept = model.features_.tolist()
    if model.features == "missing-only" and model.error_on_new:
        row.take([i for i in range(row.width) if i not in set(kept)]).refuse_missing()
    return Transformed(indicators(conversion.doc, model.missing_values, row.take(kept)))


def accept(model: Any, row: Row) -> None:
    """What these estimators refuse: missing values, when it is something else that they call missing."""
    row.refuse_infinite()
    if not (missing(model.missing_values) or _is_na(model.missing_values)):
        row.refuse_missing()


def _is_na(value: Any) -> bool:
    """pandas.NA, which stands for every missing value."""
    return type(value).__name__ == "NAType"


class Marked:
    """A column, and what is missing in it."""

    def __init__(self, missing_values: Any, column: Column) -> None:
        self.missing_values = missing_values
        self.column = column
        if column.field is not None and missing(missing_values):
            column.field.absent = "none" if missing_values is None else "nan"

    @property
    def by_value(self) -> bool:
        return not (missing(self.missing_values) or _is_na(self.missing_values))

    def left(self) -> tuple[Field, ...]:
        """The input fields that may still be missing when this has been filled."""
        return self.column.sources if self.by_value else ()

    def number(self, x: Json) -> Json:
        """Whether the number `x` is missing."""
        if not self.by_value:
            return {"impute.isnan": [x]}
        return {"==": [x, float(self.missing_values)]} if not isinstance(self.missing_values, str) else False


# ------------------------------------------------------------------------------------------------ filled


def _filled_numbers(marked: Sequence[Marked], fills: Sequence[Any], conversion: Conversion) -> Row:
    doc = conversion.doc
    if any(missing(fill) for fill in fills):
        raise NotConvertibleError("the value most frequent in a column is None")
    columns = [mark.column for mark in marked]
    row = Columns(columns)
    arrays = {"x": row.vector(doc), "fill": doc.vector("imputed", fills)}
    symbol = doc.let("imputed", zipped(arrays, {"if": marked[0].number("x"), "then": "fill", "else": "x"}))
    sources = merged(mark.left() for mark in marked)
    return Vector(symbol, row.width, sources, [column.name for column in columns], [column.field for column in columns])


def _filled(mark: Marked, fill: Any, conversion: Conversion) -> Column:
    """One column among others, some of which are strings."""
    doc = conversion.doc
    if not isinstance(fill, str):
        return _filled_numbers([mark], [fill], conversion).columns()[0]
    column = mark.column.of_kind("string")
    if not mark.by_value:
        full = {"impute.defaultOnNull": [column.expr, text(fill)]}
        value: Json = Late(column.name, lambda: full if column.may_be_missing() else column.expr)
    elif isinstance(mark.missing_values, str):
        same = {"==": [column.expr, text(mark.missing_values)]}
        value = {"if": same, "then": text(fill), "else": column.expr}
    else:
        return column
    return Column(doc.let(column.name, value), column.name, "string", mark.left(), noted=column.field)


# ------------------------------------------------------------------------------------------------ marked


def indicators(doc: Builder, missing_values: Any, row: Row) -> Row:
    """Ones where a row's values are missing."""
    return Columns([_indicator(doc, Marked(missing_values, column)) for column in row.columns()])


def _indicator(doc: Builder, mark: Marked) -> Column:
    """One where the value is missing. Whether it is a string is seen when all readers of the column are known."""
    column = mark.column

    def value() -> Json:
        if (column.kind if column.origin is None else column.origin.kind) == "string":
            return _of_string(mark, doc)
        return _one_if(mark.number(column.number()))

    return Column(Late(column.name, value), f"{column.name}_missing")


def _of_string(mark: Marked, doc: Builder) -> Json:
    expr = mark.column.expr
    if mark.by_value:
        return _one_if({"==": [expr, text(mark.missing_values)]} if isinstance(mark.missing_values, str) else False)
    if not mark.column.may_be_missing():
        return 0.0
    null = {"ifnotnull": {"x": "given"}, "then": 0.0, "else": 1.0}
    return {doc.function("oneIfNull", {"given": ["null", "string"]}, "double", null): [expr]}


def _one_if(test: Json) -> Json:
    return {"if": test, "then": 1.0, "else": 0.0}
