from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.pfa.library.registry import lookup
from scorelet.pfa.types import BOOLEAN, DOUBLE, FLOAT, INT, LONG, NULL, STRING, Array, Enum, Field, Record, Type, Union
from tests.pfa.library.calls import resolved

INT_MIN, INT_MAX, LONG_MIN, LONG_MAX = -(2**31), 2**31 - 1, -(2**63), 2**63 - 1
KLEENE = Union([BOOLEAN, NULL])
MAYBE = Union([NULL, DOUBLE])

ints = st.integers(INT_MIN, INT_MAX)
longs = st.integers(LONG_MIN, LONG_MAX)


def same(x: float, y: float) -> bool:
    return repr(x) == repr(y)


@pytest.mark.parametrize(("name", "code"), [("+", 18000), ("-", 18010), ("*", 18020)])
def test_integers_stay_within_their_range(name: str, code: int) -> None:
    run, long_run = resolved(name, INT, INT), resolved(name, LONG, INT)
    big = {"+": (INT_MAX, 1), "-": (INT_MIN, 1), "*": (INT_MIN, -1)}[name]
    long_big = {"+": (LONG_MAX, 1), "-": (LONG_MIN, 1), "*": (LONG_MIN, -1)}[name]
    assert run(7, 3) == {"+": 10, "-": 4, "*": 21}[name]
    assert run(*big) == ("error", code)
    assert long_run(*big) == {"+": 2**31, "-": INT_MIN - 1, "*": 2**31}[name]
    assert long_run(*long_big) == ("error", code + 1)


def test_floating_point_overflows_to_infinity() -> None:
    assert resolved("+", DOUBLE, DOUBLE)(1e308, 1e308) == math.inf
    assert resolved("*", FLOAT, DOUBLE)(-1e308, 10.0) == -math.inf
    assert math.isnan(resolved("-", DOUBLE, DOUBLE)(math.inf, math.inf))


def test_negation_fails_for_one_number_only() -> None:
    assert resolved("u-", INT)(INT_MIN) == ("error", 18050)
    assert resolved("u-", INT)(INT_MAX) == -INT_MAX
    assert resolved("u-", LONG)(LONG_MIN) == ("error", 18051)
    assert same(resolved("u-", DOUBLE)(0.0), -0.0)


def test_division_by_zero_is_infinite() -> None:
    divide = resolved("/", DOUBLE, DOUBLE)
    assert divide(5.0, 2.0) == 2.5
    assert divide(1.0, 0.0) == math.inf
    assert divide(-1.0, 0.0) == -math.inf
    assert divide(1.0, -0.0) == -math.inf
    assert divide(-math.inf, 0.0) == -math.inf
    assert math.isnan(divide(0.0, 0.0))
    assert math.isnan(divide(math.nan, 0.0))


def test_integer_division_goes_down() -> None:
    divide = resolved("//", INT, INT)
    assert [divide(5, 3), divide(-5, 3), divide(5, -3), divide(-6, 3)] == [1, -2, -2, -2]
    assert divide(3, 0) == ("error", 18040)
    assert divide(INT_MIN, -1) == INT_MIN
    assert resolved("//", LONG, INT)(LONG_MIN, -1) == LONG_MIN


def test_modulo_has_the_sign_of_the_modulus_and_remainder_that_of_the_dividend() -> None:
    modulo, remainder = resolved("%", INT, INT), resolved("%%", INT, INT)
    pairs = [(15, 6), (-15, 6), (15, -6), (-15, -6), (12, -6)]
    assert [modulo(*pair) for pair in pairs] == [3, 3, -3, -3, 0]
    assert [remainder(*pair) for pair in pairs] == [3, -3, 3, -3, 0]
    assert modulo(3, 0) == ("error", 18060)
    assert remainder(3, 0) == ("error", 18070)
    assert resolved("%", DOUBLE, DOUBLE)(-15.5, 6.0) == 2.5
    assert resolved("%%", DOUBLE, DOUBLE)(-15.5, 6.0) == -3.5
    assert resolved("%%", DOUBLE, DOUBLE)(1.0, -math.inf) == 1.0
    for name in ("%", "%%"):
        for k, n in [(1.0, 0.0), (math.inf, 2.0), (math.nan, 2.0), (2.0, math.nan)]:
            assert math.isnan(resolved(name, DOUBLE, DOUBLE)(k, n))


def test_integer_powers_are_exact_and_bounded() -> None:
    power, long_power = resolved("**", INT, INT), resolved("**", LONG, LONG)
    assert power(3, 19) == 3**19
    assert power(2, 31) == ("error", 18080)
    assert power(-2, 31) == INT_MIN
    assert long_power(3, 39) == 3**39
    assert long_power(2, 63) == ("error", 18081)
    assert long_power(7, 10**18) == ("error", 18081)
    assert [power(0, 0), power(0, 5), power(0, -1), power(1, -9)] == [1, 0, ("error", 18080), 1]
    assert [power(-1, -9), power(-1, 10**9), power(2, -1), power(-2, -1)] == [-1, 1, 0, 0]


