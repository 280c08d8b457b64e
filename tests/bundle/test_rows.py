"""Rows: what callers send becomes the datum, or an error that says all that is wrong."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.rows import RowReader
from scorelet.errors import RowError
from tests.bundle.models import DATUM, EVERY, GOOD, NUMBERS, SPEC, TEXT


def reader(spec: InputSpec = EVERY) -> RowReader:
    return RowReader(spec, "m")


def by_name(datum: Any, spec: InputSpec = EVERY) -> Any:
    """The datum as a dict: the quick way leaves the values of some rows in order."""
    return dict(zip(spec.names, datum, strict=True)) if isinstance(datum, tuple) else datum


def problems(row: Any, spec: InputSpec = EVERY) -> tuple[tuple[str, str], ...]:
    with pytest.raises(RowError) as caught:
        reader(spec).read(row)
    with pytest.raises(RowError) as again:
        reader(spec).thorough(row)
    assert caught.value.problems == again.value.problems
    return caught.value.problems


@pytest.mark.parametrize("row", [GOOD, DATUM, [*GOOD.values()], (*GOOD.values(),), {"flag?": True, **DATUM} | {}])
def test_rows_by_either_name_and_by_order(row: Any) -> None:
    if len(row) > len(GOOD):
        row.pop("flag")
    assert by_name(reader().read(row)) == DATUM
    assert by_name(reader().quick(row)) == DATUM
    assert reader().thorough(row) == DATUM


def test_a_ready_row_is_the_datum_itself() -> None:
    row = {"d": 4.0, "c": 3.0, "b": 2.0, "a": 1.0}
    assert reader(NUMBERS).read(row) is row
    assert reader(NUMBERS).read([1.0, 2, 3.0, 4.0]) == (1.0, 2, 3.0, 4.0)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("plain", 3, 3.0),
        ("plain", np.float32(0.5), 0.5),
        ("plain", np.float64(0.5), 0.5),
        ("plain", np.int64(7), 7.0),
        ("plain", np.array(0.5), 0.5),
        ("missing", math.nan, None),
        ("missing", {"double": 1}, 1.0),
        ("plain", {"double": 1.5}, 1.5),
        ("flag?", {"boolean": False}, False),
        ("closed", {"string": "y"}, "y"),
        ("whole", {"long": 3}, 3),
        ("text", {"string": "é"}, "é"),
        ("missing", np.float32("nan"), None),
        ("infinite", -math.inf, -math.inf),
        ("infinite", None, None),
        ("whole", 3.0, 3),
        ("whole", np.int8(3), 3),
        ("whole", math.nan, None),
        ("whole", -(2**63), -(2**63)),
        ("flag?", np.bool_(False), False),
        ("text", np.str_("é"), "é"),
        ("text", math.nan, None),
        ("text", "", ""),
        ("closed", np.str_("y"), "y"),
        ("code", 1, 1.0),
        ("code", None, None),
    ],
)
def test_values_become_python_s_own(name: str, value: Any, kept: Any) -> None:
    datum = reader().thorough({**GOOD, name: value})
    found = datum[name.rstrip("?")]
    assert (found, type(found)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("plain", None, "feature 'plain' may not be missing, got null"),
        ("plain", math.nan, "feature 'plain' may not be missing, got float nan"),
        ("plain", math.inf, "expected a finite number, got float inf"),
        ("plain", True, "expected a number, got true"),
        ("plain", np.bool_(True), "expected a number, got true"),
        ("plain", "3", "expected a number, got string '3'"),
        ("plain", [3.0], "expected a number, got an array of 1"),
        ("plain", {"double": None}, "feature 'plain' may not be missing, got null"),
        ("plain", {"string": 3.0}, "expected a number, got an object with 'string'"),
        ("plain", 10**400, "expected a number in the range of a double, got one beyond that"),
        ("plain", 3j, "expected a number, got a value of class complex"),
        ("plain", np.array([1.0, 2.0]), "expected a number, got a value of class ndarray"),
        ("missing", {"string": "x"}, "expected a number, got an object with 'string'"),
        ("missing", {"double": "x"}, "expected a number, got string 'x'"),
        ("missing", {"double": 1.0, "int": 1}, "expected a number, got an object with 'double', 'int'"),
        ("missing", math.inf, "expected a finite number, got float inf"),
        ("whole", 2.5, "expected a whole number, got float 2.5"),
        ("whole", True, "expected a whole number, got true"),
        ("whole", 2**63, "expected a whole number of at most 64 bits, got one beyond that"),
        ("whole", math.inf, "expected a whole number, got float inf"),
        ("flag?", 1, "expected true or false, got int 1"),
        ("flag?", None, "feature 'flag?' may not be missing, got null"),
        ("text", 1.0, "expected a string, got float 1.0"),
        ("text", b"x", "expected a string, got a value of class bytes"),
        ("closed", "z", "expected one of 'x', 'y', got string 'z'"),
        ("closed", ["x"], "expected a string, got an array of 1"),
        ("code", 3, "expected one of 1.0, 2.0, got float 3.0"),
    ],
)
def test_values_that_are_refused(name: str, value: Any, message: str) -> None:
    with pytest.raises(RowError) as caught:
        reader().thorough({**GOOD, name: value})
    assert caught.value.problems == ((f"/{name}", message),)


def test_names() -> None:
    assert problems({"age": 1.0, "income": None, "hometown": "x"}, SPEC)[0] == (
        "/hometown",
        "model 'm' has no feature 'hometown'; did you mean 'home town'?",
    )
    row = {"ag": 1.0, "income": None, "a~/b": 2, 3: 4, "home town": "x", "home_town": "x"}
    assert problems(row, SPEC) == (
        ("/ag", "model 'm' has no feature 'ag'; did you mean 'age'?"),
        ("/a~0~1b", "model 'm' has no feature 'a~/b'"),
        ("/3", "model 'm' has no feature int 3; names of features are strings"),
        ("/home_town", "feature 'home town' is given twice"),
        ("", "model 'm' needs the feature 'age'"),
    )
    many = InputSpec("record", tuple(Field(f"x{i}") for i in range(20)))
    assert problems({}, many) == (
        ("", "model 'm' needs 20 more features: 'x0', 'x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'x7', ..."),
    )


def test_a_column_name_counts_before_a_name_of_the_document() -> None:
    """The columns were "a b" and "a_b"; their names in the document are a_b and a_b_1."""
    spec = InputSpec("record", (Field("a_b", source="a b"), Field("a_b_1", source="a_b")))
    wanted = {"a_b": 1.0, "a_b_1": 2.0}
    for row in ({"a b": 1.0, "a_b": 2.0}, {"a_b": 1.0, "a_b_1": 2.0}, {"a_b": 2.0, "a b": 1.0}):
        assert by_name(reader(spec).quick(row), spec) == reader(spec).thorough(row) == wanted


def test_names_of_no_feature_are_passed_over_where_the_spec_says_so() -> None:
    spec = SPEC._replace(extra=True)
    wanted = {"age": 1.0, "income": None, "home_town": "x"}
    for row in ({"age": 1.0, "income": None, "home town": "x", "target": "?", 3: 4}, {**wanted, "target": "?"}):
        assert by_name(reader(spec).quick(row), spec) == reader(spec).thorough(row) == wanted
    assert problems({"ag": 1.0, "income": 2.0, "home town": "x"}, spec) == (("", "model 'm' needs the feature 'age'"),)
    plain = NUMBERS._replace(extra=True)
    wide = {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0, "e": 5.0}
    assert reader(plain).quick(wide) is wide  # engines pass over other fields
    assert problems([1.0, 2.0, 3.0, 4.0, 5.0], plain) == (("", "model 'm' expects 4 features, got 5"),)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ([1.0, 2.0, 3.0], "model 'm' expects 4 features, got 3"),
        (np.zeros(5), "model 'm' expects 4 features, got 5"),
        ("abcd", "model 'm' expects a row as an object or an array of 4 values, got string 'abcd'"),
        (None, "model 'm' expects a row as an object or an array of 4 values, got null"),
        ({1.0, 2.0}, "model 'm' expects a row as an object or an array of 4 values, got a value of class set"),
    ],
)
def test_what_is_no_row(row: Any, message: str) -> None:
    assert problems(row, NUMBERS) == (("", message),)


def test_all_problems_of_a_row_are_said() -> None:
    assert problems([1.0, "2", math.nan, None], NUMBERS) == (
        ("/1", "expected a number, got string '2'"),
        ("/2", "feature 'c' may not be missing, got float nan"),
        ("/3", "feature 'd' may not be missing, got null"),
    )


def test_arrays_are_rows() -> None:
    assert reader(NUMBERS).read(np.arange(4)) == {"a": 0.0, "b": 1.0, "c": 2.0, "d": 3.0}


def test_texts() -> None:
    for row in ("some text", ["some text"], ("some text",), np.array(["some text"]), np.str_("some text")):
        assert reader(TEXT).read(row) == "some text"
        assert reader(TEXT).read({"review": row}) == "some text"
    assert problems({"review": 3}, TEXT) == (("/review", "model 'm': expected a string, got int 3"),)
    assert problems({"text": "a"}, TEXT) == (
        ("/text", "model 'm' has no feature 'text'"),
        ("", "model 'm' needs the feature 'review'"),
    )
    assert problems(3, TEXT) == (("", "model 'm': expected a string, got int 3"),)
    assert problems(["a", "b"], TEXT) == (("", "model 'm': expected a string, got an array of 2"),)
    assert problems(None, TEXT) == (("", "model 'm': feature 'review' may not be missing, got null"),)
    maybe = InputSpec("text", (Field("review", "string", missing=True),))
    assert reader(maybe).read([None]) is None


def test_data_for_the_document_s_own_type_pass() -> None:
    spec = InputSpec("datum", type={"type": "array", "items": "double"})
    row = [1, "x"]
    assert reader(spec).read(row) is row


def test_of_many_names_that_are_no_features_some_are_told() -> None:
    found = problems({f"x{i}": 1.0 for i in range(100_000)}, NUMBERS)
    assert len(found) == 101
    assert found[0] == ("/x0", "model 'm' has no feature 'x0'")
    assert found[-1] == ("", "model 'm' needs 4 more features: 'a', 'b', 'c', 'd'")
