"""``a.*``: sorting, extremes, the middle, the most common, sets."""

from __future__ import annotations

from itertools import pairwise
from math import inf, isnan, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.types import BYTES, DOUBLE, INT, NULL, STRING, Array, Enum, Field, Record, Type, Union
from tests.pfa.library.calls import bound, inlined

INTS = Array(INT)
DOUBLES = Array(DOUBLE)
SIZE = Enum("Size", ["small", "medium", "large"])
SCORED = Record("Scored", [Field("name", STRING, order="ignore"), Field("score", INT, order="descending")])

ints = st.lists(st.integers(-5, 5), max_size=8)
doubles = st.lists(st.sampled_from([-inf, -1.5, -0.0, 0.0, 2.0, inf, nan]), max_size=8)


def less(x: Any, y: Any) -> bool:
    return bool(x < y)


def nan_last(x: float) -> tuple[bool, float]:
    return (True, 0.0) if isnan(x) else (False, x)


def same(a: list[float], b: list[float]) -> bool:
    return list(map(repr, a)) == list(map(repr, b))


# -------------------------------------------------------------------------------------------------- sorting


@given(ints)
def test_sort(a: list[int]) -> None:
    assert bound("a.sort", INTS)(a) == sorted(a)
    assert bound("a.sortLT")(a, less) == sorted(a)
    assert bound("a.sortLT")(a, lambda x, y: less(y, x)) == sorted(a, reverse=True)


@given(doubles)
def test_nan_is_the_greatest(a: list[float]) -> None:
    assert same(bound("a.sort", DOUBLES)(a), sorted(a, key=nan_last))
    assert same(bound("a.maxN", DOUBLES, INT)(a or [0.0], 99), sorted(a or [0.0], key=nan_last, reverse=True))
    if a:
        assert same([bound("a.max", DOUBLES)(a)], [max(a, key=nan_last)])
        assert same([bound("a.min", DOUBLES)(a)], [min(a, key=nan_last)])


def test_order_of_other_types() -> None:
    assert bound("a.sort", Array(SIZE))(["large", "small", "medium"]) == ["small", "medium", "large"]
    assert bound("a.max", Array(SIZE))(["large", "small", "medium"]) == "large"
    scored = [{"name": "x", "score": 1}, {"name": "y", "score": 3}, {"name": "z", "score": 3}]
    assert bound("a.min", Array(SCORED))(scored) == scored[1]
    assert bound("a.argmaxN", Array(SCORED), INT)(scored, 3) == [0, 1, 2]
    assert bound("a.argmin", Array(BYTES))([b"\xff", b"\x7f"]) == 1
    assert bound("a.max", Array(Union([NULL, INT])))([None, 0, None]) == 0


# ------------------------------------------------------------------------------------------------- extremes


@given(ints.filter(bool), st.integers(0, 9))
def test_extremes_agree(a: list[int], n: int) -> None:
    greatest, least = sorted(a, reverse=True), sorted(a)
    for suffix, args in (("", ()), ("LT", (less,))):
        for pick, ordered in (("max", greatest), ("min", least)):
            best = bound(f"a.{pick}{suffix}", INTS)(a, *args)
            place = bound(f"a.arg{pick}{suffix}", INTS)(a, *args)
            items = bound(f"a.{pick}N{suffix}", INTS, INT)(a, n, *args)
            places = bound(f"a.arg{pick}N{suffix}", INTS, INT)(a, n, *args)
            assert best == ordered[0]
            assert place == a.index(best)
            assert items == ordered[:n]
            assert [a[i] for i in places] == items
            assert all(i < j for i, j in pairwise(places) if a[i] == a[j])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a.max", 15240),
        ("a.min", 15250),
        ("a.maxLT", 15260),
        ("a.minLT", 15270),
        ("a.argmax", 15320),
        ("a.argmin", 15330),
        ("a.argmaxLT", 15340),
        ("a.argminLT", 15350),
        ("a.median", 15450),
        ("a.mode", 15470),
    ],
)
def test_nothing_in_an_empty_array(name: str, code: int) -> None:
    rest = (less,) if name.endswith("LT") else ()
    with pytest.raises(PfaRuntimeError) as raised:
        bound(name, INTS)([], *rest)
    assert (raised.value.message, raised.value.code, raised.value.function) == ("empty array", code, name)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a.maxN", 15280),
        ("a.minN", 15290),
        ("a.maxNLT", 15300),
        ("a.minNLT", 15310),
        ("a.argmaxN", 15360),
        ("a.argminN", 15370),
        ("a.argmaxNLT", 15380),
        ("a.argminNLT", 15390),
    ],
)
def test_n_of_an_array(name: str, code: int) -> None:
    rest = (less,) if name.endswith("LT") else ()
    for a, n, expected in (([], -1, ("empty array", code)), ([1], -1, ("n < 0", code + 1))):
        with pytest.raises(PfaRuntimeError) as raised:
            bound(name, INTS, INT)(a, n, *rest)
        assert (raised.value.message, raised.value.code) == expected


