"""Pipelines of scikit-learn: the row goes through the steps one after another."""

from __future__ import annotations

from typing import Any

from scorelet.convert.outputs import Outputs, Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row


def pipeline(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """Pipeline: all steps but the last transform, the last answers."""
    steps = [(name, step) for name, step in model.steps if step not in (None, "passthrough")]
    if not steps:
        return Transformed(row)
    for name, step in steps[:-1]:
        row = conversion.row(step, row, name)
    name, last = steps[-1]
    return conversion.outputs(last, row, name)
