"""Values on their way out."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.pfa.types import (
    BYTES,
    DOUBLE,
    INT,
    LONG,
    NULL,
    STRING,
    Array,
    Map,
    Type,
    Union,
)
from scorelet.pfa.values import (
    decoder,
    encoder,
)
from tests.pfa.samples import CHAIN, COLOUR, MAYBE, NUMBERS, POINT, POINT_VALUE, SHAPE, TWO, decoded


@pytest.mark.parametrize(
    ("type", "canonical", "plain"),
    [
        (DOUBLE, 1.5, 1.5),
        (Array(INT), [1, 2], [1, 2]),
        (MAYBE, None, None),
        (MAYBE, 1.5, {"double": 1.5}),
        (Union([INT, LONG]), ("long", 3), {"long": 3}),
        (Union([NULL, SHAPE]), "round", {"a.Shape": "round"}),
        (Array(Union([NULL, POINT])), [None, POINT_VALUE], [None, {"Point": POINT_VALUE}]),
        (Map(Array(MAYBE)), {"a": [1.0, None]}, {"a": [{"double": 1.0}, None]}),
        (
            CHAIN,
            {"value": 1, "next": {"value": 2, "next": None}},
            {"value": 1, "next": {"Chain": {"value": 2, "next": None}}},
        ),
        (BYTES, b"\xff", b"\xff"),
    ],
)
def test_a_value_is_encoded_with_tags(type: Type, canonical: Any, plain: Any) -> None:
    found = encoder(type)(canonical)
    assert repr(found) == repr(plain)
    assert decoded(type, found) == canonical


def test_encoding_gives_copies() -> None:
    kind = Map(Array(Union([NULL, POINT])))
    value = {"a": [{"x": 1.0, "y": 2.0}, None]}
    found = encoder(kind)(value)
    found["a"][0]["Point"]["x"] = 3.0
    found["a"].append(None)
    found["b"] = []
    assert value == {"a": [{"x": 1.0, "y": 2.0}, None]}


def test_strict_json_has_no_bytes_and_no_nan() -> None:
    kind = Array(Union([BYTES, DOUBLE]))
    found = encoder(kind, json=True)([b"\xff", math.nan, -math.inf, 1.5])
    assert found == [{"bytes": "\xff"}, {"double": "NaN"}, {"double": "-Infinity"}, {"double": 1.5}]
    assert repr(decoder(kind, embedded=True)(found)) == repr([b"\xff", math.nan, -math.inf, 1.5])
    assert encoder(Map(TWO), json=True)({"a": b"a\xff"}) == {"a": "a\xff"}


PAIRS: dict[str, tuple[Type, st.SearchStrategy[Any]]] = {
    "numbers": (Union(NUMBERS), st.one_of(*(st.tuples(st.just(t.tag), st.integers(-9, 9)) for t in (INT, LONG)))),
    "nullable": (MAYBE, st.none() | st.floats(allow_nan=False)),
    "texts": (
        Union([STRING, COLOUR]),
        st.tuples(st.just("string"), st.text()) | st.tuples(st.just("Colour"), st.just("red")),
    ),
    "record": (POINT, st.fixed_dictionaries({"x": st.floats(allow_nan=False), "y": st.floats(allow_nan=False)})),
    "bytes": (BYTES, st.binary()),
}


@given(st.data())
def test_what_is_encoded_can_be_decoded(data: st.DataObject) -> None:
    inner, values = PAIRS[data.draw(st.sampled_from(sorted(PAIRS)))]
    value = data.draw(st.dictionaries(st.text(), st.lists(values, max_size=3), max_size=3))
    kind = Map(Array(inner))
    assert decoder(kind)(encoder(kind)(value)) == value
    value.pop("@", None)
    assert decoder(kind, embedded=True)(encoder(kind, json=True)(value)) == value
