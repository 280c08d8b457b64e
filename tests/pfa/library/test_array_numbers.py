"""``a.*``: sums, products and means."""

from __future__ import annotations

import math
import sys
from math import inf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.types import DOUBLE, INT, LONG, Array, Type
from tests.pfa.library.calls import bound, inlined

DOUBLES = Array(DOUBLE)
RANGES: dict[Type, int] = {INT: 2**31, LONG: 2**63}

whole = st.lists(st.sampled_from([0, 1, -1, 2, -(2**15), 2**16, 2**31 - 1, -(2**31), 2**62, -(2**63)]), max_size=6)
factors = st.lists(st.floats(-1e3, 1e3), max_size=6)


@given(whole, st.sampled_from([(INT, 0, "int overflow"), (LONG, 1, "long overflow")]))
def test_whole_numbers_are_exact_or_overflow(a: list[int], kind: tuple[Type, int, str]) -> None:
    items, which, message = kind
    limit = RANGES[items]
    for name, expected, code in (("a.sum", sum(a), 15400), ("a.product", math.prod(a), 15410)):
        if -limit <= expected < limit:
            assert bound(name, Array(items))(a) == expected
        else:
            with pytest.raises(PfaRuntimeError) as raised:
                bound(name, Array(items))(a)
            assert (raised.value.message, raised.value.code) == (message, code + which)


def test_only_the_final_result_counts() -> None:
    assert bound("a.sum", Array(INT))([2**31 - 1, 1, -1]) == 2**31 - 1
    assert bound("a.product", Array(INT))([2**31 - 1] * 100_000 + [0]) == 0
    assert bound("a.product", Array(INT))([2**16, 2**15, -1]) == -(2**31)


def test_a_great_product_is_refused_early() -> None:
    with pytest.raises(PfaRuntimeError, match="int overflow"):
        bound("a.product", Array(INT))([2**31 - 1] * 1_000_000)


@given(factors)
def test_floating_point_runs_from_left_to_right(a: list[float]) -> None:
    total, product = 0.0, 1.0
    for x in a:
        total += x
        product *= x
    for name, expected in (("a.sum", total), ("a.product", product)):
        text = inlined(name, DOUBLES)
        assert text is not None
        assert bound(name, DOUBLES)(a) == expected == text(a)
        assert type(text(a)) is float
        assert inlined(name, Array(INT)) is None


def test_sums_are_not_compensated() -> None:
    assert bound("a.sum", DOUBLES)([1e16, 1.0, 1.0, -1e16]) == 0.0
    assert bound("a.mean")([1e16, 1.0, 1.0, -1e16]) == 0.0


def test_empty_arrays() -> None:
    assert bound("a.sum", Array(INT))([]) == 0
    assert bound("a.product", Array(INT))([]) == 1
    assert bound("a.lnsum")([]) == 0.0
    for name in ("a.mean", "a.geomean", "a.logsumexp"):
        assert isnan(bound(name)([]))


def test_lnsum() -> None:
    assert bound("a.lnsum")([1.0, math.e, math.e]) == 2.0
    assert bound("a.lnsum")([inf]) == inf
    for a in ([0.0], [1.0, -1.0], [nan]):
        assert isnan(bound("a.lnsum")(a))


def test_logsumexp() -> None:
    logsumexp = bound("a.logsumexp")
    assert logsumexp([1000.0, 1000.0]) == pytest.approx(1000.0 + math.log(2.0))
    assert logsumexp([-1000.0, -1000.0]) == pytest.approx(-1000.0 + math.log(2.0))
    assert logsumexp([-inf, 0.0]) == 0.0
    assert logsumexp([-inf, -inf]) == -inf
    assert logsumexp([inf, 1.0]) == inf
    assert isnan(logsumexp([1.0, nan]))


GREAT = sys.float_info.max


@pytest.mark.parametrize(
    ("a", "expected"),
    [
        ([2.0, 8.0], 4.0),
        ([-2.0], -2.0),
        ([0.0, 5.0], 0.0),
        ([inf, 1.0], inf),
        ([1e300] * 3, 1e300),
        ([1e-300] * 4, 1e-300),
        ([GREAT] * 5, GREAT),
        ([5e-324] * 3, 5e-324),
        ([5e-324, GREAT], 2.9802322387695312e-08),
        ([-1e300, -1e300], 1e300),
    ],
)
def test_geomean(a: list[float], expected: float) -> None:
    assert bound("a.geomean")(a) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("a", [[-1.0, 1.0], [-1e300, 1e300], [nan, 1.0], [inf, 0.0]])
def test_no_geomean(a: list[float]) -> None:
    assert isnan(bound("a.geomean")(a))
