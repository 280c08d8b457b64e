"""Categories to indicators: cast.fanoutBoolean, fanoutInt, fanoutLong, fanoutFloat, fanoutDouble.

One item for each category, all off but that of `x`. For an unknown `x` all are off; with `outOfRange` there is
one more item at the end, which is on then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.library.enum import places, symbols
from scorelet.pfa.library.registry import Call, fail, function
from scorelet.pfa.types import STRING, Enum

_DUPLICATE = "non-distinct values in dictionary"
_MOST_ITEMS = 10_000_000

Fanout = Callable[..., list[Any]]


def _signatures(item: str) -> tuple[str, ...]:
    return (
        f"(x: any enum A) -> array of {item}",
        f"(x: string, dictionary: array of string, outOfRange: boolean) -> array of {item}",
        f"(x: int, minimum: int, maximum: int, outOfRange: boolean) -> array of {item}",
    )


@function("cast.fanoutBoolean", *_signatures("boolean"), errors={17060: _DUPLICATE}, typed=True)
def fanout_boolean(call: Call) -> Fanout:
    return _fanout(call, 17060, False, True)


@function("cast.fanoutInt", *_signatures("int"), errors={17070: _DUPLICATE}, typed=True)
def fanout_int(call: Call) -> Fanout:
    return _fanout(call, 17070, 0, 1)


@function("cast.fanoutLong", *_signatures("long"), errors={17080: _DUPLICATE}, typed=True)
def fanout_long(call: Call) -> Fanout:
    return _fanout(call, 17080, 0, 1)


@function("cast.fanoutFloat", *_signatures("float"), errors={17090: _DUPLICATE}, typed=True)
def fanout_float(call: Call) -> Fanout:
    return _fanout(call, 17090, 0.0, 1.0)


@function("cast.fanoutDouble", *_signatures("double"), errors={17100: _DUPLICATE}, typed=True)
def fanout_double(call: Call) -> Fanout:
    return _fanout(call, 17100, 0.0, 1.0)


def _fanout(call: Call, code: int, off: Any, on: Any) -> Fanout:
    """The function for the kind of category that the call has."""

    def indicators(size: int, place: int | None, out_of_range: bool) -> list[Any]:
        items = [off] * (size + out_of_range)
        if place is not None:
            items[place] = on
        elif out_of_range:
            items[-1] = on
        return items

    def of_string(x: str, dictionary: list[str], out_of_range: bool) -> list[Any]:
        if len(set(dictionary)) != len(dictionary):
            fail(call.name, code)
        return indicators(len(dictionary), dictionary.index(x) if x in dictionary else None, out_of_range)

    def of_int(x: int, minimum: int, maximum: int, out_of_range: bool) -> list[Any]:
        size = max(0, maximum - minimum)
        if size > _MOST_ITEMS:
            raise PfaRuntimeError(
                f"result of {size} items exceeds the limit of {_MOST_ITEMS}", code=None, function=call.name
            )
        return indicators(size, x - minimum if minimum <= x < maximum else None, out_of_range)

    category = call.args[0]
    if isinstance(category, Enum):
        size, place_of = len(symbols(category)), places(category)
        return lambda x: indicators(size, place_of(x), False)
    return of_string if category is STRING else of_int