def test_powers_never_fail() -> None:
    power = resolved("**", DOUBLE, DOUBLE)
    cases = [
        ((2.0, 0.5), math.sqrt(2.0)),
        ((-8.0, 1 / 3), math.nan),
        ((10.0, 400.0), math.inf),
        ((-10.0, 401.0), -math.inf),
        ((-10.0, 400.0), math.inf),
        ((0.0, -1.0), math.inf),
        ((-0.0, -3.0), -math.inf),
        ((-0.0, -2.0), math.inf),
        ((0.0, -math.inf), math.inf),
        ((1.0, math.inf), math.nan),
        ((-1.0, -math.inf), math.nan),
        ((1.0, math.nan), math.nan),
        ((math.nan, 0.0), 1.0),
        ((-math.inf, 3.0), -math.inf),
    ]
    for args, expected in cases:
        assert same(power(*args), expected), args


@given(ints, ints)
def test_modulo_completes_integer_division(x: int, y: int) -> None:
    if y:
        quotient, rest = resolved("//", LONG, LONG)(x, y), resolved("%", LONG, LONG)(x, y)
        assert quotient * y + rest == x


@given(longs, longs)
def test_long_addition_is_exact_or_fails(x: int, y: int) -> None:
    expected = x + y if LONG_MIN <= x + y <= LONG_MAX else ("error", 18001)
    assert resolved("+", LONG, LONG)(x, y) == expected


# ------------------------------------------------------------------------------------------------- comparison


RELATIONS = ("==", "!=", "<", "<=", ">", ">=")


def relations(t: Type, x: Any, y: Any) -> str:
    return " ".join(name for name in RELATIONS if resolved(name, t, t)(x, y))


def test_relations() -> None:
    colour = Enum("Colour", ["red", "green"])
    record = Record("R", [Field("x", DOUBLE)])
    lower: list[tuple[Type, Any, Any]] = [
        (INT, 1, 2),
        (STRING, "HAL", "IBM"),
        (colour, "red", "green"),
        (Array(STRING), ["a"], ["a", ""]),
        (record, {"x": 1.0}, {"x": 2.0}),
        (MAYBE, None, -1.0),
        (MAYBE, math.inf, math.nan),
    ]
    for t, x, y in lower:
        assert relations(t, x, y) == "!= < <="
        assert relations(t, y, x) == "!= > >="
        assert relations(t, x, x) == "== <= >="
        assert [resolved("cmp", t, t)(*pair) for pair in ((x, y), (y, x), (x, x))] == [-1, 1, 0]
        assert resolved("max", t, t)(x, y) == resolved("max", t, t)(y, x) or y != y
        assert resolved("min", t, t)(x, y) == resolved("min", t, t)(y, x) == x


def test_nan_alone_is_unordered_but_max_and_cmp_put_it_last() -> None:
    assert relations(DOUBLE, math.nan, 1.0) == "!="
    assert relations(DOUBLE, math.nan, math.nan) == "!="
    assert [resolved("cmp", DOUBLE, DOUBLE)(*pair) for pair in ((math.nan, 1.0), (1.0, math.nan))] == [1, -1]
    for pair in ((math.nan, 1.0), (1.0, math.nan)):
        assert math.isnan(resolved("max", DOUBLE, DOUBLE)(*pair))
        assert resolved("min", DOUBLE, DOUBLE)(*pair) == 1.0


@given(st.floats(), st.floats())
def test_max_and_min_agree_with_cmp(x: float, y: float) -> None:
    order = resolved("cmp", DOUBLE, DOUBLE)(x, y)
    assert same(resolved("max", DOUBLE, DOUBLE)(x, y), x if order >= 0 else y)
    assert same(resolved("min", DOUBLE, DOUBLE)(x, y), x if order < 0 else y)


# ------------------------------------------------------------------------------------------------------- logic


def test_two_valued_logic() -> None:
    pairs = [(False, False), (False, True), (True, False), (True, True)]
    tables = {"&&": [0, 0, 0, 1], "||": [0, 1, 1, 1], "^^": [0, 1, 1, 0]}
    for name, table in tables.items():
        assert [resolved(name, BOOLEAN, BOOLEAN)(*pair) for pair in pairs] == [bool(x) for x in table]
    assert [resolved("!", BOOLEAN)(x) for x in (False, True)] == [True, False]


def test_three_valued_logic() -> None:
    values = [False, None, True]
    both, either = resolved("&&&", KLEENE, KLEENE), resolved("|||", KLEENE, KLEENE)
    assert [[both(x, y) for y in values] for x in values] == [
        [False, False, False],
        [False, None, None],
        [False, None, True],
    ]
    assert [[either(x, y) for y in values] for x in values] == [
        [False, None, True],
        [None, None, True],
        [True, True, True],
    ]
    assert [resolved("!!!", KLEENE)(x) for x in values] == [True, None, False]


@pytest.mark.parametrize(("name", "decisive"), [("&&", False), ("&&&", False), ("||", True), ("|||", True)])
def test_the_second_argument_is_evaluated_only_when_needed(name: str, decisive: bool) -> None:
    found = lookup(name)
    assert found is not None
    assert isinstance(found.inline, str)
    template = found.inline.replace("x", str(decisive)).replace("y", "unknown")
    assert eval(template) is decisive
    with pytest.raises(NameError):
        eval(found.inline.replace("x", str(not decisive)).replace("y", "unknown"))


def test_bits() -> None:
    assert resolved("&", INT, INT)(85, 15) == 5
    assert resolved("|", INT, INT)(85, 15) == 95
    assert resolved("^", LONG, INT)(85, 15) == 90
    assert resolved("~", LONG)(LONG_MAX) == LONG_MIN
