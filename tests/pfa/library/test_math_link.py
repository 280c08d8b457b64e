from __future__ import annotations

from math import exp, inf, isnan, log, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.pfa.types import DOUBLE
from tests.pfa.library.calls import SPARSE_VECTOR, VECTOR, resolved

LINKS = ["logit", "probit", "cloglog", "loglog", "cauchit", "softplus", "relu", "tanh"]
EDGES = [0.0, 0.5, -0.5, 1.0, -1.0, 17.0, -17.0, 708.0, -709.5, 1e300, -1e300, inf, -inf, nan]


@pytest.mark.parametrize(
    ("link", "x", "expected"),
    [
        # References: 40 digits, by an arbitrary-precision library.
        ("logit", 1.0, 0.7310585786300049),
        ("logit", -40.0, 4.248354255291589e-18),
        ("logit", -1000.0, 0.0),
        ("probit", 1.0, 0.8413447460685429),
        ("probit", -10.0, 7.619853024160526e-24),
        ("cloglog", 0.0, 0.6321205588285577),
        ("cloglog", -40.0, 4.248354255291589e-18),
        ("loglog", 0.0, 0.36787944117144233),
        ("cauchit", -1e10, 3.183098861837907e-11),
        ("cauchit", 1.0, 0.75),
        ("softplus", 0.0, log(2.0)),
        ("softplus", -40.0, 4.248354255291589e-18),
        ("softplus", 1000.0, 1000.0),
        ("relu", -3.0, 0.0),
        ("relu", 3.0, 3.0),
        ("tanh", 0.5, 0.46211715726000974),
    ],
)
def test_values(link: str, x: float, expected: float) -> None:
    assert resolved(f"m.link.{link}", DOUBLE)(x) == pytest.approx(expected, rel=1e-14, abs=0.0)


@pytest.mark.parametrize("link", LINKS)
def test_arrays_and_maps_are_elementwise(link: str) -> None:
    name = f"m.link.{link}"
    scalar = resolved(name, DOUBLE)
    finite = [x for x in EDGES if x == x]
    assert resolved(name, VECTOR)(finite) == [scalar(x) for x in finite]
    assert resolved(name, SPARSE_VECTOR)({"a": 0.5, "b": -1.0}) == {"a": scalar(0.5), "b": scalar(-1.0)}
    assert resolved(name, VECTOR)([]) == []
    assert isnan(scalar(nan))
    assert all(type(scalar(x)) is float for x in EDGES)


def test_softmax() -> None:
    softmax = resolved("m.link.softmax", VECTOR)
    total = 1.0 + exp(1.0)
    assert softmax([0.0, 1.0]) == pytest.approx([1.0 / total, exp(1.0) / total], rel=1e-15)
    assert softmax([1000.0, 1000.0]) == [0.5, 0.5]
    assert softmax([-inf, 3.0]) == [0.0, 1.0]
    assert resolved("m.link.softmax", SPARSE_VECTOR)({"b": 7.0, "a": 7.0}) == {"b": 0.5, "a": 0.5}


def test_softmax_without_an_answer() -> None:
    softmax = resolved("m.link.softmax", VECTOR)
    one, zero = softmax([inf, 1.0])
    assert isnan(one)
    assert zero == 0.0
    assert all(map(isnan, softmax([inf, nan, 1.0])))
    assert all(map(isnan, softmax([1.0, nan])))


def test_softmax_needs_input() -> None:
    assert resolved("m.link.softmax", VECTOR)([]) == ("error", 25000)
    assert resolved("m.link.softmax", SPARSE_VECTOR)({}) == ("error", 25000)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=9), st.floats(-1e3, 1e3))
def test_softmax_sums_to_one_and_ignores_a_shift(x: list[float], shift: float) -> None:
    softmax = resolved("m.link.softmax", VECTOR)
    assert sum(softmax(x)) == pytest.approx(1.0)
    assert softmax([value + shift for value in x]) == pytest.approx(softmax(x), rel=1e-9, abs=1e-12)
