"""``a.*``: a document's function applied to arrays; windows, combinations, permutations."""

from __future__ import annotations

from itertools import pairwise
from math import comb, factorial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.errors import PfaError, PfaRuntimeError, PfaTimeoutError
from scorelet.pfa.types import BOOLEAN, INT, NULL, Array, Function, Type, Union
from tests.pfa.library.calls import bound, inlined

INTS = Array(INT)

ints = st.lists(st.integers(-5, 5), max_size=8)


class Engine:
    def __init__(self, timeout: int | None = None) -> None:
        self.timeout = timeout


FUNCTIONS: list[tuple[str, Type, Any, Any]] = [
    ("a.map", Function([INT], INT), lambda x: x * 2, lambda a: [x * 2 for x in a]),
    ("a.mapWithIndex", Function([INT, INT], INT), lambda i, x: x - i, lambda a: [x - i for i, x in enumerate(a)]),
    ("a.filter", Function([INT], BOOLEAN), lambda x: x > 0, lambda a: [x for x in a if x > 0]),
    ("a.filterWithIndex", Function([INT, INT], BOOLEAN), lambda i, _: i % 2 == 0, lambda a: a[::2]),
    (
        "a.filterMap",
        Function([INT], Union([INT, NULL])),
        lambda x: x * 0 if x > 0 else None,
        lambda a: [0 for x in a if x > 0],
    ),
    (
        "a.filterMapWithIndex",
        Function([INT, INT], Union([INT, NULL])),
        lambda i, x: x if i % 2 == 0 else None,
        lambda a: a[::2],
    ),
    ("a.flatMap", Function([INT], INTS), lambda x: [x] * max(x, 0), lambda a: [x for x in a for _ in range(x)]),
    (
        "a.flatMapWithIndex",
        Function([INT, INT], INTS),
        lambda i, x: [i, x],
        lambda a: [y for pair in enumerate(a) for y in pair],
    ),
    ("a.any", Function([INT], BOOLEAN), lambda x: x > 0, lambda a: any(x > 0 for x in a)),
    ("a.all", Function([INT], BOOLEAN), lambda x: x > 0, lambda a: all(x > 0 for x in a)),
]


@pytest.mark.parametrize(("name", "type_", "fcn", "expected"), FUNCTIONS)
@given(a=ints)
def test_items_one_by_one(name: str, type_: Type, fcn: Any, expected: Any, a: list[int]) -> None:
    assert bound(name)(a, fcn) == expected(a)
    text = inlined(name, INTS, type_)
    assert text is not None
    assert text(a, fcn) == expected(a)


@pytest.mark.parametrize("size", [2, 3, 4])
@given(a=ints)
def test_zipmap(size: int, a: list[int]) -> None:
    arrays = [a] * size
    plain, indexed = Function([INT] * size, INT), Function([INT] * (size + 1), INT)

    def add(*row: int) -> int:
        return sum(row)

    for name, type_, expected in (
        ("a.zipmap", plain, [x * size for x in a]),
        ("a.zipmapWithIndex", indexed, [i + x * size for i, x in enumerate(a)]),
    ):
        text = inlined(name, *[INTS] * size, type_, signature=size - 2)
        assert text is not None
        assert bound(name)(*arrays, add) == expected
        assert text(*arrays, add) == expected


@pytest.mark.parametrize(("name", "code"), [("a.zipmap", 15650), ("a.zipmapWithIndex", 15660)])
def test_misaligned_arrays(name: str, code: int) -> None:
    for arrays in ([[1], []], [[1], [1], [1, 2]], [[], [], [], [1]]):
        with pytest.raises(PfaRuntimeError) as raised:
            bound(name)(*arrays, lambda *row: row)
        assert (raised.value.message, raised.value.code) == ("misaligned arrays", code)


def test_flatten() -> None:
    assert bound("a.flatten")([[1], [], [2, 3]]) == [1, 2, 3]
    text = inlined("a.flatten", Array(INTS))
    assert text is not None
    assert text([[1], [], [2, 3]]) == [1, 2, 3]


# --------------------------------------------------------------------------------------------------- folding


