"""Rows that try a booster: at the thresholds of its document and beside them, and among odd numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scorelet.convert import convert

ODD = (
    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.999999999, 1e-35, -1e-35, 1.0000000180025095e-35, 1.1e-35, 1e-40, 5e-324,
    3e9, -3e9, 1e30, -1e30, math.nan,
)  # fmt: skip


def rows_at_thresholds(model: Any, rows: int, *, infinite: bool = False, seed: int = 0) -> list[list[float]]:
    """Each value is a threshold, or a double or a 32-bit number next to one, or an odd number."""
    rng = np.random.default_rng(seed)
    fields = convert(model).fields
    odd = (*ODD, math.inf, -math.inf, 1e300) if infinite else ODD
    choices = [[*odd, *(near for threshold in field.thresholds for near in _near(threshold))] for field in fields]
    return [[float(rng.choice(values)) for values in choices] for _ in range(rows)]


def _near(x: float) -> list[float]:
    single = float(np.float32(x)) if abs(x) < 3.4e38 else 3.4e38
    with np.errstate(over="ignore"):
        singles = [float(np.nextafter(np.float32(single), np.float32(end))) for end in (-1e38, 1e38)]
    return [x, single, *singles, math.nextafter(x, -math.inf), math.nextafter(x, math.inf)]
