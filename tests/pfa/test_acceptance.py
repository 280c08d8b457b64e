"""Acceptance (specification 4.4) and narrowest supertypes (4.5), each line of their tables a case."""

from __future__ import annotations

import itertools

import pytest

from scorelet.pfa.acceptance import IncompatibleTypes, accepts, supertype
from scorelet.pfa.types import (
    BOOLEAN,
    BOTTOM,
    BYTES,
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    NULL,
    PRIMITIVES,
    STRING,
    Array,
    Enum,
    Field,
    Fixed,
    Function,
    Map,
    Primitive,
    Record,
    Type,
    Union,
)
from tests.pfa.samples import NUMBERS, POINT, recursive

LETTERS = Enum("Letters", ["a", "b", "c"])
SOME_LETTERS = Enum("Letters", ["b", "a"])
OTHER_LETTERS = Enum("Others", ["a", "b", "c"])
FOUR = Fixed("Four", 4)


# ------------------------------------------------------------------------------------------ acceptance

PROMOTIONS: dict[Type, set[Primitive]] = {INT: {LONG, FLOAT, DOUBLE}, LONG: {FLOAT, DOUBLE}, FLOAT: {DOUBLE}}


@pytest.mark.parametrize(("expected", "observed"), list(itertools.product(PRIMITIVES.values(), repeat=2)))
def test_a_primitive_accepts_itself_and_numbers_their_narrower_ones(expected: Type, observed: Type) -> None:
    right = expected is observed or expected in PROMOTIONS.get(observed, set())
    assert accepts(expected, observed) is right
    assert accepts(expected, Union([observed])) is right
    assert accepts(Array(expected), Array(observed)) is right
    assert accepts(Map(expected), Map(observed)) is right
    assert accepts(Union([expected, FOUR]), observed) is right


@pytest.mark.parametrize("expected", NUMBERS)
def test_a_number_accepts_a_union_of_what_it_accepts(expected: Type) -> None:
    accepted = [t for t in NUMBERS if accepts(expected, t)]
    assert accepts(expected, Union(accepted))
    assert not accepts(expected, Union([*accepted, NULL]))
    assert accepts(expected, Union(NUMBERS)) is (expected is DOUBLE)


@pytest.mark.parametrize(
    ("expected", "observed", "right"),
    [
        (FOUR, Fixed("Four", 4), True),
        (FOUR, Fixed("Four", 5), False),
        (FOUR, Fixed("Fore", 4), False),
        (FOUR, Fixed("space.Four", 4), False),
        (FOUR, Union([Fixed("Four", 4)]), True),
        (FOUR, BYTES, False),
        (BYTES, FOUR, False),
        (LETTERS, SOME_LETTERS, True),
        (SOME_LETTERS, LETTERS, False),
        (LETTERS, OTHER_LETTERS, False),
        (LETTERS, Union([SOME_LETTERS]), True),
        (LETTERS, STRING, False),
        (STRING, LETTERS, False),
        (Array(DOUBLE), Array(INT), True),
        (Array(INT), Array(DOUBLE), False),
        (Array(INT), Map(INT), False),
        (Array(Array(DOUBLE)), Array(Array(INT)), True),
        (Array(DOUBLE), Union([Array(INT)]), True),
        (Map(DOUBLE), Map(INT), True),
        (Map(INT), Map(DOUBLE), False),
        (Map(INT), POINT, False),
        (POINT, Map(DOUBLE), False),
        (Union([STRING, BYTES, NULL]), Union([STRING, BYTES]), True),
        (Union([STRING, BYTES, NULL]), STRING, True),
        (Union([STRING, BYTES]), Union([STRING, BYTES, NULL]), False),
        (STRING, Union([STRING, NULL]), False),
        (Union([DOUBLE, NULL]), Union([INT, NULL]), True),
        (Union([DOUBLE, NULL]), INT, True),
        (Union([NULL, STRING]), Union([STRING, NULL]), True),
    ],
)
def test_what_is_accepted(expected: Type, observed: Type, right: bool) -> None:
    assert accepts(expected, observed) is right


def test_a_record_accepts_more_fields_in_any_order_and_narrower_ones() -> None:
    wider = Record("Point", [Field("z", BYTES), Field("y", INT), Field("x", DOUBLE)])
    assert accepts(POINT, wider)
    assert not accepts(wider, POINT)
    assert not accepts(POINT, Record("Point", [Field("x", DOUBLE)]))
    assert not accepts(POINT, Record("Point", [Field("x", DOUBLE), Field("y", STRING)]))
    assert not accepts(POINT, Record("space.Point", POINT.fields))


def test_a_default_does_not_make_up_for_a_missing_field() -> None:
    assert not accepts(Record("R", [Field("x", INT, default=0)]), Record("R"))


def test_recursive_records_are_compared_to_the_end() -> None:
    assert accepts(recursive(value=DOUBLE), recursive(value=INT))
    assert not accepts(recursive(value=INT), recursive(value=DOUBLE))
    assert accepts(Union([recursive(), NULL]), recursive())


