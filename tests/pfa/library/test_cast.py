from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.pfa.types import (
    BOOLEAN,
    BYTES,
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    NULL,
    NUMBERS,
    STRING,
    Array,
    Enum,
    Field,
    Fixed,
    Map,
    Record,
    Type,
    Union,
)
from tests.pfa.library.calls import resolved

COLOUR = Enum("Colour", ["red", "green", "blue"])
FANOUTS = ["Boolean", "Int", "Long", "Float", "Double"]


# ----------------------------------------------------------------------------------------------------- numbers


def test_signed_and_unsigned_keep_the_lowest_bits() -> None:
    signed, unsigned = resolved("cast.signed", LONG, INT), resolved("cast.unsigned", LONG, INT)
    assert [signed(x, 8) for x in (-258, -129, -128, 127, 128, 256)] == [-2, 127, -128, 127, -128, 0]
    assert [unsigned(x, 8) for x in (-257, -1, 0, 255, 256)] == [255, 255, 0, 255, 0]
    assert signed(-(2**63), 64) == -(2**63)
    assert unsigned(-1, 63) == 2**63 - 1
    assert [signed(5, bits) for bits in (1, 65)] == [("error", 17000)] * 2
    assert [unsigned(5, bits) for bits in (0, 64)] == [("error", 17010)] * 2


@given(st.integers(-(2**63), 2**63 - 1), st.integers(2, 63))
def test_signed_and_unsigned_agree_on_the_bits(x: int, bits: int) -> None:
    low, high = resolved("cast.signed", LONG, INT)(x, bits), resolved("cast.unsigned", LONG, INT)(x, bits)
    assert (x - low) % 2**bits == (x - high) % 2**bits == 0
    assert -(2 ** (bits - 1)) <= low < 2 ** (bits - 1)
    assert 0 <= high < 2**bits


def test_rounding_goes_to_the_nearest_and_halves_upwards() -> None:
    to_int = resolved("cast.int", DOUBLE)
    given_values = (0.5, -0.5, 1.5, 2.5, -2.5, -0.51, 0.49999999999999994, -0.0)
    assert [to_int(x) for x in given_values] == [1, 0, 2, 3, -2, -1, 0, 0]


def test_integers_have_a_range() -> None:
    to_int, to_long = resolved("cast.int", DOUBLE), resolved("cast.long", DOUBLE)
    assert to_int(2147483647.4) == 2**31 - 1
    assert to_int(2147483647.5) == ("error", 17020)
    assert resolved("cast.int", LONG)(-(2**31)) == -(2**31)
    assert resolved("cast.int", LONG)(-(2**31) - 1) == ("error", 17020)
    assert to_long(-(2.0**63)) == -(2**63)
    assert to_long(2.0**63) == ("error", 17030)
    for x in (math.nan, math.inf, -math.inf):
        assert to_int(x) == ("error", 17020)
        assert to_long(x) == ("error", 17030)


def test_every_number_becomes_every_number() -> None:
    for t in NUMBERS:
        one: Any = 1 if t in (INT, LONG) else 1.0
        for name, expected in {"int": 1, "long": 1, "float": 1.0, "double": 1.0}.items():
            result = resolved(f"cast.{name}", t)(one)
            assert result == expected
            assert type(result) is type(expected)


# -------------------------------------------------------------------------------------------------- indicators


@pytest.mark.parametrize("name", FANOUTS)
def test_fanout(name: str) -> None:
    full, code = f"cast.fanout{name}", 17060 + 10 * FANOUTS.index(name)
    off: Any = {"Boolean": False, "Float": 0.0, "Double": 0.0}.get(name, 0)
    on: Any = {"Boolean": True, "Float": 1.0, "Double": 1.0}.get(name, 1)
    assert repr(resolved(full, COLOUR)("green")) == repr([off, on, off])
    of_string = resolved(full, STRING, Array(STRING), BOOLEAN)
    assert of_string("b", ["a", "b"], False) == [off, on]
    assert of_string("c", ["a", "b"], False) == [off, off]
    assert of_string("c", ["a", "b"], True) == [off, off, on]
    assert of_string("b", ["a", "a"], False) == ("error", code)
    of_int = resolved(full, INT, INT, INT, BOOLEAN)
    assert of_int(11, 10, 12, True) == [off, on, off]
    assert of_int(12, 10, 12, True) == [off, off, on]
    assert of_int(12, 10, 12, False) == [off, off]
    assert of_int(0, 5, -5, True) == [on]


def test_fanout_does_not_fill_the_memory() -> None:
    assert resolved("cast.fanoutInt", INT, INT, INT, BOOLEAN)(0, -(2**31), 2**31 - 1, False) == ("error", None)


# ---------------------------------------------------------------------------------------------------- encodings


def linked() -> Record:
    made = Record("Linked")
    made.complete([Field("value", INT), Field("next", Union([NULL, made]))])
    return made


def test_avro() -> None:
    chain = {"value": 1, "next": {"value": 2, "next": None}}
    cases: list[tuple[Type, Any, bytes]] = [
        (NULL, None, b""),
        (BOOLEAN, True, b"\x01"),
        (INT, -100, b"\xc7\x01"),
        (LONG, -(2**63), b"\xff" * 9 + b"\x01"),
        (FLOAT, 1.5, b"\x00\x00\xc0\x3f"),
        (DOUBLE, 3.14, bytes.fromhex("1f85eb51b81e0940")),
        (STRING, "é", b"\x04\xc3\xa9"),
        (STRING, "\ud800", b"\x06\xed\xa0\x80"),
        (BYTES, b"\x00\xff", b"\x04\x00\xff"),
        (Fixed("Two", 2), b"\x00\xff", b"\x00\xff"),
        (COLOUR, "blue", b"\x04"),
        (Array(INT), [], b"\x00"),
        (Array(INT), [1, 2], b"\x04\x02\x04\x00"),
        (Map(INT), {}, b"\x00"),
        (Map(INT), {"a": 1}, b"\x02\x02a\x02\x00"),
        (Union([STRING, INT]), 12, b"\x02\x18"),
        (Union([STRING, COLOUR]), ("Colour", "green"), b"\x02\x02"),
        (linked(), chain, b"\x02\x02\x04\x00"),
    ]
    for t, value, expected in cases:
        assert resolved("cast.avro", t)(value) == expected, t


def test_json() -> None:
    record = Record("R", [Field("one", INT), Field("two", Union([NULL, DOUBLE])), Field("three", Array(STRING))])
    assert resolved("cast.json", INT)(12) == "12"
    assert resolved("cast.json", Union([STRING, INT]))("hello") == '{"string":"hello"}'
    text = resolved("cast.json", record)({"one": 1, "two": 2.5, "three": ["é", '"']})
    assert json.loads(text) == {"one": 1, "two": {"double": 2.5}, "three": ["é", '"']}
    assert " " not in text


def test_json_stays_json_without_finite_numbers() -> None:
    text = resolved("cast.json", Map(Array(DOUBLE)))({"a": [math.nan, math.inf, -math.inf, 1.0]})
    assert text == '{"a":["NaN","Infinity","-Infinity",1.0]}'
