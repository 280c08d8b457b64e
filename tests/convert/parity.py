"""A converter's specification is a differential test: the same rows through the original and through the document."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from scorelet import pfa
from scorelet.convert import convert
from scorelet.convert.converted import Converted, Field
from scorelet.convert.original import answers

TOLERANCE = {"float64": 1e-9, "float32": 1e-6}


def assert_parity(
    model: Any, rows: Iterable[Any], outputs: tuple[str, ...] = (), *, absolute: float = 1e-12
) -> Converted:
    """Convert `model`, and compare every answer on every row; `outputs` () means all there are.

    Rows are values in the order of the features (NaN or None: missing), dicts by column, or texts. A row that the
    original refuses is left out, but not all may be. Numbers agree within the relative tolerance of the model's
    precision, or within `absolute` where they are near zero; labels are equal.
    """
    converted = convert(model, outputs=outputs)
    if not outputs:
        converted = convert(model, outputs=converted.offered)
    engine = engine_of(converted)
    data = [datum(converted, row) for row in rows]
    compared = 0
    for row, expected in zip(data, answers(model, converted, data), strict=True):
        if isinstance(expected, Exception):
            continue
        found = engine.action(row)
        found = found if len(converted.outputs) > 1 else {converted.outputs[0]: found}
        for name in converted.outputs:
            compared += 1
            assert agrees(found[name], expected[name], TOLERANCE[converted.precision], absolute), (
                f"{type(model).__name__}: {name} of {row}: expected {expected[name]}, got {found[name]}"
            )
    assert compared > 0, "the original refused all rows"
    return converted


def engine_of(converted: Converted) -> pfa.Engine:
    return (
        pfa.load(converted.document, side_files=converted.tables) if converted.tables else pfa.load(converted.document)
    )


def datum(converted: Converted, row: Any) -> Any:
    """A row as the document takes it: from a text, from values in the order of its fields, or from values by column."""
    if converted.form == "text":
        return row
    if isinstance(row, dict):
        return {field.name: _as_read(field, row[field.source]) for field in converted.fields}
    values = row.tolist() if hasattr(row, "tolist") else list(row)
    pairs = zip(converted.fields, values, strict=True)
    return {field.name: _as_read(field, value) for field, value in pairs}


def _as_read(field: Field, value: Any) -> Any:
    if field.kind is None:
        return None
    if isinstance(value, bool) and field.kind == "number":
        return float(value)
    return None if _is_nan(value) else value


def agrees(found: Any, expected: Any, relative: float, absolute: float) -> bool:
    """Whether two answers are the same: labels equal, numbers and arrays of numbers close."""
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(expected, list):
        if not isinstance(found, list):
            found = [found]
        return len(found) == len(expected) and all(
            agrees(a, b, relative, absolute) for a, b in zip(found, expected, strict=True)
        )
    if isinstance(expected, float) and isinstance(found, int | float):
        if math.isnan(expected) or math.isinf(expected):
            return found == expected or (found != found and expected != expected)
        return math.isclose(found, expected, rel_tol=relative, abs_tol=absolute)
    return bool(found == expected)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and value != value
