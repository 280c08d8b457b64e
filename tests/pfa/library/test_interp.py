"""interp.*: bins, nearest entries, lines between entries."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.library import interp

LINES = [interp.linear, interp.linear_flat, interp.linear_missing]


def table(*entries: tuple[Any, Any]) -> list[dict[str, Any]]:
    return [{"x": x, "to": to} for x, to in entries]


TENT = table((1.0, 4.0), (0.0, 5.0), (0.5, 6.0))


def code_of(call: Callable[..., Any], *args: Any) -> int | None:
    with pytest.raises(PfaRuntimeError) as raised:
        call(*args)
    return raised.value.code


def test_bins_between_ends() -> None:
    assert [interp.find_bin(x, 5, 100.0, 110.0) for x in (100.0, 101.999, 102.0, 109.999)] == [0, 0, 1, 4]
    just_below = math.nextafter(0.3, 0.0)
    assert interp.find_bin(just_below, 3, 0.0, 0.3) == 2


def test_bins_without_end() -> None:
    assert [interp.find_bin(x, 1.0, 0.5) for x in (1.0, 1.6, 0.9)] == [0, 1, -1]
    assert interp.find_bin(-1.0, 0.0, math.inf) == 0


def test_bin_errors() -> None:
    assert code_of(interp.find_bin, 1.0, 0, 3.0, 3.0) == 22000
    assert code_of(interp.find_bin, 1.0, 5, math.nan, 3.0) == 22000
    assert code_of(interp.find_bin, 1.0, 0, 0.0, 3.0) == 22001
    assert [code_of(interp.find_bin, x, 5, 0.0, 3.0) for x in (-0.1, 3.0, math.nan)] == [22002] * 3
    assert code_of(interp.find_bin, 1.0, math.inf, 0.0) == 22000
    assert [code_of(interp.find_bin, 1.0, 0.0, width) for width in (0.0, math.nan)] == [22001] * 2
    assert [code_of(interp.find_bin, x, 0.0, 1e-9) for x in (1e9, math.inf, math.nan)] == [22002] * 3


def test_nearest() -> None:
    assert [interp.nearest_entry(x, TENT) for x in (-9.0, 0.24, 0.25, 0.3, 9.0)] == [5.0, 5.0, 5.0, 6.0, 4.0]
    assert interp.nearest_entry([1.0, 1.0], table(([0.0, 0.0], "a"), ([2.0, 1.0], "b"))) == "b"
    lengths = table(("aaa", 3), ("aaaaaa", 6))
    assert interp.nearest_entry("bbbbb", lengths, lambda x, y: float(abs(len(x) - len(y)))) == 6


def test_nearest_errors() -> None:
    assert code_of(interp.nearest_entry, 1.0, []) == 22010
    assert code_of(interp.nearest_entry, [1.0], table(([1.0], 1), ([1.0, 2.0], 2))) == 22011


def test_lines() -> None:
    for line in LINES:
        assert [line(x, TENT) for x in (0.0, 0.1, 0.5, 0.9, 1.0)] == pytest.approx([5.0, 5.2, 6.0, 4.4, 4.0])


def test_beyond_the_table() -> None:
    assert [interp.linear(x, TENT) for x in (-0.2, 1.2)] == pytest.approx([4.6, 3.2])
    assert [interp.linear_flat(x, TENT) for x in (-0.2, 1.2)] == [5.0, 4.0]
    assert [interp.linear_missing(x, TENT) for x in (-0.2, 1.2)] == [None, None]


def test_vectors_are_interpolated_by_component() -> None:
    for line in LINES:
        assert line(0.5, table((0.0, [0.0, 10.0]), (1.0, [1.0, 20.0]))) == [0.5, 15.0]


def test_of_equal_places_the_first_counts() -> None:
    for line in LINES:
        assert line(0.5, table((0.0, 1.0), (0.0, 99.0), (1.0, 2.0), (math.nan, 99.0))) == 1.5


def test_infinite_inputs() -> None:
    with_infinity = table((0.0, 1.0), (math.inf, 2.0))
    assert math.isnan(interp.linear(math.inf, with_infinity))
    assert interp.linear_flat(math.inf, with_infinity) == 2.0
    assert interp.linear_missing(math.inf, with_infinity) is None


def test_nan_inputs() -> None:
    assert math.isnan(interp.linear(math.nan, TENT))
    assert math.isnan(interp.linear(math.nan, table((0.0, 1.0), (0.0, 2.0))))
    assert interp.linear_flat(math.nan, TENT) == 4.0
    assert interp.linear_missing(math.nan, TENT) is None


@pytest.mark.parametrize(("line", "code"), list(zip(LINES, (22020, 22030, 22040), strict=True)))
def test_line_errors(line: Callable[..., Any], code: int) -> None:
    for too_few in ([], TENT[:1], table((0.0, 1.0), (0.0, 2.0)), table((0.0, 1.0), (math.nan, 2.0))):
        assert code_of(line, 0.5, too_few) == code
    assert code_of(line, 0.5, table((0.0, [1.0]), (1.0, []))) == code + 1


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2, max_size=10), st.floats(-60, 60))
def test_a_line_stays_between_its_ends(entries: list[tuple[int, int]], x: float) -> None:
    places = {place for place, _ in entries}
    if len(places) > 1:
        found = interp.linear_flat(x, table(*((float(a), float(b)) for a, b in entries)))
        values = [value for _, value in entries]
        assert min(values) - 1e-9 <= found <= max(values) + 1e-9
