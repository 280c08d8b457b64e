from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.pfa.types import BOOLEAN, DOUBLE, INT, LONG, NULL, Union
from tests.pfa.library.calls import bound, fails_with

MAYBE_INT = Union([INT, NULL])
OUT_OF_MEMORY = "out of memory"


def test_length_counts_code_points() -> None:
    assert bound("s.len")("aé😀") == 3


def test_pieces_follow_slices() -> None:
    substr = bound("s.substr")
    assert substr("ABCDEFG", 2, 4) == "CD"
    assert substr("ABCDEFG", -3, 99) == "EFG"
    assert substr("ABCDEFG", 4, 2) == ""


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(1, 3, "A..DE"), (3, 1, "ABC..DE"), (-2, 99, "ABC.."), (99, 1, "ABCDE.."), (0, 0, "..ABCDE"), (-99, -4, "..BCDE")],
)
def test_replacing_a_piece(start: int, end: int, expected: str) -> None:
    assert bound("s.substrto")("ABCDE", start, end, "..") == expected


@given(st.text(), st.integers(-9, 9), st.integers(-9, 9))
def test_replacing_a_piece_by_itself_changes_nothing(s: str, start: int, end: int) -> None:
    assert bound("s.substrto")(s, start, end, bound("s.substr")(s, start, end)) == s


def test_splitting_and_joining() -> None:
    split = bound("s.split")
    assert split("a, b, c", ", ") == ["a", "b", "c"]
    assert split("-a-", "-") == ["", "a", ""]
    assert split("abc", "z") == ["abc"]
    assert split("abc", "") == []
    assert bound("s.join")(["a", "b"], "/") == "a/b"
    assert bound("s.join")([], "/") == ""
    assert bound("s.concat")("a", "b") == "ab"


@given(st.lists(st.text("abc", max_size=3), min_size=1))
def test_split_undoes_join(parts: list[str]) -> None:
    assert bound("s.split")(bound("s.join")(parts, "/"), "/") == parts


def test_repeat() -> None:
    repeat = bound("s.repeat")
    assert repeat("ab", 3) == "ababab"
    assert repeat("ab", 0) == ""
    assert repeat("ab", -3) == ""
    assert repeat("", 2**31 - 1) == ""
    fails_with(None, OUT_OF_MEMORY, repeat, "ab", 2**31 - 1)


def test_searching() -> None:
    assert bound("s.contains")("hello", "ell") is True
    assert bound("s.startswith")("hello", "he") is True
    assert bound("s.endswith")("hello", "he") is False
    assert bound("s.index")("hello", "l") == 2
    assert bound("s.rindex")("hello", "l") == 3
    assert bound("s.index")("hello", "z") == bound("s.rindex")("hello", "z") == -1
    assert bound("s.count")("aaaa", "aa") == 2
    assert bound("s.count")("aaaa", "") == 0


def test_changing() -> None:
    assert bound("s.lower")("HEy") == "hey"
    assert bound("s.upper")("HEy") == "HEY"
    assert bound("s.lstrip")("xyhixy", "yx") == "hixy"
    assert bound("s.rstrip")("xyhixy", "yx") == "xyhi"
    assert bound("s.strip")("xyhixy", "yx") == "hi"
    assert bound("s.strip")(" hi ", "") == " hi "


def test_replacing() -> None:
    assert bound("s.replaceall")("hey hey", "ey", "o") == "ho ho"
    assert bound("s.replacefirst")("hey hey", "ey", "o") == "ho hey"
    assert bound("s.replacelast")("hey hey", "ey", "o") == "hey ho"
    assert bound("s.replacelast")("hey", "z", "o") == "hey"
    assert bound("s.replacelast")("hey", "", "o") == "heyo"
    assert bound("s.replacefirst")("", "", "o") == "o"


