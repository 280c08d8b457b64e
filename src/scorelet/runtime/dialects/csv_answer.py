"""Predictions -> CSV without a header, one line each: what SageMaker's clients read."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from scorelet.runtime.strict_json import without_nan, write


def lines_of(predictions: list[Any]) -> bytes:
    """An array's values become cells, what is no plain value JSON, and what is missing an empty cell."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for prediction in without_nan(predictions):
        writer.writerow([_cell(value) for value in (prediction if isinstance(prediction, list) else [prediction])])
    return out.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: Any) -> Any:
    """Booleans as JSON has them; None is an empty cell to the writer."""
    return write(value).decode() if isinstance(value, bool | list | dict) else value
