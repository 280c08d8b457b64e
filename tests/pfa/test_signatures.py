"""The pattern language of library signatures (specification 4.6): every form, alone and together."""

from __future__ import annotations

import pytest

from scorelet.pfa.library.registry import functions
from scorelet.pfa.patterns import (
    AnyRecord,
    AnyType,
    ArrayOf,
    EnumOfFields,
    Exactly,
    FunctionOf,
    Label,
    MapOf,
    UnionOf,
    read,
)
from scorelet.pfa.signatures import match, match_filled
from scorelet.pfa.types import (
    BOOLEAN,
    BOTTOM,
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

COLOUR = Enum("Colour", ["red", "green"])
FOUR = Fixed("Four", 4)
POINT = Record("Point", [Field("x", INT), Field("y", DOUBLE)])
COORDINATE = Enum("Coordinate", ["x", "y"])
PLUS = "(x: any A of {int, long, float, double}, y: A) -> A"
MAP = "(a: array of any A, fcn: function (A) -> any B) -> array of B"


# ---------------------------------------------------------------------------------------------- reading


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("double", Exactly(DOUBLE)),
        ("A", Label("A")),
        ("any A", AnyType("A")),
        ("any A of {int, string}", AnyType("A", (INT, STRING))),
        ("any enum A", AnyType("A", kind=Enum)),
        ("any fixed A", AnyType("A", kind=Fixed)),
        ("any record A", AnyRecord("A", ())),
        ("any record A with {x: int, y: any B}", AnyRecord("A", (("x", Exactly(INT)), ("y", AnyType("B"))))),
        ("enum A of fields of B", EnumOfFields("A", "B")),
        ("array of map of A", ArrayOf(MapOf(Label("A")))),
        ("union {int, any A}", UnionOf((Exactly(INT), AnyType("A")))),
        ("function (A, int) -> array of B", FunctionOf((Label("A"), Exactly(INT)), ArrayOf(Label("B")))),
        ("function () -> null", FunctionOf((), Exactly(NULL))),
    ],
)
def test_a_pattern_is_read(text: str, pattern: object) -> None:
    assert read(f"(x: {text}) -> null").params == (("x", pattern),)
    assert read(f"() -> {text}").ret == pattern


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x: int", "signature 'x: int': expected (, got 'x'"),
        ("(x int) -> int", "signature '(x int) -> int': expected :, got 'int'"),
        ("(x: number) -> int", "signature '(x: number) -> int': 'number' is no pattern"),
        ("(x: int) -> int int", "signature '(x: int) -> int int': expected , got 'int'"),
        ("(x: array int) -> int", "signature '(x: array int) -> int': expected of, got 'int'"),
    ],
)
def test_what_is_no_signature(text: str, said: str) -> None:
    with pytest.raises(ValueError, match="signature") as caught:
        read(text)
    assert str(caught.value) == said


def test_every_registered_signature_can_be_read() -> None:
    assert all(read(text).text == text for f in functions() for text in f.signatures)


# --------------------------------------------------------------------------------------------- matching


@pytest.mark.parametrize(
    ("pattern", "arg", "converted"),
    [
        ("double", INT, DOUBLE),
        ("int", LONG, None),
        ("string", COLOUR, None),
        ("any A", STRING, STRING),
        ("any A", Union([INT, NULL]), Union([INT, NULL])),
        ("any A", Function([INT], INT), None),
        ("any A of {int, double}", INT, INT),
        ("any A of {int, double}", FLOAT, DOUBLE),
        ("any A of {int, double}", STRING, None),
        ("any A of {int, double}", Union([INT, DOUBLE]), DOUBLE),
        ("any A of {int, double}", Union([INT, STRING]), None),
        ("any enum A", COLOUR, COLOUR),
        ("any enum A", STRING, None),
        ("any fixed A", FOUR, FOUR),
        ("any fixed A", BYTES, None),
        ("any record A", POINT, POINT),
        ("any record A", Map(INT), None),
        ("any record A with {y: double}", POINT, POINT),
        ("any record A with {x: double}", POINT, POINT),
        ("any record A with {y: int}", POINT, None),
        ("any record A with {z: int}", POINT, None),
        ("array of double", Array(INT), Array(DOUBLE)),
        ("array of double", Array(STRING), None),
        ("array of double", Map(INT), None),
        ("array of any A", Array(Array(INT)), Array(Array(INT))),
        ("map of double", Map(LONG), Map(DOUBLE)),
        ("map of any A", Array(INT), None),
        ("union {int, string}", STRING, Union([INT, STRING])),
        ("union {int, string}", Union([STRING, INT]), Union([INT, STRING])),
        ("union {int, string}", Union([STRING, NULL]), None),
        ("union {any A, null}", Union([NULL, INT]), Union([INT, NULL])),
        ("union {any A, null}", INT, Union([INT, NULL])),
        ("union {any A, null}", Union([INT, STRING]), None),
        ("union {any A, null}", Union([INT, STRING, NULL]), None),
        ("function (int) -> double", Function([INT], DOUBLE), Function([INT], DOUBLE)),
        ("function (int) -> double", Function([DOUBLE], INT), Function([INT], DOUBLE)),
        ("function (double) -> double", Function([INT], DOUBLE), None),
        ("function (int) -> int", Function([INT], DOUBLE), None),
        ("function (int) -> int", Function([INT, INT], INT), None),
        ("function (int) -> int", INT, None),
    ],
)
def test_a_pattern_takes_a_type_and_says_what_it_is_converted_to(
    pattern: str, arg: Type, converted: Type | None
) -> None:
    found = match(read(f"(x: {pattern}) -> null"), [arg])
    assert (found and found.params) == (None if converted is None else (converted,))


