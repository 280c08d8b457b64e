"""Where a source library rounds to 32 bits.

Rounding is monotonic, so it can be moved into a threshold: ``float32(x) <= t`` holds for exactly the doubles
``x <= last_at_or_below(t)``. A comparison of rounded features then costs nothing when a row is scored.
"""

from __future__ import annotations

import math
from struct import Struct

from scorelet.pfa.numbers import float32

_FLOAT = Struct("<f")
_BITS = Struct("<i")
_LARGEST_GAP = 2.0**104
"""Between the two largest 32-bit numbers, and to where the next one would be."""


def last_at_or_below(threshold: float) -> float:
    """The largest double x with ``float32(x) <= threshold``."""
    if math.isinf(threshold) or math.isnan(threshold):
        return threshold
    largest = float32(threshold)
    if largest > threshold:
        largest = next_float32(largest, -1)
    return _last_rounding_to(largest)


def last_below(threshold: float) -> float:
    """The largest double x with ``float32(x) < threshold``."""
    if math.isnan(threshold):
        return threshold
    largest = float32(threshold)
    if largest >= threshold:
        largest = next_float32(largest, -1)
    return _last_rounding_to(largest)


def _last_rounding_to(value: float) -> float:
    """The largest double that rounds to this 32-bit number: half way to the next one, or just before."""
    after = next_float32(value, 1)
    if math.isinf(value):
        middle = after - _LARGEST_GAP / 2
    else:
        middle = value + (_LARGEST_GAP if math.isinf(after) else after - value) / 2
    return middle if float32(middle) <= value else math.nextafter(middle, -math.inf)


def next_float32(value: float, step: int) -> float:
    """The 32-bit number after (1) or before (-1) one."""
    if value == 0.0:
        return step * 2.0**-149
    (bits,) = _BITS.unpack(_FLOAT.pack(value))
    moved = bits + step if value > 0 else bits - step
    found: float = _FLOAT.unpack(_BITS.pack(moved))[0]
    return found


def shortest(x: float) -> float:
    """A 32-bit number as the double with the shortest digits that rounds to it: for documents people read."""
    for digits in range(1, 10):
        candidate = float(f"{x:.{digits}g}")
        if float32(candidate) == x:
            return candidate if len(repr(candidate)) <= len(repr(x)) else x
    return x
