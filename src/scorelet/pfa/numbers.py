"""The ranges and rounding of PFA's numeric types (specification 4.1)."""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Iterable
from functools import reduce
from operator import add
from struct import Struct

INT_MIN, INT_MAX = -(2**31), 2**31 - 1
LONG_MIN, LONG_MAX = -(2**63), 2**63 - 1

SUMS_PLAINLY = sys.version_info < (3, 12)
"""Whether the built-in sum just adds: from Python 3.12 on, it carries the rounding errors along."""

_FLOAT = Struct("<f")
SHIFT = 2.0**29
"""Between the last bit of a 32-bit number and that of a double."""
_SMALLEST, _LARGEST = 2.0**-126, 3e38


def float32(x: float) -> float:
    """`x` rounded to the nearest IEEE 754 32-bit number; beyond its range, infinity.

    By arithmetic where it has a leading bit: with c = x * 2**29, which is exact, ``c - x`` is rounded to a multiple of
    the last of 24 bits, so that ``c - (c - x)`` is `x` rounded to them; to the even one of two that are equally
    near, for then the last bits of `x` are zero, and so `c` is an even multiple. That is quicker than a round trip
    through four bytes.
    """
    if _SMALLEST < x < _LARGEST or -_LARGEST < x < -_SMALLEST:
        c = x * SHIFT
        return c - (c - x)
    try:
        return float(_FLOAT.unpack(_FLOAT.pack(x))[0])
    except OverflowError:
        return math.copysign(math.inf, x)


def ordered_sum(numbers: Iterable[float]) -> float:
    """The sum from left to right, each step rounded: the same on every Python, and what other engines add."""
    return sum(numbers, 0.0) if SUMS_PLAINLY else reduce(add, numbers, 0.0)


def float32_sum(numbers: Iterable[float]) -> float:
    """The sum from left to right, rounded to 32 bits after each addition."""
    total = array("f", (0.0,))
    for number in numbers:
        total[0] += number
    return total[0]


ORDERED_SUM = "sum({}, 0.0)" if SUMS_PLAINLY else "ordered_sum({})"
"""The same as the text of an inline template, for modules that import `ordered_sum`."""
