from __future__ import annotations

import base64
import math
import operator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.pfa.avro_binary import binary_encoder
from scorelet.pfa.types import (
    BOOLEAN,
    BYTES,
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    NULL,
    STRING,
    Array,
    Enum,
    Field,
    Fixed,
    Function,
    Map,
    Record,
    Type,
    Union,
)
from tests.pfa.library.calls import bound, fails_with

INTS = Map(INT)
DOUBLES = Map(DOUBLE)
MAPS = st.dictionaries(st.text(max_size=3), st.integers(-9, 9), max_size=6)


# ------------------------------------------------------------------------------------------ keys and values


def test_what_a_map_has() -> None:
    m = {"b": 1, "a": 2}
    assert bound("map.len")(m) == 2
    assert bound("map.keys")(m) == ["b", "a"]
    assert bound("map.values")(m) == [1, 2]


def test_contains_key() -> None:
    contains = bound("map.containsKey", INTS, STRING)
    assert contains({"a": 1}, "a") is True
    assert contains({"a": 1}, "b") is False
    some = bound("map.containsKey", INTS, Function([STRING], BOOLEAN))
    assert some({"a": 1, "bb": 2}, lambda k: len(k) == 2) is True
    assert some({}, lambda _: True) is False


def test_contains_value() -> None:
    contains = bound("map.containsValue", DOUBLES, DOUBLE)
    assert contains({"a": 1.5}, 1.5) is True
    assert contains({"a": math.nan}, math.nan) is False
    some = bound("map.containsValue", INTS, Function([INT], BOOLEAN))
    assert some({"a": 1, "b": 2}, lambda x: x > 1) is True
    assert some({"a": 1}, lambda x: x > 1) is False


def test_add_replaces_in_place_and_appends_at_the_end() -> None:
    add = bound("map.add", INTS, STRING, INT)
    m = {"a": 1, "b": 2}
    assert list(add(m, "a", 3).items()) == [("a", 3), ("b", 2)]
    assert list(add(m, "c", 3)) == ["a", "b", "c"]
    assert m == {"a": 1, "b": 2}


def test_remove() -> None:
    remove = bound("map.remove")
    m = {"a": 1, "b": 2}
    assert remove(m, "a") == {"b": 2}
    assert remove(m, "z") is m
    assert m == {"a": 1, "b": 2}


def test_only_and_except_ignore_unknown_keys() -> None:
    m = {"a": 1, "b": 2, "c": 3}
    assert list(bound("map.only")(m, ["c", "a", "z", "a"])) == ["a", "c"]
    assert bound("map.except")(m, ["c", "z"]) == {"a": 1, "b": 2}


def test_update_and_join_overlay() -> None:
    assert bound("map.update")({"a": 1, "b": 2}, {"b": 3, "c": 4}) == {"a": 1, "b": 3, "c": 4}
    assert bound("map.join")([{"a": 1}, {"a": 2, "b": 3}, {}]) == {"a": 2, "b": 3}
    assert bound("map.join")([]) == {}


@given(MAPS)
def test_join_undoes_split(m: dict[str, int]) -> None:
    assert bound("map.join")(bound("map.split")(m)) == m


# -------------------------------------------------------------------------------------- highest and lowest


def test_argmax_and_argmin() -> None:
    m = {"x": 2.5, "y": -1.0, "z": 7.0}
    assert bound("map.argmax", DOUBLES)(m) == "z"
    assert bound("map.argmin", DOUBLES)(m) == "y"


def test_equal_values_go_by_key() -> None:
    m = {"c": 1, "a": 2, "d": 2, "b": 1}
    assert bound("map.argmax", INTS)(m) == "a"
    assert bound("map.argmin", INTS)(m) == "b"
    assert bound("map.argmaxN", INTS, INT)(m, 3) == ["a", "d", "b"]
    assert bound("map.argminN", INTS, INT)(m, 3) == ["b", "c", "a"]


def test_nan_is_the_highest() -> None:
    m = {"a": math.nan, "b": math.inf, "c": -math.inf}
    assert bound("map.argmax", DOUBLES)(m) == "a"
    assert bound("map.argmin", DOUBLES)(m) == "c"
    assert bound("map.argmaxN", DOUBLES, INT)(m, 2) == ["a", "b"]


def test_infinities_that_cancel_are_no_nan() -> None:
    m = {"a": math.inf, "b": -math.inf, "c": 0.0}
    assert bound("map.argmax", DOUBLES)(m) == "a"
    assert bound("map.argminN", DOUBLES, INT)(m, 3) == ["b", "c", "a"]


def test_values_of_any_type_have_an_order() -> None:
    union = Map(Union([NULL, DOUBLE]))
    assert bound("map.argmax", union)({"a": None, "b": -5.0}) == "b"
    colours = Map(Enum("Colour", ["red", "green", "blue"]))
    assert bound("map.argmax", colours)({"a": "red", "b": "blue", "c": "green"}) == "b"


