"""Logic (specification 8.3 to 8.5): && || ^^ ! &&& ||| !!! & | ^ ~

The second argument of `&&`, `||`, `&&&` and `|||` is evaluated only where the first leaves the answer open:
their templates see to that. The functions below them are for where an operator is passed as a function; there
both arguments have been evaluated already.
"""

from __future__ import annotations

from scorelet.pfa.library.registry import function

_BINARY = "(x: boolean, y: boolean) -> boolean"
_KLEENE = "(x: union {boolean, null}, y: union {boolean, null}) -> union {boolean, null}"


@function("&&", _BINARY, inline="x and y")
def logical_and(x: bool, y: bool) -> bool:
    return x and y


@function("||", _BINARY, inline="x or y")
def logical_or(x: bool, y: bool) -> bool:
    return x or y


@function("^^", _BINARY, inline="x != y")
def logical_xor(x: bool, y: bool) -> bool:
    return x != y


@function("!", "(x: boolean) -> boolean", inline="not x")
def logical_not(x: bool) -> bool:
    return not x


# ------------------------------------------------------------------------------- Kleene's logic: null is unknown


@function("&&&", _KLEENE, inline="a if (a := x) is False else b if (b := y) is False or a else None")
def kleene_and(x: bool | None, y: bool | None) -> bool | None:
    if x is False or y is False:
        return False
    return True if x and y else None


@function("|||", _KLEENE, inline="a if (a := x) else b if (b := y) or a is False else None")
def kleene_or(x: bool | None, y: bool | None) -> bool | None:
    if x or y:
        return True
    return None if x is None or y is None else False


@function(
    "!!!",
    "(x: union {boolean, null}) -> union {boolean, null}",
    inline="None if (a := x) is None else not a",
)
def kleene_not(x: bool | None) -> bool | None:
    return None if x is None else not x


# -------------------------------------------------------------------------------------------------------- bits

_BITS = ("(x: int, y: int) -> int", "(x: long, y: long) -> long")


@function("&", *_BITS, inline="x & y")
def bitwise_and(x: int, y: int) -> int:
    return x & y


@function("|", *_BITS, inline="x | y")
def bitwise_or(x: int, y: int) -> int:
    return x | y


@function("^", *_BITS, inline="x ^ y")
def bitwise_xor(x: int, y: int) -> int:
    return x ^ y


@function("~", "(x: int) -> int", "(x: long) -> long", inline="~x")
def bitwise_not(x: int) -> int:
    return ~x
