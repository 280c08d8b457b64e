"""The ranges and rounding of PFA's numeric types (specification 4.1)."""

from __future__ import annotations

import math
from struct import Struct

INT_MIN, INT_MAX = -(2**31), 2**31 - 1
LONG_MIN, LONG_MAX = -(2**63), 2**63 - 1

_FLOAT = Struct("<f")


def float32(x: float) -> float:
    """`x` rounded to the nearest IEEE 754 32-bit number; beyond its range, infinity."""
    try:
        return float(_FLOAT.unpack(_FLOAT.pack(x))[0])
    except OverflowError:
        return math.copysign(math.inf, x)
