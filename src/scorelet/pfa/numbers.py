"""The ranges and rounding of PFA's numeric types (specification 4.1)."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from functools import reduce
from operator import add
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


def ordered_sum(numbers: Iterable[float]) -> float:
    """The sum from left to right, each step rounded: the same on every Python, and what other engines add."""
    # From Python 3.12 on, the built-in sum carries the rounding errors along.
    return sum(numbers, 0.0) if sys.version_info < (3, 12) else reduce(add, numbers, 0.0)


ORDERED_SUM = "sum({}, 0.0)" if sys.version_info < (3, 12) else "ordered_sum({})"
"""The same as the text of an inline template, for modules that import `ordered_sum`."""
