from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.pfa.types import INT, STRING
from tests.pfa.library.calls import resolved

parse_int = resolved("parse.int", STRING, INT)
parse_long = resolved("parse.long", STRING, INT)
parse_float = resolved("parse.float", STRING)
parse_double = resolved("parse.double", STRING)


def test_integers() -> None:
    assert parse_int("  \n +123\t", 10) == 123
    assert parse_int("-fF", 16) == -255
    assert parse_int("zZ", 36) == 35 * 37
    assert parse_int("0" * 5000 + "7", 10) == 7
    assert parse_int("-2147483648", 10) == -(2**31)
    assert parse_int("2147483648", 10) == ("error", 33000)
    assert parse_long("9223372036854775807", 10) == 2**63 - 1
    assert parse_long("9223372036854775808", 10) == ("error", 33010)
    assert parse_long("9" * 10_000, 10) == ("error", 33010)


@pytest.mark.parametrize("text", ["", "+", "-", "1_0", "1.0", "٣", "- 1", "+-1", "2", "0b1", "b1", "\u212a"])
def test_what_is_no_integer(text: str) -> None:
    assert parse_int(text, 2) == ("error", 33000)
    assert parse_long(text, 2) == ("error", 33010)


def test_a_prefix_is_not_part_of_a_number() -> None:
    assert parse_int("0x1f", 16) == ("error", 33000)
    assert parse_int("x1f", 16) == ("error", 33000)
    assert parse_int("0b1", 16) == 0xB1
    assert parse_int("o7", 8) == ("error", 33000)


@pytest.mark.parametrize("base", [-1, 0, 1, 37])
def test_bases_have_a_range(base: int) -> None:
    assert parse_int("?", base) == ("error", 33001)
    assert parse_long("?", base) == ("error", 33011)


def test_floating_point_numbers() -> None:
    for text, expected in {
        "5": 5.0,
        ".5": 0.5,
        "5.": 5.0,
        " -1.5E+2 ": -150.0,
        "+Inf": math.inf,
        "-inf": -math.inf,
    }.items():
        assert parse_double(text) == expected
        assert parse_float(text) == expected
    assert math.isnan(parse_double("NaN"))
    assert parse_double("1e999") == math.inf
    assert parse_double("1e-999") == 0.0


@pytest.mark.parametrize("text", ["", ".", "e5", "1e", "1_0", "infinity", "-nan", "+nan", "0x10", "٣", "1e5e5", "12f3"])
def test_what_is_no_floating_point_number(text: str) -> None:
    assert parse_float(text) == ("error", 33020)
    assert parse_double(text) == ("error", 33030)


@given(st.floats())
def test_what_was_written_is_read(x: float) -> None:
    assert repr(parse_double(repr(x))) == repr(x)
