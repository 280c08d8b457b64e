from __future__ import annotations

import ctypes
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, ORDERED_SUM, float32, float32_sum, ordered_sum


def test_the_ranges() -> None:
    assert (INT_MIN, INT_MAX) == (-2147483648, 2147483647)
    assert (LONG_MIN, LONG_MAX) == (-9223372036854775808, 9223372036854775807)


@pytest.mark.parametrize(
    ("x", "rounded"),
    [
        (0.1, 0.10000000149011612),
        (16777217.0, 16777216.0),
        (16777219.0, 16777220.0),
        (3.4028235677973366e38, math.inf),
        (3.4028235677973362e38, 3.4028234663852886e38),
        (-1e300, -math.inf),
        (1e-46, 0.0),
        (math.inf, math.inf),
    ],
)
def test_rounding_to_32_bits(x: float, rounded: float) -> None:
    assert float32(x) == rounded


def test_nan_and_the_sign_of_zero_are_kept() -> None:
    assert math.isnan(float32(math.nan))
    assert math.copysign(1, float32(-0.0)) == -1
    assert math.copysign(1, float32(-1e-300)) == -1


@given(st.floats(allow_nan=False))
def test_it_rounds_as_c_does_and_once(x: float) -> None:
    assert float32(x) == ctypes.c_float(x).value
    assert float32(float32(x)) == float32(x)


def test_sums_round_at_each_step_from_left_to_right() -> None:
    numbers = [1e16, 1.0, 1.0, -1e16]
    assert ordered_sum(numbers) == 0.0
    assert ordered_sum([]) == 0.0
    assert math.isnan(ordered_sum([math.inf, -math.inf]))
    assert eval(ORDERED_SUM.format("numbers"), {"numbers": numbers, "ordered_sum": ordered_sum}) == 0.0


@given(st.lists(st.floats(width=32)))
def test_a_sum_of_floats_is_a_float_after_each_addition(numbers: list[float]) -> None:
    total = 0.0
    for number in numbers:
        total = float32(total + number)
    assert float32_sum(numbers).hex() == total.hex()
