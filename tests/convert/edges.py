"""Rows at which a model's answer may jump: on the thresholds of its trees, and one number beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from scorelet.convert import convert
from tests.convert.tables import Table


def edges(model: Any, rows: Table, *, most: int = 300, seed: int = 0) -> list[list[float]]:
    """Copies of the rows with one feature each moved onto a threshold of the converted model, or beside it."""
    rng = np.random.default_rng(seed)
    fields = convert(model).fields
    moves = [(i, value) for i, field in enumerate(fields) for t in sorted(field.thresholds) for value in beside(t)]
    chosen = moves if len(moves) <= most else [moves[k] for k in rng.choice(len(moves), most, replace=False)]
    return [_moved(rows[rng.integers(len(rows))].tolist(), i, value) for i, value in chosen]


def beside(threshold: float) -> list[float]:
    """The threshold, the doubles before and after it, and the 32-bit numbers around it."""
    with np.errstate(over="ignore"):
        rounded = np.float32(threshold)
        around = [float(rounded), *(float(np.nextafter(rounded, np.float32(way))) for way in (-np.inf, np.inf))]
    found = [threshold, math.nextafter(threshold, -math.inf), math.nextafter(threshold, math.inf), *around]
    return [value for value in found if math.isfinite(value)]


def _moved(row: Sequence[float], place: int, value: float) -> list[float]:
    return [*row[:place], value, *row[place + 1 :]]
