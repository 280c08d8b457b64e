"""Thresholds moved by rounding to 32 bits, against NumPy's rounding."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scorelet.convert.rounding import last_at_or_below, last_below, shortest
from scorelet.pfa.numbers import float32

LARGEST = 3.4028234663852886e38
thresholds = st.floats(-LARGEST, LARGEST) | st.floats(-LARGEST, LARGEST, width=32) | st.floats(-1, 1)


def rounded(x: float) -> float:
    with np.errstate(over="ignore"):
        return float(np.float32(x))


@settings(derandomize=True, deadline=None, max_examples=500)
@given(thresholds)
@example(0.0)
@example(-0.0)
@example(5e-324)
@example(LARGEST)
def test_moved_thresholds_choose_the_same_doubles(threshold: float) -> None:
    found = last_at_or_below(threshold)
    assert rounded(found) <= threshold < rounded(math.nextafter(found, math.inf))
    found = last_below(threshold)
    assert rounded(found) < threshold <= rounded(math.nextafter(found, math.inf))


@pytest.mark.parametrize("threshold", [math.inf, -math.inf])
def test_infinite_thresholds_stay(threshold: float) -> None:
    assert last_at_or_below(threshold) == threshold


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.floats(allow_nan=False))
def test_rounding(x: float) -> None:
    assert float32(x) == rounded(x)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
@example(9999999827968.0)
def test_the_shortest_digits_round_to_the_same_number(x: float) -> None:
    found = shortest(x)
    assert float32(found) == x
    assert digits(found) <= digits(x)


def digits(x: float) -> int:
    return len(Decimal(repr(x)).normalize().as_tuple().digits)