def test_tallies_say_who_comes_first() -> None:
    letters = ["a", "b", "c"]

    def join(x: str, y: str) -> str:
        return f"({x}{y})"

    assert bound("a.reduce")(letters, join) == "((ab)c)"
    assert bound("a.reduceRight")(letters, join) == "(a(bc))"
    assert bound("a.fold")(letters, "0", join) == "(((0a)b)c)"
    assert bound("a.foldRight")(letters, "0", join) == "(a(b(c0)))"
    assert bound("a.fold")([], "0", join) == bound("a.foldRight")([], "0", join) == "0"


@pytest.mark.parametrize(("name", "code"), [("a.reduce", 15670), ("a.reduceRight", 15680)])
def test_nothing_to_reduce(name: str, code: int) -> None:
    with pytest.raises(PfaRuntimeError) as raised:
        bound(name)([], max)
    assert (raised.value.message, raised.value.code) == ("empty array", code)


@given(ints, st.integers(-5, 5))
def test_prefixes(a: list[int], limit: int) -> None:
    taken = bound("a.takeWhile")(a, lambda x: x < limit)
    dropped = bound("a.dropWhile")(a, lambda x: x < limit)
    assert taken + dropped == a
    assert all(x < limit for x in taken)
    assert not dropped or dropped[0] >= limit


def test_corresponds() -> None:
    assert bound("a.corresponds")([1, 2], [2, 4], lambda x, y: y == 2 * x) is True
    assert bound("a.corresponds")([1, 2], [2, 5], lambda x, y: y == 2 * x) is False
    assert bound("a.corresponds")([1], [2, 4], lambda _x, _y: True) is False
    assert bound("a.correspondsWithIndex")([1, 1], [1, 2], lambda i, x, y: y == x + i) is True
    assert bound("a.correspondsWithIndex")([1, 1], [1], lambda _i, _x, _y: True) is False


def test_groupby() -> None:
    groups = bound("a.groupby")([3, 1, 4, 1, 5], lambda x: "odd" if x % 2 else "even")
    assert groups == {"odd": [3, 1, 1, 5], "even": [4]}
    assert list(groups) == ["odd", "even"]


# ------------------------------------------------------------------------------------------------- arranging


@given(ints, st.integers(1, 4), st.integers(1, 4))
def test_windows(a: list[int], size: int, step: int) -> None:
    windows = bound("a.slidingWindow")(Engine(), a, size, step)
    assert all(len(window) == size for window in windows)
    assert windows == [a[i : i + size] for i in range(0, len(a), step) if i + size <= len(a)]
    if size == 2 and step == 1:
        assert windows == [list(pair) for pair in pairwise(a)]


@pytest.mark.parametrize(
    ("name", "args", "message", "code"),
    [
        ("a.slidingWindow", (0, 0), "size < 1", 15770),
        ("a.slidingWindow", (1, 0), "step < 1", 15771),
        ("a.combinations", (0,), "size < 1", 15780),
    ],
)
def test_sizes_are_positive(name: str, args: tuple[int, ...], message: str, code: int) -> None:
    with pytest.raises(PfaRuntimeError) as raised:
        bound(name)(Engine(), [1, 2], *args)
    assert (raised.value.message, raised.value.code) == (message, code)


def test_arrangements() -> None:
    assert bound("a.combinations")(Engine(), ["a", "b", "c"], 2) == [["a", "b"], ["a", "c"], ["b", "c"]]
    assert bound("a.combinations")(Engine(), ["a"], 2) == []
    assert bound("a.permutations")(Engine(), [1, 2, 3])[:3] == [[1, 2, 3], [1, 3, 2], [2, 1, 3]]
    assert bound("a.permutations")(Engine(), []) == [[]]
    assert len(bound("a.permutations")(Engine(), list(range(6)))) == factorial(6)


@pytest.mark.parametrize(
    ("name", "length", "args", "items"),
    [
        ("a.slidingWindow", 20_000, (10_000, 1), 10_001 * 10_000),
        ("a.combinations", 40, (20,), comb(40, 20) * 20),
        ("a.permutations", 20, (), factorial(20) * 20),
    ],
)
def test_results_beyond_all_memory(name: str, length: int, args: tuple[int, ...], items: int) -> None:
    arrange, a = bound(name), list(range(length))
    with pytest.raises(PfaTimeoutError, match=r"^exceeded timeout of 50 milliseconds$"):
        arrange(Engine(timeout=50), a, *args)
    with pytest.raises(PfaError) as raised:
        arrange(Engine(), a, *args)
    assert str(raised.value) == f"result of {items} items exceeds the limit of 10000000 ({name})"