# --------------------------------------------------------------------------------------- median, ntile, mode


def test_median() -> None:
    assert bound("a.median", DOUBLES)([4.0, 1.0, 3.0, 2.0]) == 2.5
    assert bound("a.median", DOUBLES)([9.0, 1.0, 3.0]) == 3.0
    assert bound("a.median", INTS)([4, 1, 3, 2]) == 2
    assert bound("a.median", Array(STRING))(["b", "a", "d", "c"]) == "b"


@pytest.mark.parametrize(
    ("p", "expected"),
    [(-inf, 10.0), (0.0, 10.0), (0.25, 17.5), (0.5, 25.0), (0.75, 32.5), (1.0, 40.0), (inf, 40.0)],
)
def test_ntile_between_numbers(p: float, expected: float) -> None:
    assert bound("a.ntile", DOUBLES, DOUBLE)([30.0, 10.0, 40.0, 20.0], p) == expected


def test_ntile_of_others_takes_the_left() -> None:
    ntile = bound("a.ntile", INTS, DOUBLE)
    assert [ntile([3, 1, 4, 2], p) for p in (0.0, 0.32, 0.34, 0.99, 1.0)] == [1, 1, 2, 3, 4]


def test_ntile_refuses() -> None:
    ntile = bound("a.ntile", INTS, DOUBLE)
    with pytest.raises(PfaRuntimeError, match=r"^empty array \(a.ntile, error 15460\)$"):
        ntile([], nan)
    with pytest.raises(PfaRuntimeError, match=r"^p not a number \(a.ntile, error 15461\)$"):
        ntile([1], nan)


def test_mode() -> None:
    assert bound("a.mode", INTS)([1, 3, 2, 3]) == 3
    assert bound("a.mode", INTS)([4, 4, 1, 1, 9]) == 1
    assert bound("a.mode", DOUBLES)([4.0, 4.0, 1.0, 1.0, 9.0]) == 2.5
    assert bound("a.mode", Array(STRING))(["b"]) == "b"


# ----------------------------------------------------------------------------------------------------- sets


@given(ints, ints)
def test_sets(a: list[int], b: list[int]) -> None:
    def result(name: str) -> Any:
        return bound(name, INTS, INTS)(a, b)

    assert result("a.union") == list(dict.fromkeys(a + b))
    assert set(result("a.intersection")) == set(a) & set(b)
    assert result("a.diff") == [x for x in a if x not in b]
    assert set(result("a.symdiff")) == set(a) ^ set(b)
    assert result("a.seteq") == (set(a) == set(b))
    assert result("a.subset") == (set(a) <= set(b))
    assert result("a.disjoint") == set(a).isdisjoint(b)


@pytest.mark.parametrize("items", [DOUBLE, Union([NULL, DOUBLE]), Array(DOUBLE)])
def test_nan_is_no_member_of_a_set(items: Type) -> None:
    one, other = (1.0, nan) if not isinstance(items, Array) else ([1.0], [nan])
    a, of = [one, other, one, other], Array(items)
    assert bound("a.distinct", of)(a) == [one, other, other]
    assert bound("a.intersection", of, of)(a, a) == [one, one, one, one]
    assert bound("a.diff", of, of)(a, a) == [other, other]
    assert bound("a.seteq", of, of)(a, a) is False


def test_zeros_are_one_value() -> None:
    assert repr(bound("a.distinct", DOUBLES)([-0.0, 0.0])) == "[-0.0]"


def test_sets_of_records() -> None:
    a = [{"name": "x", "score": 1}, {"name": "y", "score": 1}, {"name": "z", "score": 2}]
    assert bound("a.distinct", Array(SCORED))(a) == [a[0], a[2]]
    assert bound("a.subset", Array(SCORED), Array(SCORED))(a[:1], a[1:2]) is True


def test_only_types_in_pythons_order_are_sorted_inline() -> None:
    assert inlined("a.sort", DOUBLES) is None
    assert inlined("a.sort", Array(SIZE)) is None
