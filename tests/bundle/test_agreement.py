"""When two answers are the same."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.bundle.agreement import Comparison, Extent, typical_of

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("original", "packed", "same"),
    [
        ("a", "a", True),
        ("a", "b", False),
        (1, 1.0, True),
        (1.0, 1, True),
        (True, 1, False),
        (1.0, True, False),
        (True, True, True),
        ("1", 1, False),
        (None, None, True),
        (None, 0, False),
        (1_000_000, 1_000_001, False),
        (1_000_000.0, 1_000_000.1, True),
        (1_000_000.0, 1_000_001.5, False),
        (0.0, -0.0, True),
        (NAN, NAN, True),
        (NAN, 0.0, False),
        (INF, INF, True),
        (INF, -INF, False),
        (INF, 1e308, False),
        (1e308, -1e308, False),
        ([1.0, 2.0], {"a": 1.0, "b": 2.0}, True),
        ([1.0, 2.0], {"a": 2.0, "b": 1.0}, False),
        ({"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 2.0}, True),
        ({"a": 1.0, "b": 2.0}, {"a": 1.0, "c": 2.0}, False),
        ([1.0], 1.0, True),
        ([1.0], [1.0, 1.0], False),
        ([], [], True),
        ([["a", 1.0]], [["a", 1.0]], True),
        ([["a", 1.0]], [["b", 1.0]], False),
    ],
)
def test_the_same_or_not(original: Any, packed: Any, same: bool) -> None:
    assert Comparison(1e-6).agrees(original, packed) is same


def test_labels_that_are_numbers_are_the_same_or_not() -> None:
    labels = Comparison(1e-6, exact=True)
    assert labels.agrees(2.0, 2)
    assert not labels.agrees(2.0, 2.000001)
    assert labels.extent == Extent()


def test_the_largest_differences() -> None:
    comparison = Comparison(1e-6)
    assert comparison.agrees([1.0, 4.0], [1.0 + 2.0**-50, 4.0 + 2.0**-49])
    assert comparison.extent == Extent(absolute=2.0**-49, relative=2.0**-50 / (1 + 2.0**-50), ulps=4.0, numbers=2)


def test_a_sum_near_zero_is_held_against_a_typical_answer() -> None:
    comparison = Comparison(1e-9)
    assert not comparison.agrees(1e-10, 1.1e-10)
    assert comparison.agrees(1e-10, 1.1e-10, typical=100.0)
    assert not comparison.agrees(1e-7, 3e-7, typical=100.0)


def test_what_is_typical() -> None:
    assert typical_of([[0.5, -3.0], {"a": 2.0}, 1.0, "label", 7, NAN, [INF]]) == 2.0
    assert typical_of(["label", 7]) == 0.0
    assert typical_of([1.0, 2.0, 1e300]) == 2.0


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.floats(), st.floats(), st.sampled_from([0.0, 1e-9, 1e-6]), st.floats(0, 1e300))
def test_agreement_is_what_the_largest_difference_says(a: float, b: float, tolerance: float, typical: float) -> None:
    comparison = Comparison(tolerance)
    same = comparison.agrees(a, b, typical)
    assert same == Comparison(tolerance).agrees(b, a, typical)
    if math.isfinite(a) and math.isfinite(b):
        assert same == (comparison.extent.relative <= tolerance)
        assert comparison.extent.absolute == abs(a - b)
