"""Numbers as strings: `s.int`, `s.hex` and `s.number`.

A `width` pads with spaces: on the left, or on the right when it is negative; zeros go between the sign and the
digits. What is longer than the width stays whole.

Floating point numbers have a decimal point with at least one digit after it. They are written plainly from
`minNoExp` to `maxNoExp` (inclusive), otherwise with an exponent of two or more digits. With a precision, so many
digits follow the point; without one, at most six, and the zeros at the end are left out.
"""

from __future__ import annotations

from collections.abc import Callable

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.library.registry import Call, failure, function
from scorelet.pfa.types import LONG

LONGEST = 2**28
"""The longest string that a count may ask for: a number in the input must not be able to exhaust the memory."""

NEGATIVE_WIDTH = "negative width cannot be used with zero-padding"


def _padded(text: str, width: int, name: str) -> str:
    _check_size(width, name)
    return text.rjust(width) if width >= 0 else text.ljust(-width)


def _check_size(size: int, name: str) -> None:
    if abs(size) > LONGEST:
        raise PfaRuntimeError("out of memory", code=None, function=name)


# ----------------------------------------------------------------------------------------------- integers


@function(
    "s.int",
    "(x: long) -> string",
    "(x: long, width: int, zeroPad: boolean) -> string",
    errors={39240: NEGATIVE_WIDTH},
)
def decimal(x: int, width: int = 0, zero_pad: bool = False) -> str:
    if zero_pad and width < 0:
        raise failure("s.int", 39240)
    return _integer(str(x), width, zero_pad, "s.int")


@function(
    "s.hex",
    "(x: long) -> string",
    "(x: long, width: int, zeroPad: boolean) -> string",
    errors={39110: NEGATIVE_WIDTH, 39111: "negative number"},
)
def hexadecimal(x: int, width: int = 0, zero_pad: bool = False) -> str:
    if zero_pad and width < 0:
        raise failure("s.hex", 39110)
    if x < 0:
        raise failure("s.hex", 39111)
    return _integer(format(x, "x"), width, zero_pad, "s.hex")


def _integer(digits: str, width: int, zero_pad: bool, name: str) -> str:
    _check_size(width, name)
    return digits.zfill(width) if zero_pad else _padded(digits, width, name)


# ---------------------------------------------------------------------------------------- any kind of number


@function(
    "s.number",
    "(x: long) -> string",
    "(x: long, width: int, zeroPad: boolean) -> string",
    "(x: double, width: union {int, null}, precision: union {int, null}) -> string",
    "(x: double, width: union {int, null}, precision: union {int, null}, minNoExp: double, maxNoExp: double) -> string",
    errors={39120: NEGATIVE_WIDTH, 39121: "negative precision"},
    typed=True,
)
def number(call: Call) -> Callable[..., str]:
    return _long if call.args[0] == LONG else _double


def _long(x: int, width: int = 0, zero_pad: bool = False) -> str:
    if zero_pad and width < 0:
        raise failure("s.number", 39120)
    return _integer(str(x), width, zero_pad, "s.number")


def _double(
    x: float, width: int | None, precision: int | None, min_no_exp: float = 0.0001, max_no_exp: float = 100000.0
) -> str:
    if precision is not None and precision < 0:
        raise failure("s.number", 39121)
    return _padded(_digits(x, precision, min_no_exp, max_no_exp), width or 0, "s.number")


def _digits(x: float, precision: int | None, min_no_exp: float, max_no_exp: float) -> str:
    if x - x != 0:
        return format(x, "f")  # nan, inf, -inf
    if x == 0:
        x = 0.0  # never "-0.0"
    places = 6 if precision is None else precision
    _check_size(places, "s.number")
    plain = x == 0 or min_no_exp <= abs(x) <= max_no_exp
    mantissa, e, exponent = format(x, f".{places}{'f' if plain else 'e'}").partition("e")
    if "." not in mantissa:
        mantissa += ".0"
    elif precision is None:
        mantissa = mantissa.rstrip("0")
        if mantissa.endswith("."):
            mantissa += "0"
    return mantissa + e + exponent
