from __future__ import annotations

import ctypes
import math
import random

import pytest
from hypothesis import example, given, settings
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


LAST = 2.0**-23
"""The last bit of a 32-bit number that is 1."""


@settings(derandomize=True, deadline=None, max_examples=1_000)
@given(st.floats(allow_nan=False) | st.floats(width=32, allow_nan=False))
@example(2.0**-126)
@example(math.nextafter(2.0**-126, 0.0))
@example(2.0**-150)
@example(3e38)
@example(2.0 - 2.0**-52)
@example(2.0 - LAST / 2)
@example(1.0 + LAST / 2)
@example(1.0 + LAST * 1.5)
@example(1.0 + 2.0**-52)
def test_it_rounds_as_c_does_and_once(x: float) -> None:
    assert float32(x) == ctypes.c_float(x).value
    assert float32(float32(x)) == float32(x)


def test_sums_of_numbers_of_other_sizes_are_rounded_as_c_does() -> None:
    draw = random.Random(0)
    for _ in range(20_000):
        x, y = (float32(draw.random() * 2.0**size) for size in (draw.randint(-4, 4), draw.randint(-60, 4)))
        for t in (x + y, x - y):
            assert float32(t) == ctypes.c_float(t).value


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
