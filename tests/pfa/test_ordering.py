from __future__ import annotations

import math
from functools import cmp_to_key
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scorelet.pfa.ordering import comparator, equality, sort_key
from scorelet.pfa.types import (
    BOOLEAN,
    BYTES,
    DOUBLE,
    INT,
    LONG,
    NULL,
    STRING,
    Array,
    Enum,
    Field,
    Fixed,
    Map,
    Record,
    Type,
    Union,
)

NAN = math.nan
COLOUR = Enum("Colour", ["red", "green", "blue"])
MAYBE = Union([NULL, DOUBLE])


def tree() -> Record:
    made = Record("Tree")
    made.complete(
        [
            Field("value", INT),
            Field("note", STRING, order="ignore"),
            Field("rank", COLOUR, order="descending"),
            Field("next", Union([made, NULL])),
        ]
    )
    return made


def node(value: int, rank: str = "red", note: str = "", next: Any = None) -> dict[str, Any]:
    return {"value": value, "note": note, "rank": rank, "next": next}


def test_each_type_is_ordered_in_its_own_way() -> None:
    cases: list[tuple[Type, list[Any]]] = [
        (BOOLEAN, [False, True]),
        (INT, [-3, 0, 2]),
        (DOUBLE, [-math.inf, -1.5, 0.0, 1e300, math.inf, NAN]),
        (STRING, ["", "B", "a", "aa", "é", "\uffff", "\U0001f600"]),
        (BYTES, [b"", b"\x01", b"\x7f", b"\x80"]),
        (Fixed("Two", 2), [b"\x00\xff", b"\x01\x00"]),
        (COLOUR, ["red", "green", "blue"]),
        (Array(INT), [[], [1], [1, 0], [2]]),
        (Array(DOUBLE), [[], [1.0], [1.0, 0.0], [NAN]]),
        (Map(INT), [{}, {"a": 1}, {"b": 0, "a": 1}, {"a": 2}, {"b": 0}]),
        (MAYBE, [None, -1.0, 1.0, NAN]),
        (Union([DOUBLE, NULL]), [-1.0, NAN, None]),
        (Union([INT, LONG]), [("int", 5), ("int", 6), ("long", 1)]),
        (Union([STRING, COLOUR]), [("string", "z"), ("Colour", "red"), ("Colour", "blue")]),
    ]
    for t, ordered in cases:
        compare = comparator(t)
        for i, x in enumerate(ordered):
            for j, y in enumerate(ordered):
                assert compare(x, y) == (i > j) - (i < j), (t, x, y)


def test_a_record_is_ordered_by_its_fields() -> None:
    compare = comparator(tree())
    assert compare(node(1), node(2, "blue")) == -1
    assert compare(node(1, "blue"), node(1, "red")) == -1
    assert compare(node(1, note="a"), node(1, note="b")) == 0
    assert compare(node(1, next=node(5)), node(1)) == -1
    assert compare(node(1, next=node(5)), node(1, next=node(4))) == 1


def test_values_that_python_orders_rightly_need_no_key() -> None:
    for t in (BOOLEAN, INT, LONG, STRING, BYTES, Array(INT), Array(Array(STRING))):
        assert sort_key(t) is None
    for needy in (NULL, DOUBLE, COLOUR, Map(INT), MAYBE, tree()):
        assert sort_key(needy) is not None


def test_nan_equals_nothing_wherever_it_stands() -> None:
    record = Record("R", [Field("x", DOUBLE)])
    cases: list[tuple[Type, Any]] = [
        (DOUBLE, NAN),
        (Array(DOUBLE), [NAN]),
        (Map(DOUBLE), {"a": NAN}),
        (MAYBE, NAN),
        (record, {"x": NAN}),
    ]
    for t, x in cases:
        assert not equality(t)(x, x)
    assert equality(Array(DOUBLE))([1.0, -0.0], [1.0, 0.0])
    assert not equality(Array(DOUBLE))([1.0], [1.0, 2.0])
    assert not equality(Map(DOUBLE))({"a": 1.0}, {"b": 1.0})


def test_equality_follows_the_type() -> None:
    equal = equality(Union([INT, BOOLEAN, DOUBLE]))
    assert equal(1, 1)
    assert not equal(1, True)
    assert not equal(1, 1.0)
    assert equality(Union([INT, LONG]))(("int", 1), ("int", 1))
    assert not equality(Union([INT, LONG]))(("int", 1), ("long", 1))
    same = equality(tree())
    assert same(node(1, note="a", next=node(2, note="b")), node(1, note="c", next=node(2)))
    assert not same(node(1, next=node(2)), node(1, next=node(3)))


@given(st.lists(st.lists(st.floats())))
def test_the_key_and_the_comparator_sort_alike(values: list[list[float]]) -> None:
    t = Array(DOUBLE)
    assert repr(sorted(values, key=sort_key(t))) == repr(sorted(values, key=cmp_to_key(comparator(t))))