def test_nothing_matches_where_the_count_differs_or_an_argument_has_no_value() -> None:
    assert match(read(PLUS), [INT]) is None
    assert match(read(PLUS), [INT, INT, INT]) is None
    assert match(read(PLUS), [INT, BOTTOM]) is None
    assert match(read("() -> double"), []) is not None


@pytest.mark.parametrize(
    ("args", "result"),
    [
        ([INT, INT], INT),
        ([INT, LONG], LONG),
        ([LONG, FLOAT], FLOAT),
        ([DOUBLE, INT], DOUBLE),
        ([INT, Union([INT, DOUBLE])], DOUBLE),
        ([INT, STRING], None),
        ([STRING, STRING], None),
    ],
)
def test_a_label_stands_for_the_narrowest_supertype_of_all_it_meets(args: list[Type], result: Type | None) -> None:
    found = match(read(PLUS), args)
    if result is None:
        assert found is None
    else:
        assert found is not None
        assert (found.params, found.ret, found.labels) == ((result, result), result, {"A": result})


def test_a_label_reaches_into_containers_and_the_result() -> None:
    signature = read("(a: array of any A, x: A, m: map of array of A) -> map of A")
    found = match(signature, [Array(INT), DOUBLE, Map(Array(LONG))])
    assert found is not None
    assert found.params == (Array(DOUBLE), DOUBLE, Map(Array(DOUBLE)))
    assert found.ret == Map(DOUBLE)


def test_a_label_without_a_common_type_does_not_match() -> None:
    assert match(read("(x: any A, y: A) -> A"), [COLOUR, STRING]) is None
    found = match(read("(x: any A, y: A) -> A"), [INT, STRING])
    assert found is not None
    assert found.ret == Union([INT, STRING])


def test_fields_of_a_record_share_labels_with_the_rest() -> None:
    signature = read("(p: any record P with {x: any A, y: A}) -> A")
    found = match(signature, [Record("Q", [Field("x", INT), Field("y", INT), Field("z", STRING)])])
    assert found is not None
    assert found.ret is INT
    # The label is widened, not the field (specification 4.6, example 4.3).
    widened = match(signature, [POINT])
    assert widened is not None
    assert (widened.params, widened.ret) == ((POINT,), DOUBLE)


def test_an_enum_of_the_fields_of_a_record() -> None:
    signature = read("(d: any record D, c: any record C with {field: enum F of fields of D}) -> F")
    fits = Record("Comparison", [Field("field", COORDINATE)])
    found = match(signature, [POINT, fits])
    assert found is not None
    assert found.ret == COORDINATE
    for wrong in (
        Enum("Coordinate", ["y", "x"]),
        Enum("Coordinate", ["x"]),
        Enum("Coordinate", ["x", "y", "z"]),
        STRING,
    ):
        assert match(signature, [POINT, Record("Comparison", [Field("field", wrong)])]) is None


def test_a_union_with_a_label_that_is_settled() -> None:
    tree = Record("Tree")
    tree.complete([Field("pass", Union([tree, STRING])), Field("fail", Union([STRING, tree]))])
    signature = read("(t: any record T with {pass: union {T, any S}, fail: union {T, S}}) -> S")
    found = match(signature, [tree])
    assert found is not None
    assert found.ret is STRING
    assert found.labels == {"T": tree, "S": STRING}


def test_a_function_argument_binds_labels() -> None:
    found = match(read(MAP), [Array(INT), Function([DOUBLE], STRING)])
    assert found is not None
    assert found.ret == Array(STRING)
    assert found.params == (Array(DOUBLE), Function([DOUBLE], STRING))


def test_a_function_must_take_what_it_is_given() -> None:
    found = match(
        read("(a: array of any A, less: function (A, A) -> boolean) -> A"), [Array(INT), Function([INT, INT], BOOLEAN)]
    )
    assert found is not None
    assert found.ret is INT
    assert match(read("(x: double, f: function (double) -> double) -> double"), [INT, Function([INT], DOUBLE)]) is None


def test_filling_leaves_no_label_open() -> None:
    plus = read(PLUS)
    assert match_filled(plus, {}) is None
    found = match_filled(plus, {"y": DOUBLE})
    assert found is not None
    assert (found.params, found.ret) == ((DOUBLE, DOUBLE), DOUBLE)
    assert match_filled(plus, {"z": DOUBLE}) is None
    assert match_filled(read(MAP), {"a": Array(INT)}) is None
    simple = match_filled(read("(x: double) -> double"), {})
    assert simple is not None
    assert simple.params == (DOUBLE,)


def test_what_is_filled_must_be_within_the_label() -> None:
    assert match_filled(read(PLUS), {"x": STRING}) is None
    assert match_filled(read(PLUS), {"y": STRING}) is None
