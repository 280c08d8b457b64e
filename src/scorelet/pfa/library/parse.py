"""Reading numbers from text: parse.int, parse.long, parse.float, parse.double.

Python's own readers do the work once the text is known to hold nothing that only Python allows: underscores,
digits of other scripts, prefixes such as 0x, "infinity".
"""

from __future__ import annotations

import math

from scorelet.pfa.library.registry import fail, function
from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN

_WORDS = {"nan": math.nan, "inf": math.inf, "+inf": math.inf, "-inf": -math.inf}
_MOST_DIGITS = 64
"""No number of 64 bits has more digits than this, in any base."""


@function(
    "parse.int",
    "(str: string, base: int) -> int",
    errors={33000: "not an integer", 33001: "base out of range"},
)
def parse_int(text: str, base: int) -> int:
    if not 2 <= base <= 36:
        fail("parse.int", 33001)
    value = _integer(text, base)
    return value if value is not None and INT_MIN <= value <= INT_MAX else fail("parse.int", 33000)


@function(
    "parse.long",
    "(str: string, base: int) -> long",
    errors={33010: "not a long integer", 33011: "base out of range"},
)
def parse_long(text: str, base: int) -> int:
    if not 2 <= base <= 36:
        fail("parse.long", 33011)
    value = _integer(text, base)
    return value if value is not None and LONG_MIN <= value <= LONG_MAX else fail("parse.long", 33010)


def _integer(text: str, base: int) -> int | None:
    """The integer that `text` writes; None when it writes none, or one of more than 64 bits."""
    text = text.strip()
    sign = text[:1] if text[:1] in ("+", "-") else ""
    digits = text[len(sign) :]
    if not (digits.isascii() and digits.isalnum()):
        return None
    significant = digits.lstrip("0")
    if len(significant) > _MOST_DIGITS:
        return None
    try:
        # After "00" nothing can be taken for a prefix: neither 0x1f nor b1.
        return int(f"{sign}00{significant}", base)
    except ValueError:
        return None


@function("parse.float", "(str: string) -> float", errors={33020: "not a single-precision float"})
def parse_float(text: str) -> float:
    value = _number(text)
    return fail("parse.float", 33020) if value is None else value


@function("parse.double", "(str: string) -> double", errors={33030: "not a double-precision float"})
def parse_double(text: str) -> float:
    value = _number(text)
    return fail("parse.double", 33030) if value is None else value


def _number(text: str) -> float | None:
    """The number that `text` writes, or None; the nearest double."""
    text = text.strip()
    if not text.isascii():
        return None
    text = text.lower()
    word = _WORDS.get(text)
    if word is not None:
        return word
    if text.strip("0123456789+-.e"):
        return None
    try:
        return float(text)
    except ValueError:
        return None
