"""Conversions: cast.* (numbers to numbers, categories to indicators, any value to Avro's bytes or to JSON text).

Rounding goes to the nearest integer, and half-way upwards: 2.5 to 3, -2.5 to -2. The indicators have a file of
their own; the bytes are those that the keys of PFA's sets are made of.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from json import JSONEncoder
from typing import Any

from scorelet.pfa.avro_binary import binary_encoder
from scorelet.pfa.library import cast_fanout
from scorelet.pfa.library.registry import Call, fail, function
from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN
from scorelet.pfa.types import INT, LONG
from scorelet.pfa.values import encoder

__all__ = ["cast_fanout"]


def _from_each(result: str) -> tuple[str, ...]:
    return tuple(f"(x: {number}) -> {result}" for number in ("int", "long", "float", "double"))


# ---------------------------------------------------------------------------------------- a number of bits only


@function(
    "cast.signed",
    "(x: long, bits: int) -> long",
    errors={17000: "unrepresentable unsigned number"},
)
def signed(x: int, bits: int) -> int:
    if not 2 <= bits <= 64:
        fail("cast.signed", 17000)
    half = 1 << (bits - 1)
    return (x + half) % (2 * half) - half


@function(
    "cast.unsigned",
    "(x: long, bits: int) -> long",
    errors={17010: "unrepresentable unsigned number"},
)
def unsigned(x: int, bits: int) -> int:
    if not 1 <= bits <= 63:
        fail("cast.unsigned", 17010)
    return x % (1 << bits)


# --------------------------------------------------------------------------------------------- number to number


def _int_text(call: Call) -> str:
    if call.args[0] is INT:
        return "x"
    if call.args[0] is LONG:
        return f"a if {INT_MIN} <= (a := x) <= {INT_MAX} else fail('cast.int', 17020)"
    return "to_int(x)"


@function("cast.int", *_from_each("int"), errors={17020: "int overflow"}, inline=_int_text)
def to_int(x: float) -> int:
    value = _rounded(x)
    return value if value is not None and INT_MIN <= value <= INT_MAX else fail("cast.int", 17020)


@function(
    "cast.long",
    *_from_each("long"),
    errors={17030: "long overflow"},
    inline=lambda call: "x" if call.args[0] in (INT, LONG) else "to_long(x)",
)
def to_long(x: float) -> int:
    value = _rounded(x)
    return value if value is not None and LONG_MIN <= value <= LONG_MAX else fail("cast.long", 17030)


def _rounded(x: float) -> int | None:
    """The nearest integer; None for NaN and the infinities."""
    if not math.isfinite(x):
        return None
    below = math.floor(x)
    # The difference is exact, so 0.49999999999999994 is not taken for a half.
    return below + 1 if x - below >= 0.5 else below


def _float_text(call: Call) -> str:
    return "float(x)" if call.args[0] in (INT, LONG) else "x"


@function("cast.float", *_from_each("float"), inline=_float_text)
def to_float(x: float) -> float:
    return float(x)


@function("cast.double", *_from_each("double"), inline=_float_text)
def to_double(x: float) -> float:
    return float(x)


# --------------------------------------------------------------------------------------------------- encodings


@function("cast.avro", "(x: any A) -> bytes", typed=True)
def to_avro(call: Call) -> Callable[[Any], bytes]:
    return binary_encoder(call.args[0])


@function("cast.json", "(x: any A) -> string", typed=True)
def to_json(call: Call) -> Callable[[Any], str]:
    encode = encoder(call.args[0], json=True)
    write = JSONEncoder(separators=(",", ":"), allow_nan=False).encode
    return lambda x: write(encode(x))
