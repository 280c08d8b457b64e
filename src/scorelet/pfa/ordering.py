"""The order and the equality of values, by type: Avro's sort order, which `cmp`, `<`, sorting and `max` follow.

    null                   all alike
    boolean                false before true
    int, long              by value
    float, double          by value, NaN after everything else (and like itself); -0.0 and 0.0 are alike
    string                 by code point (the order of the UTF-8 bytes)
    bytes, fixed           by unsigned bytes
    enum                   by the place of the symbol in the type
    array                  item by item, the shorter first
    map                    as its entries in the order of their keys
    record                 field by field; a field may be `descending` or left out (`ignore`)
    union                  by the place of the member in the type, then within it

Everything comes from one thing, a key: `sort_key(t)` gives the function that turns a value into one which
Python orders in this way, or None where Python orders the values so already. `comparator(t)` compares keys.

`equality(t)` is the same but for NaN, which equals nothing, not even itself (IEEE 754). It never depends
on identity, as Python's own ``[nan] == [nan]`` does, and tells ``1``, ``1.0`` and ``True`` apart in a union.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import eq
from typing import Any

from scorelet.pfa.types import DOUBLE, FLOAT, NULL, Array, Enum, Field, Map, Record, Type, Union
from scorelet.pfa.values import class_of

Key = Callable[[Any], Any]
Comparator = Callable[[Any, Any], int]
Equality = Callable[[Any, Any], bool]


def sort_key(t: Type) -> Key | None:
    """The key that sorts values of type `t`; None when they need none."""
    return _key(t, {})


def comparator(t: Type) -> Comparator:
    """A function of two values: -1, 0 or 1 when the first is less than, like or greater than the second."""
    key = sort_key(t)
    if key is None:
        return _compare

    def compare(x: Any, y: Any) -> int:
        return _compare(key(x), key(y))

    return compare


def equality(t: Type) -> Equality:
    """A function of two values: whether they are equal."""
    return _equality(t, {})


def _compare(x: Any, y: Any) -> int:
    return int(x > y) - int(x < y)


# ---------------------------------------------------------------------------------------------------- keys


class _Last:
    """The key of NaN: after every float."""

    __slots__ = ()

    def __lt__(self, other: object) -> bool:
        return False

    def __gt__(self, other: object) -> bool:
        return other is not self


_LAST = _Last()


class _Descending:
    """A key that is ordered the other way round."""

    __slots__ = ("key",)

    def __init__(self, key: Any) -> None:
        self.key = key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Descending) and bool(self.key == other.key)

    def __hash__(self) -> int:
        return hash(self.key)

    def __lt__(self, other: _Descending) -> bool:
        return bool(other.key < self.key)

    def __gt__(self, other: _Descending) -> bool:
        return bool(other.key > self.key)


Known = dict[str, Callable[..., Any]]
"""What has been made for the records so far: a record may contain itself."""


def _key(t: Type, known: Known) -> Key | None:
    match t:
        case Array():
            return _array_key(t, known)
        case Map():
            return _map_key(t, known)
        case Record():
            return _record_key(t, known)
        case Union():
            return _union_key(t, known)
        case Enum():
            return {symbol: i for i, symbol in enumerate(t.symbols)}.__getitem__
    if t in (FLOAT, DOUBLE):
        return _float_key
    return _NULL_KEY if t is NULL else None


_NULL_KEY: Key = {None: 0}.__getitem__


def _float_key(x: float) -> Any:
    return x if x == x else _LAST


def _array_key(t: Array, known: Known) -> Key | None:
    item = _key(t.items, known)
    return None if item is None else lambda x: list(map(item, x))


def _map_key(t: Map, known: Known) -> Key:
    value = _key(t.values, known)
    if value is None:
        return lambda x: sorted(x.items(), key=_first)
    return lambda x: [(name, value(x[name])) for name in sorted(x)]


def _first(pair: tuple[Any, Any]) -> Any:
    return pair[0]


def _record_key(t: Record, known: Known) -> Key:
    if t.tag in known:
        return lambda x: known[t.tag](x)
    # Until the fields are done, a record of this name inside refers to what will be here.
    known[t.tag] = _NULL_KEY
    parts = [_field_key(f, known) for f in t.fields if f.order != "ignore"]

    def record_key(x: Any) -> Any:
        return tuple([x[name] if key is None else key(x[name]) for name, key in parts])

    known[t.tag] = record_key
    return record_key


def _field_key(field: Field, known: Known) -> tuple[str, Key | None]:
    key = _key(field.type, known)
    if field.order != "descending":
        return field.name, key
    if key is None:
        return field.name, _Descending
    return field.name, lambda x: _Descending(key(x))


def _union_key(t: Union, known: Known) -> Key:
    by_tag = {member.tag: place for place, member in enumerate(t.types)}
    by_class = {class_of(member): place for place, member in enumerate(t.types)}
    keys = [_key(member, known) for member in t.types]

    def union_key(x: Any) -> Any:
        if type(x) is tuple:
            tag, x = x
            place = by_tag[tag]
        else:
            place = by_class[type(x)]
        key = keys[place]
        return place, x if key is None else key(x)

    return union_key


# ------------------------------------------------------------------------------------------------ equality


def _equality(t: Type, known: Known) -> Equality:
    if t in (FLOAT, DOUBLE) or _python_equality(t, set()):
        return eq
    match t:
        case Array():
            return _array_equality(t, known)
        case Map():
            return _map_equality(t, known)
        case Record():
            return _record_equality(t, known)
        case Union():
            return _union_equality(t, known)
    raise ValueError(f"values of type {t} cannot be compared")


def _python_equality(t: Type, seen: set[str]) -> bool:
    """Whether Python's ``==`` is right for values of type `t` also inside Python's containers."""
    match t:
        case Array():
            return _python_equality(t.items, seen)
        case Map():
            return _python_equality(t.values, seen)
        case Union():
            # True == 1, in Python.
            mixed = {class_of(member) for member in t.types} >= {bool, int}
            return not mixed and all(_python_equality(member, seen) for member in t.types)
        case Record():
            if t.tag in seen:
                return True
            seen.add(t.tag)
            return all(f.order != "ignore" and _python_equality(f.type, seen) for f in t.fields)
    return t not in (FLOAT, DOUBLE)


def _array_equality(t: Array, known: Known) -> Equality:
    item = _equality(t.items, known)
    return lambda x, y: len(x) == len(y) and all(map(item, x, y))


def _map_equality(t: Map, known: Known) -> Equality:
    value = _equality(t.values, known)

    def equal(x: Any, y: Any) -> bool:
        return x.keys() == y.keys() and all(value(v, y[name]) for name, v in x.items())

    return equal


def _record_equality(t: Record, known: Known) -> Equality:
    if t.tag in known:
        return lambda x, y: bool(known[t.tag](x, y))
    known[t.tag] = eq
    parts = [(f.name, _equality(f.type, known)) for f in t.fields if f.order != "ignore"]

    def record_equal(x: Any, y: Any) -> bool:
        return all(same(x[name], y[name]) for name, same in parts)

    known[t.tag] = record_equal
    return record_equal


def _union_equality(t: Union, known: Known) -> Equality:
    same = {member.tag: _equality(member, known) for member in t.types}
    bare = {class_of(member): same[member.tag] for member in t.types}

    def union_equal(x: Any, y: Any) -> bool:
        if type(x) is not type(y):
            return False
        if type(x) is tuple:
            return x[0] == y[0] and same[x[0]](x[1], y[1])
        return bare[type(x)](x, y)

    return union_equal
