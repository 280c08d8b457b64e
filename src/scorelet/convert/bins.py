"""Numbers by the interval that they lie in (KBinsDiscretizer of scikit-learn)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scorelet.convert.builder import DOUBLES, Builder, inline
from scorelet.convert.converted import Json
from scorelet.convert.indicators import Indicators
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Column, Columns, Joined, Row

SPELLED_OUT = 16
"""So many edges are compared one after another; of more, those that are passed are counted."""


def k_bins(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """KBinsDiscretizer: a value on an edge belongs to the bin above it."""
    doc = conversion.doc
    columns = row.columns()
    bins = [_bin(doc, column, model.bin_edges_[i].tolist()[1:-1]) for i, column in enumerate(columns)]
    if model.encode == "ordinal":
        return Transformed(
            Columns([Column({"cast.double": [bin_]}, column.name) for bin_, column in zip(bins, columns, strict=True)])
        )
    parts: list[Row] = []
    for column, bin_, count in zip(columns, bins, model.n_bins_.tolist(), strict=True):
        parts.append(Indicators(bin_, [f"{column.name}_bin{i}" for i in range(count)], partial=False))
    return Transformed(parts[0] if len(parts) == 1 else Joined(parts))


def _bin(doc: Builder, column: Column, edges: list[float]) -> str:
    for edge in edges:
        column.jumps_at(edge)
    return doc.let(f"{column.name}_bin", passed(doc, column.name, column.number(), edges))


def passed(doc: Builder, wish: str, x: Json, edges: Sequence[float]) -> Json:
    """How many of the rising edges `x` has reached, an int."""
    if not edges:
        return 0
    if len(edges) <= SPELLED_OUT:
        steps = [{"if": {"<": ["x", edge]}, "then": i} for i, edge in enumerate(edges)]
        return {doc.function(f"bin_of_{wish}", {"x": "double"}, "int", {"cond": steps, "else": len(edges)}): [x]}
    cell = doc.cell(f"{wish}_edges", DOUBLES, list(edges))
    count = {"a.count": [cell, inline({"edge": "double"}, "boolean", {"<=": ["edge", "x"]})]}
    return {doc.function(f"bin_of_{wish}", {"x": "double"}, "int", count): [x]}
