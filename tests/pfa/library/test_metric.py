"""metric.*: distances, similarities, missing values, IEEE corner cases."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.library.registry import lookup

finite = st.floats(-1e6, 1e6)
pairs = st.lists(st.tuples(finite, finite), min_size=1, max_size=8)


def run(name: str) -> Callable[..., Any]:
    found = lookup(name)
    assert found is not None
    return found.run


def code_of(name: str, *args: Any) -> int | None:
    with pytest.raises(PfaRuntimeError) as raised:
        run(name)(*args)
    return raised.value.code


abs_diff = run("metric.absDiff")


def other_diff(x: float, y: float) -> float:
    """Like absDiff, but not known to be: it goes the general way."""
    return abs(x - y)


def test_simple_euclidean() -> None:
    assert run("metric.simpleEuclidean")([1.0, 2.0, 3.0], [0.0, 0.0, 0.0]) == math.sqrt(14.0)
    assert run("metric.simpleEuclidean")([], []) == 0.0


def test_nan_beside_infinity_is_nan() -> None:
    assert math.isnan(run("metric.simpleEuclidean")([math.nan, math.inf], [0.0, 0.0]))
    assert run("metric.simpleEuclidean")([math.inf, 1.0], [0.0, 0.0]) == math.inf


def test_similarities_of_numbers() -> None:
    assert abs_diff(-math.inf, 1.0) == math.inf
    gaussian = run("metric.gaussianSimilarity")
    assert gaussian(1.0, 3.0, 2.0) == 0.5
    assert gaussian(1.0, 3.0, 0.0) == 0.0
    assert math.isnan(gaussian(1.0, 1.0, 0.0))
    assert gaussian(1e200, -1e200, 1.0) == 0.0


def test_missing_components_are_scaled_up() -> None:
    x, y = [None, 2.0, 3.0], [0.0, 0.0, 0.0]
    assert run("metric.euclidean")(abs_diff, x, y) == pytest.approx(math.sqrt(13.0 * 3.0 / 2.0))
    assert run("metric.squaredEuclidean")(abs_diff, x, y) == pytest.approx(13.0 * 3.0 / 2.0)
    assert run("metric.taxicab")(abs_diff, x, y) == pytest.approx(5.0 * 3.0 / 2.0)
    assert run("metric.chebyshev")(abs_diff, x, y) == pytest.approx(3.0 * 3.0 / 2.0)
    assert run("metric.minkowski")(abs_diff, x, y, 3.0) == pytest.approx((35.0 * 3.0 / 2.0) ** (1.0 / 3.0))


def test_missing_weights() -> None:
    x, y, weights = [None, 2.0, 3.0], [0.0, 0.0, 0.0], [2.0, 1.0, 1.0]
    assert run("metric.taxicab")(abs_diff, x, y, weights) == 5.0 * 4.0 / 2.0
    assert run("metric.taxicab")(abs_diff, [1.0, 2.0, 3.0], y, weights) == 6.0
    assert run("metric.taxicab")(abs_diff, x, y, [2.0, 1.0, -1.0]) == math.inf


def test_a_negative_sum_has_no_root() -> None:
    assert math.isnan(run("metric.euclidean")(abs_diff, [None, 2.0], [0.0, 0.0], [-3.0, 1.0]))


@pytest.mark.parametrize("name", ["euclidean", "squaredEuclidean", "chebyshev", "taxicab"])
def test_nothing_present_is_nan(name: str) -> None:
    metric = run(f"metric.{name}")
    assert math.isnan(metric(abs_diff, [], []))
    assert math.isnan(metric(abs_diff, [None, 1.0], [1.0, None]))
    assert math.isnan(metric(abs_diff, [None], [None], [1.0]))


def test_minkowski_with_infinite_power_is_chebyshev() -> None:
    x, y = [1.0, -7.0, 3.0], [0.0, 0.0, 0.5]
    assert run("metric.minkowski")(abs_diff, x, y, math.inf) == run("metric.chebyshev")(abs_diff, x, y) == 7.0


def test_minkowski_overflows_to_infinity() -> None:
    assert run("metric.minkowski")(abs_diff, [1e200], [0.0], 2.5) == math.inf
    assert run("metric.minkowski")(abs_diff, [2.0, 2.0], [0.0, 0.0], 1e-5) == math.inf


def test_minkowski_with_a_negative_similarity() -> None:
    def minus(x: float, y: float) -> float:
        return x - y

    assert run("metric.minkowski")(minus, [-2.0, 3.0], [0.0, 0.0], 3.0) == pytest.approx(19.0 ** (1.0 / 3.0))
    assert math.isnan(run("metric.minkowski")(minus, [-2.0, 3.0], [0.0, 0.0], 0.5))
    assert run("metric.minkowski")(minus, [-1e200, 3.0], [0.0, 0.0], 1.0) == -1e200
    assert run("metric.minkowski")(minus, [-1e200, 3.0], [0.0, 0.0], 3.0) == math.inf


@pytest.mark.parametrize(
    ("name", "more", "code"),
    [
        ("euclidean", (), 28030),
        ("squaredEuclidean", (), 28040),
        ("chebyshev", (), 28050),
        ("taxicab", (), 28060),
        ("minkowski", (2.0,), 28070),
        ("minkowski", (-1.0,), 28070),
    ],
)
def test_dimensions_must_match(name: str, more: tuple[float, ...], code: int) -> None:
    assert code_of(f"metric.{name}", abs_diff, [1.0], [], *more) == code
    assert code_of(f"metric.{name}", abs_diff, [1.0], [1.0], *more, [1.0, 1.0]) == code


def test_other_errors() -> None:
    assert code_of("metric.simpleEuclidean", [1.0], []) == 28000
    assert code_of("metric.minkowski", abs_diff, [1.0], [1.0], 0.0) == 28071
    assert code_of("metric.simpleMatching", [True], []) == 28080
    assert code_of("metric.jaccard", [True], []) == 28090
    assert code_of("metric.tanimoto", [True], []) == 28100
    assert code_of("metric.binarySimilarity", [True], [], *[1.0] * 8) == 28110


def test_binary_similarities() -> None:
    x, y = [True, True, False], [True, False, True]
    assert run("metric.simpleMatching")(x, y) == 1 / 3
    assert run("metric.jaccard")(x, y) == 1 / 3
    assert run("metric.tanimoto")(x, y) == 1 / 5
    assert run("metric.binarySimilarity")(x, y, 1.0, 2.0, 3.0, 4.0, 4.0, 3.0, 2.0, 1.0) == 1.5
    assert run("metric.binarySimilarity")(x, y, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0) == math.inf
    assert run("metric.binarySimilarity")(x, y, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, -0.0) == math.inf
    assert run("metric.binarySimilarity")(x, y, -1.0, -1.0, -1.0, -1.0, 0.0, 0.0, 0.0, 0.0) == -math.inf
    assert math.isnan(run("metric.jaccard")([False], [False]))
    assert math.isnan(run("metric.simpleMatching")([], []))


@given(pairs)
def test_the_fast_way_is_the_general_way(components: list[tuple[float, float]]) -> None:
    x, y = [a for a, _ in components], [b for _, b in components]
    fast = run("metric.euclidean")(abs_diff, x, y)
    assert fast == pytest.approx(run("metric.euclidean")(other_diff, x, y), rel=1e-12, abs=1e-150)
    assert fast == run("metric.simpleEuclidean")(x, y)


@given(pairs)
def test_norms_are_ordered(components: list[tuple[float, float]]) -> None:
    x, y = [a for a, _ in components], [b for _, b in components]
    largest, plain, taxi = (run(f"metric.{n}")(abs_diff, x, y) for n in ("chebyshev", "euclidean", "taxicab"))
    assert largest <= plain * (1 + 1e-12)
    assert plain <= taxi * (1 + 1e-12)
