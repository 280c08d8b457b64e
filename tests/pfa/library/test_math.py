from __future__ import annotations

import math as python
from math import inf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.pfa.library.registry import functions
from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN
from scorelet.pfa.types import DOUBLE, FLOAT, INT, LONG, Type
from tests.pfa.library.calls import resolved

EDGES = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 1.5, -17.0, 100.0, 708.9, 709.5, 710.0, -746.0, 1e300, -1e300, inf, -inf, nan]
OF_ONE = sorted(f.name for f in functions("m.") if f.name.count(".") == 1 and "(x: double) -> double" in f.signatures)


def same(a: float, b: float) -> bool:
    return a == b or (isnan(a) and isnan(b))


@pytest.mark.parametrize("name", OF_ONE)
def test_every_double_has_an_answer_of_type_double(name: str) -> None:
    run = resolved(name, DOUBLE)
    assert all(type(run(x)) is float for x in EDGES)


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        ("m.ln", 0.0, -inf),
        ("m.ln", -1.0, nan),
        ("m.log10", 0.0, -inf),
        ("m.log10", 1000.0, 3.0),
        ("m.ln1p", -1.0, -inf),
        ("m.ln1p", -1.5, nan),
        ("m.exp", 1000.0, inf),
        ("m.exp", -inf, 0.0),
        ("m.expm1", 1000.0, inf),
        ("m.expm1", 1e-12, 1.0000000000005e-12),
        ("m.sqrt", -1.0, nan),
        ("m.sin", inf, nan),
        ("m.cos", -inf, nan),
        ("m.tan", nan, nan),
        ("m.asin", 1.0000001, nan),
        ("m.acos", -inf, nan),
        ("m.atan", inf, python.pi / 2),
        ("m.sinh", -1000.0, -inf),
        ("m.cosh", -1000.0, inf),
        ("m.tanh", -inf, -1.0),
        ("m.floor", -0.5, -1.0),
        ("m.floor", -inf, -inf),
        ("m.ceil", 0.5, 1.0),
        ("m.rint", 2.5, 2.0),
        ("m.rint", 3.5, 4.0),
    ],
)
def test_values(name: str, x: float, expected: float) -> None:
    assert same(resolved(name, DOUBLE)(x), expected)


def test_constants() -> None:
    assert resolved("m.pi")() == python.pi
    assert resolved("m.e")() == python.e


def test_two_arguments() -> None:
    assert resolved("m.atan2", DOUBLE, DOUBLE)(1.0, -1.0) == 0.75 * python.pi
    assert resolved("m.hypot", DOUBLE, DOUBLE)(3e200, 4e200) == pytest.approx(5e200, rel=1e-15)


@pytest.mark.parametrize(
    ("x", "base", "expected"),
    [
        (8.0, 2, 3.0),
        (0.001, 10, -3.0),
        (25.0, 5, 2.0),
        (0.0, 7, -inf),
        (-1.0, 2, nan),
        (0.5, 1, -inf),
        (2.0, 1, inf),
        (1.0, 1, nan),
        (0.0, 1, -inf),
        (-1.0, 1, nan),
    ],
)
def test_log(x: float, base: int, expected: float) -> None:
    assert same(resolved("m.log", DOUBLE, INT)(x, base), expected)


def test_log_needs_a_positive_base() -> None:
    for base in (0, -2):
        assert resolved("m.log", DOUBLE, INT)(1.0, base) == ("error", 27170)


def test_abs() -> None:
    assert resolved("m.abs", INT)(-5) == 5
    assert resolved("m.abs", LONG)(INT_MIN) == 2**31
    assert resolved("m.abs", FLOAT)(-0.5) == 0.5
    assert resolved("m.abs", INT)(INT_MIN) == ("error", 27020)
    assert resolved("m.abs", LONG)(LONG_MIN) == ("error", 27021)


@pytest.mark.parametrize(
    ("t", "magnitude", "sign", "expected"),
    [
        (INT, 17, -1, -17),
        (INT, -17, 0, 17),
        (INT, INT_MIN, 1, INT_MAX),
        (INT, INT_MIN, -1, INT_MIN),
        (LONG, LONG_MIN, 0, LONG_MAX),
        (DOUBLE, 2.0, -3.0, -2.0),
        (DOUBLE, -2.0, -0.0, 2.0),
        (DOUBLE, -2.0, nan, 2.0),
    ],
)
def test_copysign(t: Type, magnitude: float, sign: float, expected: float) -> None:
    assert resolved("m.copysign", t, t)(magnitude, sign) == expected


def test_signum() -> None:
    signum = resolved("m.signum", DOUBLE)
    assert [signum(x) for x in (-inf, -1e-300, -0.0, 0.0, nan, 3.0)] == [-1, -1, 0, 0, 0, 1]
    assert type(signum(1.0)) is int


@pytest.mark.parametrize(
    ("x", "expected"),
    [(0.5, 1), (-0.5, 0), (-1.5, -1), (2.4999, 2), (0.49999999999999994, 0), (4503599627370497.0, 4503599627370497)],
)
def test_round(x: float, expected: int) -> None:
    assert resolved("m.round", DOUBLE)(x) == expected


def test_round_overflow() -> None:
    for x in (inf, -inf, nan, 2.0**31):
        assert resolved("m.round", FLOAT)(x) == ("error", 27190)
    for x in (inf, -inf, nan, 2.0**63):
        assert resolved("m.round", DOUBLE)(x) == ("error", 27191)
    assert resolved("m.round", DOUBLE)(-(2.0**63)) == LONG_MIN


@given(st.floats(-(2.0**62), 2.0**62))
def test_round_is_nearest(x: float) -> None:
    nearest = resolved("m.round", DOUBLE)(x)
    assert nearest - 0.5 <= x <= nearest + 0.5