def test_functions_are_contravariant_in_parameters_and_covariant_in_results() -> None:
    wanted = Function([INT], DOUBLE)
    assert accepts(wanted, Function([DOUBLE], INT))
    assert not accepts(wanted, Function([DOUBLE], STRING))
    assert not accepts(Function([DOUBLE], DOUBLE), Function([INT], DOUBLE))
    assert not accepts(wanted, Function([INT, INT], DOUBLE))
    assert not accepts(wanted, INT)
    assert not accepts(INT, wanted)


def test_nothing_but_a_branch_accepts_bottom() -> None:
    assert not any(accepts(t, BOTTOM) for t in (*PRIMITIVES.values(), POINT, Union([NULL, INT])))


# ------------------------------------------------------------------------------------------ supertypes


@pytest.mark.parametrize(
    ("types", "narrowest"),
    [
        pytest.param([NULL, NULL], NULL, id="rule 1"),
        pytest.param([BOOLEAN, BOOLEAN], BOOLEAN, id="rule 2"),
        pytest.param([INT, INT], INT, id="rule 3"),
        pytest.param([INT, LONG], LONG, id="rule 4"),
        pytest.param([FLOAT, INT, LONG], FLOAT, id="rule 5"),
        pytest.param([LONG, FLOAT], FLOAT, id="rule 5 without int"),
        pytest.param([INT, DOUBLE, FLOAT], DOUBLE, id="rule 6"),
        pytest.param([STRING, STRING], STRING, id="rule 7"),
        pytest.param([BYTES, BYTES], BYTES, id="rule 8"),
        pytest.param([FOUR, Fixed("Four", 4)], FOUR, id="rule 9"),
        pytest.param([LETTERS, LETTERS], LETTERS, id="rule 10"),
        pytest.param([Array(INT), Array(DOUBLE)], Array(DOUBLE), id="rule 11"),
        pytest.param([Array(INT), Array(STRING)], Array(Union([INT, STRING])), id="rule 11, items by rule 14"),
        pytest.param([Map(INT), Map(LONG)], Map(LONG), id="rule 12"),
        pytest.param([POINT, Record("Point", POINT.fields)], POINT, id="rule 13"),
        pytest.param([INT, STRING], Union([INT, STRING]), id="rule 14"),
        pytest.param([INT, STRING, DOUBLE], Union([DOUBLE, STRING]), id="rule 14 combines numbers"),
        pytest.param(
            [Union([INT, STRING]), Union([STRING, NULL])], Union([INT, STRING, NULL]), id="rule 14 merges unions"
        ),
        pytest.param([Union([INT, NULL]), DOUBLE], Union([DOUBLE, NULL]), id="rule 14 combines into unions"),
        pytest.param([POINT, recursive()], Union([POINT, recursive()]), id="rule 14 for distinct records"),
        pytest.param([Array(INT), Map(INT)], Union([Array(INT), Map(INT)]), id="rule 14 for containers"),
        pytest.param([Array(INT), NULL, Array(LONG)], Union([Array(LONG), NULL]), id="rule 14 combines arrays"),
        pytest.param([Union([INT]), INT], INT, id="a union of one is that one"),
        pytest.param([Union([LETTERS, NULL]), NULL], Union([LETTERS, NULL]), id="an enum that came in a union"),
    ],
)
def test_the_narrowest_supertype(types: list[Type], narrowest: Type) -> None:
    for order in itertools.permutations(types):
        found = supertype(order)
        assert found == narrowest
        assert all(accepts(found, t) for t in order)


@pytest.mark.parametrize(
    ("types", "said"),
    [
        ([LETTERS, STRING], "no type accepts all of enum Letters, string"),
        ([FOUR, NULL], "no type accepts all of fixed Four, null"),
        ([LETTERS, OTHER_LETTERS], "no type accepts all of enum Letters, enum Others"),
        ([LETTERS, SOME_LETTERS], "no type accepts all of enum Letters, enum Letters"),
        ([Array(FOUR), Array(BYTES)], "no type accepts all of fixed Four, bytes"),
        ([Function([INT], INT), Function([INT], DOUBLE)], "functions have no common type"),
    ],
)
def test_rule_15_is_an_error(types: list[Type], said: str) -> None:
    with pytest.raises(IncompatibleTypes) as caught:
        supertype(types)
    assert str(caught.value) == said


def test_bottom_adds_nothing() -> None:
    assert supertype([BOTTOM, BOTTOM]) is BOTTOM
    assert supertype([BOTTOM, INT]) is INT
    assert supertype([LETTERS, BOTTOM]) is LETTERS
    assert supertype([INT, BOTTOM, STRING]) == Union([INT, STRING])


def test_every_pair_of_types_has_a_supertype_that_accepts_both_or_none() -> None:
    types = [*PRIMITIVES.values(), LETTERS, FOUR, POINT, Array(INT), Map(STRING), Union([INT, NULL])]
    for a, b in itertools.product(types, repeat=2):
        try:
            found = supertype([a, b])
        except IncompatibleTypes:
            assert {a, b} & {LETTERS, FOUR}
        else:
            assert accepts(found, a)
            assert accepts(found, b)
            assert found == supertype([b, a])
