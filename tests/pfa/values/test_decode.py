"""Values in, through and out, by type; and the exact path of what does not fit."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest

from scorelet.errors import PfaSemanticError
from scorelet.pfa.schemas import read_schema
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
    Field,
    Map,
    Record,
    Type,
    Union,
)
from scorelet.pfa.values import (
    boxed,
    decode_literal,
    decoder,
    encoder,
)
from tests.pfa.documents import failure, said
from tests.pfa.samples import CHAIN, COLOUR, MAYBE, NAMED, POINT, POINT_VALUE, SHAPE, TWO, decoded

# --------------------------------------------------------------------------------------------- decoding


@pytest.mark.parametrize(
    ("type", "given", "canonical"),
    [
        (NULL, None, None),
        (BOOLEAN, True, True),
        (INT, -(2**31), -(2**31)),
        (LONG, 2**63 - 1, 2**63 - 1),
        (FLOAT, 0.1, 0.10000000149011612),
        (FLOAT, 1e300, math.inf),
        (FLOAT, 3, 3.0),
        (DOUBLE, 3, 3.0),
        (DOUBLE, math.inf, math.inf),
        (STRING, "é", "é"),
        (BYTES, b"\xff", b"\xff"),
        (BYTES, bytearray(b"\xff"), b"\xff"),
        (BYTES, "\xff", b"\xff"),
        (COLOUR, "red", "red"),
        (TWO, b"ab", b"ab"),
        (TWO, "ab", b"ab"),
        (Array(DOUBLE), [1, 2.5], [1.0, 2.5]),
        (Array(DOUBLE), (1.0, 2.5), [1.0, 2.5]),
        (Array(INT), [], []),
        (Map(DOUBLE), {"a": 1}, {"a": 1.0}),
        (POINT, {"y": 1, "x": 2}, {"x": 2.0, "y": 1.0}),
        (POINT, {"x": 1, "y": 2, "more": "is dropped"}, {"x": 1.0, "y": 2.0}),
        (MAYBE, None, None),
        (MAYBE, 1.5, 1.5),
        (MAYBE, 1, 1.0),
        (MAYBE, {"double": 1}, 1.0),
        (
            CHAIN,
            {"value": 1, "next": {"Chain": {"value": 2, "next": None}}},
            {"value": 1, "next": {"value": 2, "next": None}},
        ),
        (CHAIN, {"value": 1, "next": {"value": 2, "next": None}}, {"value": 1, "next": {"value": 2, "next": None}}),
    ],
)
def test_a_value_is_decoded(type: Type, given: Any, canonical: Any) -> None:
    found = decoded(type, given)
    assert found == canonical
    assert repr(found) == repr(canonical)


ROW = {"name": "a", "at": POINT_VALUE}
UNTAGGED = "expected union of {{{}}} with a tag such as {{'{}': ...}}: more than one type fits, got {} - at $"


@pytest.mark.parametrize(
    ("type", "value", "text"),
    [
        (NULL, 0, "expected null, got int 0 - at $"),
        (BOOLEAN, 1, "expected boolean, got int 1 - at $"),
        (BOOLEAN, None, "expected boolean, got null - at $"),
        (INT, True, "expected int, got true - at $"),
        (INT, 1.0, "expected int, got float 1.0 - at $"),
        (INT, 2**31, "expected int (-2147483648 to 2147483647), got int 2147483648 - at $"),
        (LONG, 2**63, f"expected long ({-(2**63)} to {2**63 - 1}), got int {2**63} - at $"),
        (DOUBLE, False, "expected double, got false - at $"),
        (DOUBLE, "1", "expected double, got string '1' - at $"),
        (DOUBLE, "NaN", "expected double, got string 'NaN' - at $"),
        (DOUBLE, 10**400, "expected double, got a whole number of more than 20 digits - at $"),
        (FLOAT, None, "expected float, got null - at $"),
        (STRING, b"a", "expected string, got bytes b'a' - at $"),
        (BYTES, "€", "expected bytes (as a string of characters up to U+00FF), got string '€' - at $"),
        (BYTES, [1], "expected bytes, got an array of 1 - at $"),
        (COLOUR, "blue", "expected enum Colour (one of 'red', 'green'), got string 'blue' - at $"),
        (COLOUR, None, "expected enum Colour (one of 'red', 'green'), got null - at $"),
        (TWO, b"abc", "expected fixed Two of 2 bytes, got bytes b'abc' - at $"),
        (Array(INT), {"0": 1}, "expected array of int, got an object with '0' - at $"),
        (Array(INT), "12", "expected array of int, got string '12' - at $"),
        (Array(INT), [1, 2, True], "expected int, got true - at $[2]"),
        (Array(DOUBLE), [1.0, "2"], "expected double, got string '2' - at $[1]"),
        (Map(INT), [1], "expected map of int, got an array of 1 - at $"),
        (Map(INT), {"a": 1, "b": None}, "expected int, got null - at $.b"),
        (Map(INT), {1: 1}, "expected map of int with strings as keys, got int 1 - at $"),
        (POINT, [1, 2], "expected record Point, got an array of 2 - at $"),
        (POINT, {"x": 1}, "expected record Point with field 'y', got an object with 'x' - at $"),
        (POINT, {"x": 1, "y": "a"}, "expected double, got string 'a' - at $.y"),
        (
            NAMED,
            {"name": "a", "at": {"x": 1}},
            "expected record Point with field 'y', got an object with 'x' - at $.at",
        ),
        (
            Map(Array(NAMED)),
            {"rows": [ROW, ROW, ROW, {"name": "a", "at": {"x": True, "y": 1}}]},
            "expected double, got true - at $.rows[3].at.x",
        ),
        (MAYBE, "a", "expected union of {null, double}, got string 'a' - at $"),
        (MAYBE, {"double": "a"}, "expected double, got string 'a' - at $.double"),
        (MAYBE, {"int": 1}, "expected union of {null, double}, got an object with 'int' - at $"),
        (Array(MAYBE), [None, 1.0, True], "expected union of {null, double}, got true - at $[2]"),
        (
            CHAIN,
            {"value": 1, "next": {"Chain": {"value": "2", "next": None}}},
            "expected int, got string '2' - at $.next.Chain.value",
        ),
    ],
)
def test_what_does_not_fit(type: Type, value: Any, text: str) -> None:
    assert said(decoded, type, value) == ("PfaInputError", text)


def test_numbers_of_other_libraries_become_plain_ones() -> None:
    class Sub(float):
        pass

    class Whole(int):
        pass

    for kind, value in (
        (DOUBLE, Sub(1.5)),
        (Array(DOUBLE), [Sub(1.5)]),
        (INT, Whole(3)),
        (STRING, type("S", (str,), {})("a")),
    ):
        found = decoded(kind, value)
        while isinstance(found, list):
            (found,) = found
        assert type(found) in (float, int, str)


def test_decoding_copies_containers_and_keeps_what_it_was_given() -> None:
    given = {"a": [1.0, 2.0], "b": [3]}
    before = copy.deepcopy(given)
    found = decoded(Map(Array(DOUBLE)), given)
    assert given == before
    found["a"].append(4.0)
    found["c"] = []
    assert given == before


# ------------------------------------------------------------------------------------- untagged unions


@pytest.mark.parametrize(
    ("union", "value", "canonical"),
    [
        (Union([INT, DOUBLE]), 3, 3),
        (Union([DOUBLE, INT]), 3, 3),
        (Union([INT, DOUBLE]), 3.0, 3.0),
        (Union([INT, LONG]), 3, ("int", 3)),
        (Union([INT, LONG]), 2**31, ("long", 2**31)),
        (Union([INT, LONG]), {"long": 3}, ("long", 3)),
        (Union([FLOAT, DOUBLE]), 0.1, ("double", 0.1)),
        (Union([FLOAT, DOUBLE]), {"float": 0.1}, ("float", 0.10000000149011612)),
        (Union([NULL, STRING]), "null", "null"),
        (Union([STRING, BYTES]), b"a", b"a"),
        (Union([STRING, BYTES]), {"bytes": "a"}, b"a"),
        (Union([STRING, COLOUR]), "blue", ("string", "blue")),
        (Union([STRING, COLOUR]), {"Colour": "red"}, ("Colour", "red")),
        (Union([COLOUR, SHAPE]), "round", ("a.Shape", "round")),
        (Union([COLOUR, SHAPE]), {"Shape": "round"}, ("a.Shape", "round")),
        (Union([COLOUR, SHAPE]), {"a.Shape": "round"}, ("a.Shape", "round")),
        (Union([BYTES, TWO]), b"abc", ("bytes", b"abc")),
        (Union([POINT, Map(STRING)]), {"x": 1, "y": 2}, ("Point", {"x": 1.0, "y": 2.0})),
        (Union([POINT, Map(STRING)]), {"x": "1"}, ("map", {"x": "1"})),
        (Union([NULL, Map(INT)]), {"map": {"a": 1}}, {"a": 1}),
        (Union([NULL, Map(INT)]), {"a": 1}, {"a": 1}),
        (Union([NULL, NAMED]), {"Named": {"name": "a", "at": POINT_VALUE}}, {"name": "a", "at": POINT_VALUE}),
        (Union([Array(INT), Map(INT)]), [1], [1]),
    ],
)
def test_a_union_is_taken_tagged_or_untagged(union: Union, value: Any, canonical: Any) -> None:
    assert repr(decoded(union, value)) == repr(canonical)


@pytest.mark.parametrize(
    ("union", "value", "text"),
    [
        (
            Union([STRING, COLOUR]),
            "red",
            UNTAGGED.format("string, enum Colour", "string", "string 'red'"),
        ),
        (
            Union([POINT, Map(DOUBLE)]),
            POINT_VALUE,
            UNTAGGED.format("record Point, map of double", "Point", "an object with 'x', 'y'"),
        ),
        (Union([INT, STRING]), 1.5, "expected union of {int, string}, got float 1.5 - at $"),
        (Union([INT, STRING]), None, "expected union of {int, string}, got null - at $"),
        (
            Union([INT, STRING]),
            {"int": 1, "string": "a"},
            "expected union of {int, string}, got an object with 'int', 'string' - at $",
        ),
        (Union([INT, LONG]), {"int": 2**31}, "expected int (-2147483648 to 2147483647), got int 2147483648 - at $.int"),
    ],
)
def test_an_ambiguous_value_needs_a_tag(union: Union, value: Any, text: str) -> None:
    assert said(decoded, union, value) == ("PfaInputError", text)


@pytest.mark.parametrize(
    ("union", "boxes"),
    [
        (MAYBE, set()),
        (Union([INT, LONG, STRING]), {"int", "long"}),
        (Union([FLOAT, DOUBLE]), {"float", "double"}),
        (Union([INT, DOUBLE]), set()),
        (Union([STRING, COLOUR, SHAPE]), {"string", "Colour", "a.Shape"}),
        (Union([BYTES, TWO, NULL]), {"bytes", "Two"}),
        (Union([POINT, Map(INT), Array(INT)]), {"Point", "map"}),
    ],
)
def test_members_that_share_a_class_are_boxed(union: Union, boxes: set[str]) -> None:
    assert boxed(union) == boxes


# --------------------------------------------------------------------------------------- embedded data


@pytest.mark.parametrize(
    ("type", "json", "canonical"),
    [
        (DOUBLE, "NaN", math.nan),
        (FLOAT, "-Infinity", -math.inf),
        (Map(INT), {"@": "mark", "a": 1}, {"a": 1}),
        (POINT, {"@": "mark", "x": 1, "y": 2}, {"x": 1.0, "y": 2.0}),
        (MAYBE, {"@": "mark", "double": 1}, 1.0),
        (Array(MAYBE), [{"double": "Infinity"}, None], [math.inf, None]),
        (Union([NULL, Map(INT)]), {"map": {"@": "mark", "a": 1}}, {"a": 1}),
    ],
)
def test_a_document_may_have_marks_and_named_numbers(type: Type, json: Any, canonical: Any) -> None:
    before = copy.deepcopy(json)
    assert repr(decoder(type, embedded=True)(json)) == repr(canonical)
    assert json == before


def test_a_datum_may_not() -> None:
    assert decoded(Map(INT), {"@": 1}) == {"@": 1}
    assert failure(decoded, Map(INT), {"@": "mark"}).place == "$.@"
    assert failure(decoded, DOUBLE, "NaN").place == "$"


def test_a_literal_says_where_in_the_document_it_is_wrong() -> None:
    assert said(decode_literal, 1.5, INT, "$.a") == ("PfaSemanticError", "expected int, got float 1.5 - at $.a")
    wrong = said(decode_literal, {"x": [1, None]}, Map(Array(INT)), "$.a")
    assert wrong == ("PfaSemanticError", "expected int, got null - at $.a.value.x[1]")


# --------------------------------------------------------------------------------------------- defaults


def test_defaults_stand_in_for_missing_fields() -> None:
    kind = read_schema(
        {
            "type": "record",
            "name": "R",
            "fields": [
                {"name": "a", "type": "double", "default": 1},
                {"name": "b", "type": ["null", "int"], "default": None},
                {"name": "c", "type": ["int", "long"], "default": 3},
                {"name": "d", "type": {"type": "array", "items": "int"}, "default": [1]},
            ],
        }
    )
    assert decoded(kind, {}) == {"a": 1.0, "b": None, "c": ("int", 3), "d": [1]}
    assert decoded(kind, {"b": 2, "d": []}) == {"a": 1.0, "b": 2, "c": ("int", 3), "d": []}
    assert encoder(kind)(decoded(kind, {})) == {"a": 1.0, "b": None, "c": {"int": 3}, "d": [1]}


ITEM = {
    "type": "record",
    "name": "Item",
    "fields": [
        {"name": "x", "type": "double"},
        {"name": "more", "type": {"type": "array", "items": "Item"}, "default": []},
    ],
}


def with_defaults(**defaults: Any) -> Any:
    """The type above, each further field an array of its own type."""
    fields = [{"name": name, "type": {"type": "array", "items": "Item"}, "default": d} for name, d in defaults.items()]
    return read_schema({**ITEM, "fields": [{"name": "x", "type": "double"}, *fields]})


def test_a_default_may_be_of_the_type_that_has_it() -> None:
    decode = decoder(read_schema(ITEM))
    assert decode({"x": 1}) == {"x": 1.0, "more": []}
    assert decode({"x": 1, "more": [{"x": 2}]}) == {"x": 1.0, "more": [{"x": 2.0, "more": []}]}


def test_a_default_may_need_another() -> None:
    decode = decoder(with_defaults(a=[{"x": 1, "a": []}], b=[{"x": 2, "a": [], "b": []}], c=[]))
    second = {"x": 2.0, "a": [], "b": [], "c": []}
    first = {"x": 1.0, "a": [], "b": [second], "c": []}
    assert decode({"x": 0}) == {"x": 0.0, "a": [first], "b": [second], "c": []}


def test_a_default_that_needs_itself_is_none() -> None:
    with pytest.raises(PfaSemanticError) as raised:
        decoder(with_defaults(a=[{"x": 1}]))
    assert str(raised.value) == "the default of field 'a' of record Item needs itself"


def test_each_default_is_made_once() -> None:
    """Here each needs all that follow it: made anew each time, there would be 2**40 of them."""
    names = [f"f{i}" for i in range(40)]
    given: dict[str, Any] = {name: [{"x": i} | {known: [] for known in names[: i + 1]}] for i, name in enumerate(names)}
    decode = decoder(with_defaults(**given))
    assert len(decode({"x": 1})) == 41


def test_a_default_is_of_the_first_member_of_a_union() -> None:
    kind = Record("R", [Field("a", Union([NULL, INT]), default=3)])
    with pytest.raises(PfaSemanticError) as caught:
        decoder(kind)
    assert caught.value.message == "expected null, got int 3"
