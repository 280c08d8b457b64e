"""Sums of many small trees, which become functions of a few trees each."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scorelet.pfa.lower import tree_sums
from tests.pfa.fuzz.choices import seeded
from tests.pfa.lower.forests import rows
from tests.pfa.lower.scored import asking, plan_of
from tests.pfa.lower.twins import agreeing

SUM = {"a.sum": "scores"}


@pytest.mark.parametrize("score", ["double", "float"])
@pytest.mark.parametrize("trees", [2, 7, 30])
def test_sums_are_the_same_as_those_of_trees_that_are_walked(score: str, trees: int) -> None:
    engine = agreeing(asking(score, score, SUM, trees=trees), rows(seeded(trees), plan_of(score), 60))
    assert "def trees(total" in engine.code


@pytest.mark.parametrize("score", ["double", "float"])
def test_a_function_has_few_constants_and_few_trees(score: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_sums, "MOST_TREES", 3)
    engine = agreeing(asking(score, score, SUM, trees=10), rows(seeded(3), plan_of(score), 40))
    assert engine.code.count("def trees") == 4
    monkeypatch.setattr(tree_sums, "MAX_CONSTANTS", 1)
    engine = agreeing(asking(score, score, SUM, trees=10), rows(seeded(3), plan_of(score), 40))
    assert engine.code.count("def trees") == 10


def test_large_trees_stay_in_the_action(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_sums, "LARGEST_TREE", 0)
    engine = agreeing(asking("double", "double", SUM, trees=4), rows(seeded(4), plan_of("double"), 40))
    assert "def trees" not in engine.code


def test_sums_that_could_be_too_large_for_32_bits_are_rounded_by_an_array(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_sums, "LARGEST_SUM", 1e-3)
    engine = agreeing(asking("float", "float", SUM, trees=4), rows(seeded(5), plan_of("float"), 40))
    assert "def trees" not in engine.code


# ------------------------------------------------------------------------------------------ rounding

floats = st.floats(-(2.0**120), 2.0**120, width=32)
LAST = 2.0**-23


def rounded(t: float) -> float:
    """As the generated functions round."""
    c = t * 2.0**29
    return c - (c - t)


def assert_rounds(t: float) -> None:
    expected = float(np.float32(t))
    assert rounded(t) == expected
    assert math.copysign(1.0, rounded(t)) == math.copysign(1.0, expected)


@settings(derandomize=True, deadline=None, max_examples=1_000)
@given(floats, floats)
@example(1.0, LAST / 2)
@example(1.0 + LAST, LAST / 2)
@example(2.0 - LAST, LAST / 2)
@example(2.0 - LAST, LAST / 2 - 2.0**-60)
@example(1.0, -(LAST / 4))
@example(-0.0, -0.0)
@example(2.0**-149, 2.0**-149)
@example(2.0**-126, -(2.0**-149))
def test_the_sum_of_two_floats_is_rounded_to_the_nearest_float(x: float, y: float) -> None:
    assert_rounds(x + y)


def test_sums_of_neighbors_and_of_numbers_of_other_sizes_are_rounded() -> None:
    draw = random.Random(0)
    for _ in range(20_000):
        x = float(np.float32(draw.random() * 2.0 ** draw.randint(-4, 4)))
        y = float(np.float32(draw.choice([-1, 1]) * draw.random() * 2.0 ** draw.randint(-60, 4)))
        assert_rounds(x + y)
