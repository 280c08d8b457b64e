"""The training baseline: sketches of features and predictions."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.bundle.baseline import (
    CATEGORIES,
    OUTPUTS,
    QUANTILES,
    Baseline,
    Categories,
    Numbers,
    baseline_of,
    categories,
    numbers,
    read_baseline,
)
from scorelet.bundle.fields import Field, InputSpec
from scorelet.errors import BundleError
from tests.bundle.models import ANSWERS, ROWS, SPEC

FINITE = st.floats(allow_nan=False, allow_infinity=False)


def test_numbers() -> None:
    assert numbers([3.0, None, 1, math.nan, math.inf, 2.0]) == Numbers(6, 2, 1, 1.0, 3.0, 2.0, (1.0, 2.0, 3.0))
    assert numbers([None]) == Numbers(1, 1, 0, None, None, None, ())
    assert numbers([]) == Numbers(0, 0, 0, None, None, None, ())
    assert numbers([None, 1.0]).missing_rate == 0.5
    assert numbers([]).missing_rate == 0.0


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(FINITE, min_size=1, max_size=30) | st.integers(102, 250).map(lambda n: [float(-i) for i in range(n)]))
def test_quantiles_are_at_evenly_spaced_ranks(values: list[float]) -> None:
    found = numbers(values)
    ordered, steps = sorted(values), min(len(values), QUANTILES) - 1
    wanted = [ordered[floor(Fraction(i, max(steps, 1)) * (len(values) - 1))] for i in range(steps + 1)]
    assert list(found.quantiles) == wanted
    assert (found.minimum, found.maximum) == (min(values), max(values)) == (wanted[0], wanted[-1])


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(FINITE, min_size=1), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(values: list[float], random: Any) -> None:
    shuffled = random.sample(values, len(values))
    assert numbers(values) == numbers(shuffled)
    mean = numbers(values).mean
    assert mean is not None
    assert min(values) <= mean <= max(values)


def test_the_mean_of_huge_numbers() -> None:
    big = 1.7e308
    assert numbers([big, big, big]).mean == pytest.approx(big)
    assert numbers([big, -big]).mean == 0.0


def test_categories() -> None:
    found = categories(["b", "a", None, "b", math.nan, True, False, 1, 2.0])
    assert found == Categories(9, 2, {"b": 2, "1": 1, "2.0": 1, "a": 1, "false": 1, "true": 1}, 0)
    assert list(found.counts) == ["b", "1", "2.0", "a", "false", "true"]
    assert found.missing_rate == 2 / 9


def test_only_so_many_categories_are_counted_apart() -> None:
    found = categories([f"{i:03}" for i in range(70) for _ in range(2 if i >= 20 else 1)])
    assert list(found.counts) == [f"{i:03}" for i in range(20, 70)]
    assert (len(found.counts), found.others) == (CATEGORIES, 20)


def test_a_baseline() -> None:
    assert baseline_of(SPEC, ROWS, ANSWERS) == Baseline(
        rows=2,
        features={
            "age": Numbers(2, 0, 0, 20.0, 40.0, 30.0, (20.0, 40.0)),
            "income": Numbers(2, 1, 0, 1.5, 1.5, 1.5, (1.5,)),
            "home_town": Categories(2, 0, {"Bonn": 1, "Köln": 1}, 0),
        },
        predictions={
            "label": Categories(2, 0, {"Köln": 1, "young": 1}, 0),
            "score": Numbers(2, 1, 0, 1.5, 1.5, 1.5, (1.5,)),
        },
    )


def test_sorts_of_features_and_predictions() -> None:
    spec = InputSpec(
        "record", (Field("n", "integer"), Field("code", "integer", categories=(1, 2)), Field("flag", "boolean"))
    )
    rows = [{"n": 1, "code": 2, "flag": True}]
    answers = [{"label": 3, "probabilities": {"a": 0.25, "b": 0.75}, "list": [1.0, 2.0]}]
    found = baseline_of(spec, rows, answers)
    one = Numbers(1, 0, 0, 1.0, 1.0, 1.0, (1.0,))
    assert found.features == {"n": one, "code": Categories(1, 0, {"2": 1}, 0), "flag": Categories(1, 0, {"true": 1}, 0)}
    assert list(found.predictions) == ["label", "list.0", "list.1", "probabilities.a", "probabilities.b"]
    assert found.predictions["label"] == Categories(1, 0, {"3": 1}, 0)
    assert found.predictions["list.0"] == one
    assert baseline_of(spec, rows, [1.0]).predictions == {"prediction": one}
    wide = baseline_of(spec, rows, [[0.0] * 500])
    assert len(wide.predictions) == OUTPUTS


def test_texts_by_their_length() -> None:
    spec = InputSpec("text", (Field("review", "string", missing=True),))
    found = baseline_of(spec, ["a", "abc", None], ["x", "x", "y"])
    assert found.features == {"review": Numbers(3, 1, 0, 1.0, 3.0, 2.0, (1.0, 3.0))}
    assert found.predictions == {"prediction": Categories(3, 0, {"x": 2, "y": 1}, 0)}


def test_it_is_read_back() -> None:
    found = baseline_of(SPEC, ROWS, ANSWERS)
    assert read_baseline(found.write()) == found
    assert json.loads(found.write())["features"]["age"] == {
        "rows": 2,
        "missing": 0,
        "infinite": 0,
        "minimum": 20.0,
        "maximum": 40.0,
        "mean": 30.0,
        "quantiles": [20.0, 40.0],
        "sketch": "numbers",
    }
    with pytest.raises(BundleError) as caught:
        read_baseline(found.write().replace(b'"sketch":"numbers"', b'"sketch":"histogram"', 1))
    assert str(caught.value) == (
        "baseline.json: expected one of 'numbers', 'categories', got string 'histogram' - at $.features.age.sketch"
    )
