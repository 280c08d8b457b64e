"""Enums: enum.toString, enum.toInt, enum.numSymbols. The value of an enum is its symbol."""

from __future__ import annotations

from collections.abc import Callable

from scorelet.pfa.library.registry import Call, function
from scorelet.pfa.types import Enum, Type


def symbols(t: Type) -> tuple[str, ...]:
    """The symbols of an enum type, in order."""
    if not isinstance(t, Enum):
        raise ValueError(f"{t} is no enum")
    return t.symbols


def places(t: Type) -> Callable[[str], int]:
    """The place of a symbol in an enum type."""
    return {symbol: place for place, symbol in enumerate(symbols(t))}.__getitem__


@function("enum.toString", "(x: any enum A) -> string", inline="x")
def to_string(x: str) -> str:
    return x


@function("enum.toInt", "(x: any enum A) -> int", typed=True)
def to_int(call: Call) -> Callable[[str], int]:
    return places(call.args[0])


@function("enum.numSymbols", "(x: any enum A) -> int", typed=True)
def num_symbols(call: Call) -> Callable[[str], int]:
    number = len(symbols(call.args[0]))
    return lambda _: number
