"""``a.*``: reading, editing and searching arrays."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.types import BOOLEAN, DOUBLE, INT, NULL, STRING, Array, Function, Type, Union
from tests.pfa.library.calls import bound, inlined

INTS = Array(INT)
WORDS = Array(STRING)
INT_TEST = Function([INT], BOOLEAN)

ints = st.lists(st.integers(-5, 5), max_size=8)


class Engine:
    def __init__(self) -> None:
        self.random = random.Random(1)


def plain(name: str) -> Callable[..., Any]:
    return bound(name)


# -------------------------------------------------------------------------------------------------- reading


def test_parts() -> None:
    a = [1, 2, 3]
    assert plain("a.len")(a) == 3
    assert plain("a.head")(a) == 1
    assert plain("a.tail")(a) == [2, 3]
    assert plain("a.last")(a) == 3
    assert plain("a.init")(a) == [1, 2]


@pytest.mark.parametrize(("name", "code"), [("a.head", 15020), ("a.tail", 15030), ("a.last", 15040), ("a.init", 15050)])
def test_empty_arrays_have_no_parts(name: str, code: int) -> None:
    with pytest.raises(PfaRuntimeError) as raised:
        plain(name)([])
    assert (str(raised.value), raised.value.code) == (f"empty array ({name}, error {code})", code)


@given(ints, st.integers(-10, 10), st.integers(-10, 10))
def test_slices_are_pythons(a: list[int], start: int, end: int) -> None:
    assert plain("a.subseq")(a, start, end) == a[start:end]
    expected = list(a)
    expected[start:end] = [7, 7]
    assert plain("a.subseqto")(a, start, end, [7, 7]) == expected
    assert plain("a.remove")(a, start, end) == plain("a.subseqto")(a, start, end, [])


# -------------------------------------------------------------------------------------------------- editing


@given(ints, st.integers(-10, 10))
def test_single_places(a: list[int], index: int) -> None:
    if -len(a) <= index < len(a):
        place = index % len(a)
        before, after = a[:place], a[place:]
        assert plain("a.insert")(a, index, 9) == [*before, 9, *after]
        assert plain("a.replace")(a, index, 9) == [*before, 9, *after[1:]]
        assert plain("a.remove")(a, index) == [*before, *after[1:]]
    else:
        for name, args, code in (("a.insert", (9,), 15160), ("a.replace", (9,), 15170), ("a.remove", (), 15180)):
            with pytest.raises(PfaRuntimeError) as raised:
                plain(name)(a, index, *args)
            assert (raised.value.message, raised.value.code) == ("index out of range", code)


def test_arguments_stay_as_they_are() -> None:
    a = [1, 2, 3]
    for name, *args in (
        ("a.subseqto", 0, 1, [5]),
        ("a.append", 4),
        ("a.concat", [4]),
        ("a.cycle", 4, 2),
        ("a.insert", 0, 4),
        ("a.replace", 0, 4),
        ("a.remove", 0),
        ("a.rotate", 1),
        ("a.reverse",),
    ):
        assert plain(name)(a, *args) != [1, 2, 3]
        assert a == [1, 2, 3]


@pytest.mark.parametrize(("length", "expected"), [(0, []), (1, [4]), (3, [2, 3, 4]), (9, [1, 2, 3, 4])])
def test_cycle(length: int, expected: list[int]) -> None:
    assert plain("a.cycle")([1, 2, 3], 4, length) == expected


def test_cycle_refuses_a_negative_length() -> None:
    with pytest.raises(PfaRuntimeError, match=r"^maxLength out of range \(a.cycle, error 15150\)$"):
        plain("a.cycle")([1], 2, -1)


@given(ints, st.integers(0, 20), st.integers(0, 20))
def test_rotations_add_up(a: list[int], first: int, second: int) -> None:
    rotate = plain("a.rotate")
    assert rotate(rotate(a, first), second) == rotate(a, first + second)


def test_rotate() -> None:
    assert plain("a.rotate")([1, 2, 3], 1) == [2, 3, 1]
    with pytest.raises(PfaRuntimeError, match=r"^steps out of range \(a.rotate, error 15190\)$"):
        plain("a.rotate")([], -1)


@given(ints)
def test_shuffle_keeps_the_items(a: list[int]) -> None:
    before = list(a)
    assert sorted(plain("a.shuffle")(Engine(), a)) == sorted(a)
    assert a == before


# ------------------------------------------------------------------------------------------------- searching

ITEM, TEST = 1, 2
"""The numbers of the signatures; the first (0) is for runs."""


def test_runs() -> None:
    haystack = ["a", "b", "a", "b", "a"]
    for name, expected in (("a.contains", True), ("a.count", 2), ("a.index", 0), ("a.rindex", 2)):
        assert bound(name, WORDS, WORDS)(haystack, ["a", "b", "a"]) == expected
    for name, missing in (("a.contains", False), ("a.count", 0), ("a.index", -1), ("a.rindex", -1)):
        assert bound(name, WORDS, WORDS)(haystack, ["b", "b"]) == missing


def test_the_empty_run_is_everywhere_but_does_not_count() -> None:
    for name, expected in (("a.contains", True), ("a.count", 0), ("a.index", 0), ("a.rindex", 3)):
        assert bound(name, INTS, INTS)([1, 2, 3], []) == expected
    for name in ("a.startswith", "a.endswith"):
        assert bound(name, INTS, INTS)([], []) is True


@given(ints, st.integers(-5, 5))
def test_items_and_predicates(a: list[int], needle: int) -> None:
    for name, expected in (
        ("a.contains", needle in a),
        ("a.count", a.count(needle)),
        ("a.index", a.index(needle) if needle in a else -1),
        ("a.rindex", len(a) - 1 - a[::-1].index(needle) if needle in a else -1),
    ):
        assert bound(name, INTS, INT, signature=ITEM)(a, needle) == expected
        assert bound(name, INTS, INT_TEST, signature=TEST)(a, lambda x: x == needle) == expected


@given(ints, ints)
def test_ends(a: list[int], b: list[int]) -> None:
    starts, ends = bound("a.startswith", INTS, INTS), bound("a.endswith", INTS, INTS)
    assert starts(a + b, a)
    assert ends(a + b, b)
    assert starts(a, b) == (len(b) <= len(a) and a[: len(b)] == b)
    assert ends(a, b) == starts(a[::-1], b[::-1])
    item = bound("a.startswith", INTS, INT, signature=ITEM)
    assert item(a, 3) == (a[:1] == [3])


@pytest.mark.parametrize("items", [DOUBLE, Union([NULL, DOUBLE])])
def test_nan_is_never_found(items: Type) -> None:
    haystack = [1.0, nan]
    for name, missing in (("a.contains", False), ("a.count", 0), ("a.index", -1), ("a.rindex", -1)):
        assert bound(name, Array(items), items, signature=ITEM)(haystack, nan) == missing
        assert bound(name, Array(items), Array(items))(haystack, haystack) == missing
        assert bound(name, Array(items), items, signature=ITEM)(haystack, 1.0) != missing
    assert bound("a.endswith", Array(items), items, signature=ITEM)(haystack, nan) is False


def test_members_of_a_union_stay_apart() -> None:
    mixed = Union([INT, BOOLEAN])
    index = bound("a.index", Array(mixed), mixed, signature=ITEM)
    assert index([True, 1], 1) == 1
    assert index([1, True], True) == 1


# -------------------------------------------------------------------------------------------- inline texts


@given(ints, st.integers(-5, 5))
def test_inline_texts_of_searches(a: list[int], needle: int) -> None:
    for name in ("a.contains", "a.count"):
        text = inlined(name, INTS, INT, signature=ITEM)
        assert text is not None
        assert text(a, needle) == bound(name, INTS, INT, signature=ITEM)(a, needle)
        text = inlined(name, INTS, INT_TEST, signature=TEST)
        assert text is not None
        assert text(a, lambda x: x < needle) == bound(name, INTS, INT_TEST, signature=TEST)(a, lambda x: x < needle)
        assert inlined(name, INTS, INTS) is None
        assert inlined(name, Array(DOUBLE), DOUBLE, signature=ITEM) is None


@given(ints, ints, st.integers(-9, 9), st.integers(-9, 9))
def test_inline_texts_of_edits(a: list[int], b: list[int], i: int, j: int) -> None:
    for name, types, args in (
        ("a.len", (INTS,), (a,)),
        ("a.subseq", (INTS, INT, INT), (a, i, j)),
        ("a.concat", (INTS, INTS), (a, b)),
        ("a.append", (INTS, INT), (a, i)),
        ("a.reverse", (INTS,), (a,)),
        ("a.sort", (INTS,), (a,)),
    ):
        text = inlined(name, *types)
        assert text is not None
        assert text(*args) == bound(name, *types)(*args)