def test_less_than_of_the_document() -> None:
    m = {"c": -3, "a": 1, "b": 3}

    def nearer_zero(x: int, y: int) -> bool:
        return abs(x) < abs(y)

    assert bound("map.argmaxLT")(m, nearer_zero) == "b"
    assert bound("map.argminLT")(m, nearer_zero) == "a"
    assert bound("map.argmaxNLT")(m, 2, nearer_zero) == ["b", "c"]
    assert bound("map.argminNLT")(m, 9, nearer_zero) == ["a", "b", "c"]


@pytest.mark.parametrize(("name", "code"), [("map.argmax", 26120), ("map.argmin", 26130)])
def test_an_empty_map_has_no_extreme(name: str, code: int) -> None:
    fails_with(code, "empty map", bound(name, INTS), {})


@pytest.mark.parametrize(("name", "code"), [("map.argmaxN", 26160), ("map.argminN", 26170)])
def test_errors_of_the_n_variants(name: str, code: int) -> None:
    run = bound(name, INTS, INT)
    fails_with(code, "empty map", run, {}, -1)
    fails_with(code + 1, "n < 0", run, {"a": 1}, -1)
    assert run({"a": 1}, 0) == []


@pytest.mark.parametrize(("name", "code"), [("map.argmaxLT", 26140), ("map.argminLT", 26150)])
def test_errors_of_the_less_than_variants(name: str, code: int) -> None:
    fails_with(code, "empty map", bound(name), {}, operator.lt)


@pytest.mark.parametrize(("name", "code"), [("map.argmaxNLT", 26180), ("map.argminNLT", 26190)])
def test_errors_of_the_n_less_than_variants(name: str, code: int) -> None:
    fails_with(code, "empty map", bound(name), {}, -1, operator.lt)
    fails_with(code + 1, "n < 0", bound(name), {"a": 1}, -1, operator.lt)


@given(MAPS, st.integers(0, 8))
def test_less_than_variants_agree_with_the_natural_order(m: dict[str, int], n: int) -> None:
    if not m:
        return
    assert bound("map.argmaxLT")(m, operator.lt) == bound("map.argmax", INTS)(m)
    assert bound("map.argminLT")(m, operator.lt) == bound("map.argmin", INTS)(m)
    assert bound("map.argmaxNLT")(m, n, operator.lt) == bound("map.argmaxN", INTS, INT)(m, n)
    assert bound("map.argminNLT")(m, n, operator.lt) == bound("map.argminN", INTS, INT)(m, n)


# ------------------------------------------------------------------------------------------------------ sets


def test_the_key_of_a_set_is_avro_in_base64() -> None:
    assert bound("map.toset", Array(INT))([1, -1, 1, 999]) == {"Ag==": 1, "AQ==": -1, "zg8=": 999}
    union = Union([NULL, DOUBLE])
    assert bound("map.add", Map(union), union)({}, 0.5) == {"AgAAAAAAAOA/": 0.5}
    assert bound("map.add", INTS, INT)({"Ag==": 1}, 1) == {"Ag==": 1}


def test_in_looks_at_keys_only() -> None:
    contains = bound("map.in", INTS, INT)
    assert contains({"Ag==": 77}, 1) is True
    assert contains({"x": 1}, 1) is False


@given(st.lists(st.floats()))
def test_every_item_is_in_its_set_once(items: list[float]) -> None:
    s = bound("map.toset", Array(DOUBLE))(items)
    assert all(bound("map.in", DOUBLES, DOUBLE)(s, x) for x in items)
    assert len(bound("map.fromset")(s)) == len({(x, math.copysign(1, x)) if x == x else None for x in items})


@given(MAPS, MAPS)
def test_set_operations_are_those_of_the_keys(a: dict[str, int], b: dict[str, int]) -> None:
    assert bound("map.union")(a, b).keys() == a.keys() | b.keys()
    assert bound("map.intersection")(a, b).keys() == a.keys() & b.keys()
    assert bound("map.diff")(a, b).keys() == a.keys() - b.keys()
    assert bound("map.symdiff")(a, b).keys() == a.keys() ^ b.keys()
    assert bound("map.subset")(a, b) == (a.keys() <= b.keys())
    assert bound("map.disjoint")(a, b) == (not a.keys() & b.keys())


def test_which_value_a_set_operation_keeps() -> None:
    assert bound("map.union")({"k": 1}, {"k": 2}) == {"k": 2}
    assert bound("map.intersection")({"k": 1}, {"k": 2}) == {"k": 1}


