"""Sets: maps from an item's key to the item, where the key is the item's Avro binary encoding in base64.

Only what makes an item a member (`map.toset`, `map.in`, adding one) looks at the item. The operations on two sets
look at keys alone, so they also serve as operations on the keys of any two maps; where both have a key, the union
takes the second's value, as an overlay does, and the intersection the first's.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable
from typing import Any

from scorelet.pfa.avro_binary import binary_encoder
from scorelet.pfa.library.registry import Call, function
from scorelet.pfa.types import Type

Set = dict[str, Any]


def _keyed(t: Type) -> Callable[[Any], str]:
    """The function from an item of type `t` to its key."""
    encode = binary_encoder(t)
    return lambda x: b2a_base64(encode(x), newline=False).decode("ascii")


def adder(t: Type) -> Callable[[Set, Any], Set]:
    """The function that adds an item of type `t` to a set (`map.add` with two arguments)."""
    key = _keyed(t)
    return lambda m, item: {**m, key(item): item}


@function("map.toset", "(a: array of any A) -> map of A", typed=True)
def to_set(call: Call) -> Callable[[list[Any]], Set]:
    key = _keyed(call.labels["A"])
    return lambda a: {key(x): x for x in a}


@function("map.fromset", "(s: map of any A) -> array of A", inline="list(s.values())")
def from_set(s: Set) -> list[Any]:
    return list(s.values())


@function("map.in", "(s: map of any A, x: A) -> boolean", typed=True)
def contains(call: Call) -> Callable[[Set, Any], bool]:
    key = _keyed(call.labels["A"])
    return lambda s, x: key(x) in s


@function("map.union", "(a: map of any A, b: map of A) -> map of A")
def union(a: Set, b: Set) -> Set:
    return {**a, **b}


@function("map.intersection", "(a: map of any A, b: map of A) -> map of A")
def intersection(a: Set, b: Set) -> Set:
    return {k: x for k, x in a.items() if k in b}


@function("map.diff", "(a: map of any A, b: map of A) -> map of A")
def difference(a: Set, b: Set) -> Set:
    return {k: x for k, x in a.items() if k not in b}


@function("map.symdiff", "(a: map of any A, b: map of A) -> map of A")
def symmetric_difference(a: Set, b: Set) -> Set:
    return {**difference(a, b), **difference(b, a)}


@function("map.subset", "(little: map of any A, big: map of A) -> boolean")
def subset(little: Set, big: Set) -> bool:
    return little.keys() <= big.keys()


@function("map.disjoint", "(a: map of any A, b: map of A) -> boolean")
def disjoint(a: Set, b: Set) -> bool:
    return a.keys().isdisjoint(b)