def test_translate() -> None:
    translate = bound("s.translate")
    assert translate("hello", "el", "ip") == "hippo"
    assert translate("hello", "lo", "p") == "hepp"
    assert translate("hello", "ll", "xy") == "hexxo"
    assert translate("hello", "", "xy") == "hello"


# ------------------------------------------------------------------------------------------------- numbers


def test_integers() -> None:
    decimal = bound("s.int")
    assert decimal(-(2**63)) == "-9223372036854775808"
    assert decimal(-12, 6, False) == "   -12"
    assert decimal(-12, -6, False) == "-12   "
    assert decimal(-12, 6, True) == "-00012"
    assert decimal(123456, 3, True) == "123456"
    fails_with(39240, "negative width cannot be used with zero-padding", decimal, 1, -6, True)
    fails_with(None, OUT_OF_MEMORY, decimal, 1, 2**31 - 1, False)


def test_hexadecimal() -> None:
    hexadecimal = bound("s.hex")
    assert hexadecimal(255) == "ff"
    assert hexadecimal(255, 4, False) == "  ff"
    assert hexadecimal(255, -4, False) == "ff  "
    assert hexadecimal(255, 4, True) == "00ff"
    fails_with(39111, "negative number", hexadecimal, -1)
    fails_with(39110, "negative width cannot be used with zero-padding", hexadecimal, 1, -4, True)


def test_number_with_an_integer() -> None:
    number = bound("s.number", LONG, INT, BOOLEAN)
    assert bound("s.number", LONG)(-5) == "-5"
    assert number(-5, 4, True) == "-005"
    fails_with(39120, "negative width cannot be used with zero-padding", number, 1, -4, True)


@pytest.mark.parametrize(
    ("x", "width", "precision", "expected"),
    [
        (math.pi, None, None, "3.141593"),
        (math.pi, 10, None, "  3.141593"),
        (math.pi, -10, None, "3.141593  "),
        (math.pi, None, 3, "3.142"),
        (math.pi, 1, 10, "3.1415926536"),
        (17.0, None, None, "17.0"),
        (17.0, None, 0, "17.0"),
        (100000.0, None, None, "100000.0"),
        (100001.0, None, None, "1.00001e+05"),
        (1e100, None, 2, "1.00e+100"),
        (0.0001, None, None, "0.0001"),
        (-1e-05, None, None, "-1.0e-05"),
        (-0.0001, None, 3, "-0.000"),
        (-0.0, None, None, "0.0"),
        (-0.0, None, 3, "0.000"),
        (math.nan, 5, 3, "  nan"),
        (math.inf, -5, None, "inf  "),
        (-math.inf, None, 1, "-inf"),
    ],
)
def test_number(x: float, width: int | None, precision: int | None, expected: str) -> None:
    assert bound("s.number", DOUBLE, MAYBE_INT, MAYBE_INT)(x, width, precision) == expected


def test_number_with_its_own_limits_for_exponents() -> None:
    number = bound("s.number", DOUBLE, MAYBE_INT, MAYBE_INT, DOUBLE, DOUBLE)
    assert number(123.0, None, None, 1.0, 100.0) == "1.23e+02"
    assert number(0.5, None, None, 1.0, 100.0) == "5.0e-01"
    assert number(1e7, None, None, 1.0, 1e8) == "10000000.0"


def test_number_errors() -> None:
    number = bound("s.number", DOUBLE, MAYBE_INT, MAYBE_INT)
    fails_with(39121, "negative precision", number, math.nan, None, -1)
    fails_with(None, OUT_OF_MEMORY, number, 1.0, None, 2**31 - 1)
    fails_with(None, OUT_OF_MEMORY, number, 1.0, -(2**31), None)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back(x: float) -> None:
    number = bound("s.number", DOUBLE, MAYBE_INT, MAYBE_INT)
    assert float(number(x, None, None)) == pytest.approx(x, rel=1e-6, abs=1e-6)
    assert "." in number(x, None, 0)