@pytest.mark.parametrize(
    ("t", "value", "encoded"),
    [
        (NULL, None, b""),
        (BOOLEAN, True, b"\x01"),
        (LONG, 2**63 - 1, b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
        (LONG, -(2**63), b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
        (INT, 64, b"\x80\x01"),
        (FLOAT, 1.0, b"\x00\x00\x80\x3f"),
        (DOUBLE, -math.nan, b"\x00\x00\x00\x00\x00\x00\xf8\x7f"),
        (BYTES, b"\x00\xff", b"\x04\x00\xff"),
        (STRING, "é", b"\x04\xc3\xa9"),
        (Fixed("F", 2), b"ab", b"ab"),
        (Enum("E", ["x", "y"]), "y", b"\x02"),
        (Array(INT), [], b"\x00"),
        (Array(INT), [1, 2], b"\x04\x02\x04\x00"),
        (Map(INT), {"a": 1}, b"\x02\x02a\x02\x00"),
        (Map(INT), {}, b"\x00"),
        (Union([STRING, INT]), 1, b"\x02\x02"),
        (Union([INT, LONG, STRING]), ("long", 1), b"\x02\x02"),
    ],
)
def test_avro_encoding(t: Type, value: Any, encoded: bytes) -> None:
    assert binary_encoder(t)(value) == encoded


def test_avro_encoding_of_a_record_that_contains_itself() -> None:
    tree = Record("Tree")
    tree.complete([Field("x", INT), Field("next", Union([NULL, tree]))])
    assert binary_encoder(tree)({"x": 1, "next": {"x": 2, "next": None}}) == b"\x02\x02\x04\x00"
    key = base64.b64encode(b"\x02\x00").decode()
    assert bound("map.toset", Array(tree))([{"x": 1, "next": None}]) == {key: {"x": 1, "next": None}}


# ------------------------------------------------------------------------------------- the document's functions


def test_mapping() -> None:
    m = {"b": 1, "a": 2}
    assert list(bound("map.map")(m, str).items()) == [("b", "1"), ("a", "2")]
    assert bound("map.mapWithKey")(m, lambda k, v: k * v) == {"b": "b", "a": "aa"}


def test_filtering() -> None:
    m = {"a": 1, "b": 2, "c": 3}
    assert bound("map.filter")(m, lambda v: v != 2) == {"a": 1, "c": 3}
    assert bound("map.filterWithKey")(m, lambda k, v: k == "a" or v == 3) == {"a": 1, "c": 3}
    assert bound("map.filterMap")(m, lambda v: None if v == 2 else 0) == {"a": 0, "c": 0}
    assert bound("map.filterMapWithKey")(m, lambda k, v: None if k == "b" else v) == {"a": 1, "c": 3}


def test_flat_map_overlays() -> None:
    m = {"a": 1, "b": 2}
    assert bound("map.flatMap")(m, lambda v: {"last": v, str(v): v}) == {"last": 2, "1": 1, "2": 2}
    assert bound("map.flatMapWithKey")(m, lambda k, v: {k + k: v}) == {"aa": 1, "bb": 2}


def test_zipmap() -> None:
    a, b, c, d = {"x": 1, "y": 2}, {"y": 20, "x": 10}, {"x": 100, "y": 200}, {"x": 1000, "y": 2000}
    zipmap, with_key = bound("map.zipmap"), bound("map.zipmapWithKey")
    assert list(zipmap(a, b, lambda *v: sum(v)).items()) == [("x", 11), ("y", 22)]
    assert zipmap(a, b, c, lambda *v: sum(v)) == {"x": 111, "y": 222}
    assert zipmap(a, b, c, d, lambda *v: sum(v)) == {"x": 1111, "y": 2222}
    assert with_key(a, b, lambda k, *v: f"{k}{sum(v)}") == {"x": "x11", "y": "y22"}
    assert with_key(a, b, c, d, lambda k, *v: f"{k}{sum(v)}") == {"x": "x1111", "y": "y2222"}


def test_misaligned_maps() -> None:
    same, other = {"x": 1}, {"y": 1}
    fails_with(26370, "misaligned maps", bound("map.zipmap"), same, same, other, lambda *_: 0)
    fails_with(26370, "misaligned maps", bound("map.zipmap"), same, {}, lambda *_: 0)
    fails_with(26380, "misaligned maps", bound("map.zipmapWithKey"), same, other, lambda *_: 0)


def test_corresponds() -> None:
    corresponds, with_key = bound("map.corresponds"), bound("map.correspondsWithKey")
    assert corresponds({"a": 1, "b": 2}, {"b": 3, "a": 2}, operator.lt) is True
    assert corresponds({"a": 1}, {"a": 1}, operator.lt) is False
    assert corresponds({"a": 1}, {"b": 2}, operator.lt) is False
    assert corresponds({}, {}, operator.lt) is True
    assert with_key({"a": 1, "b": 2}, {"a": 5, "b": 2}, lambda k, x, y: k == "a" or x == y) is True
    assert with_key({"a": 1}, {}, lambda *_: True) is False
