"""The functions of `map.`: this file has those on keys and values; its parts hold the rest.

    map_extreme      the keys of the highest and lowest values: argmax, argmin and their kin
    map_sets         sets, which are maps from the serialized item to the item
    map_functional   mapping, filtering and zipping by the document's own functions

A map keeps the order in which its keys came. PFA promises none, so each function keeps what its first argument
has and appends what is new: the same document gives the same order every time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scorelet.pfa.library import map_extreme, map_functional, map_sets
from scorelet.pfa.library.registry import Call, function
from scorelet.pfa.ordering import equality
from scorelet.pfa.types import Function

__all__ = ["map_extreme", "map_functional", "map_sets"]


@function("map.len", "(m: map of any A) -> int", inline="len(m)")
def length(m: dict[str, Any]) -> int:
    return len(m)


@function("map.keys", "(m: map of any A) -> array of string", inline="list(m)")
def keys(m: dict[str, Any]) -> list[str]:
    return list(m)


@function("map.values", "(m: map of any A) -> array of A", inline="list(m.values())")
def values(m: dict[str, Any]) -> list[Any]:
    return list(m.values())


def _contains_key_inline(call: Call) -> str | None:
    return None if isinstance(call.args[1], Function) else "key in m"


@function(
    "map.containsKey",
    "(m: map of any A, key: string) -> boolean",
    "(m: map of any A, fcn: function (string) -> boolean) -> boolean",
    typed=True,
    inline=_contains_key_inline,
)
def contains_key(call: Call) -> Callable[[dict[str, Any], Any], bool]:
    if isinstance(call.args[1], Function):
        return lambda m, fcn: any(map(fcn, m))
    return lambda m, key: key in m


@function(
    "map.containsValue",
    "(m: map of any A, value: A) -> boolean",
    "(m: map of any A, fcn: function (A) -> boolean) -> boolean",
    typed=True,
)
def contains_value(call: Call) -> Callable[[dict[str, Any], Any], bool]:
    if isinstance(call.args[1], Function):
        return lambda m, fcn: any(map(fcn, m.values()))
    equal = equality(call.labels["A"])
    return lambda m, value: any(equal(x, value) for x in m.values())


def _add_inline(call: Call) -> str | None:
    return "{**m, key: value}" if len(call.args) == 3 else None


@function(
    "map.add",
    "(m: map of any A, key: string, value: A) -> map of A",
    "(m: map of any A, item: A) -> map of A",
    typed=True,
    inline=_add_inline,
)
def add(call: Call) -> Callable[..., dict[str, Any]]:
    if len(call.args) == 2:
        return map_sets.adder(call.labels["A"])
    return _put


def _put(m: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    return {**m, key: value}


@function("map.remove", "(m: map of any A, key: string) -> map of A")
def remove(m: dict[str, Any], key: str) -> dict[str, Any]:
    if key not in m:
        return m
    rest = dict(m)
    del rest[key]
    return rest


@function("map.only", "(m: map of any A, keys: array of string) -> map of A")
def only(m: dict[str, Any], keys: list[str]) -> dict[str, Any]:
    kept = set(keys)
    return {k: v for k, v in m.items() if k in kept}


@function("map.except", "(m: map of any A, keys: array of string) -> map of A")
def all_except(m: dict[str, Any], keys: list[str]) -> dict[str, Any]:
    dropped = set(keys)
    return {k: v for k, v in m.items() if k not in dropped}


@function("map.update", "(base: map of any A, overlay: map of A) -> map of A", inline="{**base, **overlay}")
def update(base: dict[str, Any], overlay: dict[str, Any]) -> dict[str, Any]:
    return {**base, **overlay}


@function("map.split", "(m: map of any A) -> array of map of A")
def split(m: dict[str, Any]) -> list[dict[str, Any]]:
    return [{k: v} for k, v in m.items()]


@function("map.join", "(a: array of map of any A) -> map of A")
def join(a: list[dict[str, Any]]) -> dict[str, Any]:
    joined: dict[str, Any] = {}
    for m in a:
        joined.update(m)
    return joined
