"""Columns that go different ways, side by side afterwards: ColumnTransformer and FeatureUnion of scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scorelet.convert.arithmetic import times
from scorelet.convert.builder import Builder
from scorelet.convert.entry import reads_text
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Joined, Row, Text, joined
from scorelet.convert.sparse import Sparse

SHOWN = 8
"""So many columns of a transformer are named in the document."""


def columns(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """ColumnTransformer: what its transformers make of their columns, in their order, what remains last."""
    weights = model.transformer_weights or {}
    parts = []
    for name, transformer, indexes, alone in _branches(model):
        part = row.take(indexes)
        conversion.doc.say(f"{name}: {_listed(part)}")
        if alone and reads_text(transformer):
            part = _as_text(part)
        if transformer != "passthrough":
            part = conversion.row(transformer, part, name)
        parts.append(weighted(part, weights.get(name), conversion.doc))
    return Transformed(joined([part for part in parts if part.width]))


def _branches(model: Any) -> Iterator[tuple[str, Any, list[int], bool]]:
    """(name, transformer, places of its columns, whether it is given one column alone), of those with columns."""
    for name, transformer, selected in model.transformers_:
        indexes = [int(i) for i in model._transformer_to_input_indices[name]]
        if transformer != "drop" and indexes:
            yield name, transformer, indexes, isinstance(selected, str | int)


def _listed(row: Row) -> str:
    names = [column.name for column in row.columns()]
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _as_text(row: Row) -> Text:
    column = row.columns()[0].of_kind("string")
    return Text(column.expr, column)


def union(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """FeatureUnion: what each transformer makes of the whole row."""
    weights = model.transformer_weights or {}
    parts = []
    for name, transformer in model.transformer_list:
        if transformer == "drop":
            continue
        part = row if transformer == "passthrough" else conversion.row(transformer, row, name)
        parts.append(weighted(part, weights.get(name), conversion.doc))
    return Transformed(joined([part for part in parts if part.width]))


def weighted(row: Row, weight: float | None, doc: Builder) -> Row:
    """All numbers of a row times a weight."""
    if weight is None:
        return row
    if isinstance(row, Joined):
        return joined([weighted(part, weight, doc) for part in row.parts])
    if isinstance(row, Sparse):
        return row.scaled(doc, "weight", [float(weight)] * row.width)
    return row.changed(doc, "weighted", times("x", float(weight)))
