"""CSV cells -> a datum, by Avro type."""

from __future__ import annotations

import math
from typing import Any

import pytest

from scorelet.batch.convert import row_converter
from scorelet.batch.csv_rows import CellError
from scorelet.errors import UsageError

NO_COLUMN_X = "the CSV has no column for the field 'x' of type double"
COLOUR = {"type": "enum", "name": "Colour", "namespace": "a.b", "symbols": ["red", "green"]}


def convert(schema: Any, cell: str) -> object:
    """One cell, as the field of a record."""
    record = {"type": "record", "name": "R", "fields": [{"name": "x", "type": schema}]}
    datum = row_converter(record, ["x"])([cell])
    assert isinstance(datum, dict)
    return datum["x"]


@pytest.mark.parametrize(
    ("schema", "cell", "expected"),
    [
        ("int", "12", 12),
        ("int", " -3 ", -3),
        ("long", "3.0", 3),
        ("long", "1e+05", 100_000),
        ("long", "9007199254740993", 9007199254740993),
        ("double", "1.5", 1.5),
        ("double", "2", 2.0),
        ("float", "-Inf", -math.inf),
        ("boolean", "TRUE", True),
        ("boolean", "f", False),
        ("boolean", "1", True),
        ("string", "", ""),
        ("string", "NA", "NA"),
        ("bytes", "é", b"\xc3\xa9"),
        (COLOUR, "red", "red"),
        ("null", "", None),
        (["null", "double"], "", None),
        (["double", "null"], "NA", None),
        (["null", "double"], "1", 1.0),
        (["null", "string"], "", None),
        (["null", "string"], "NA", "NA"),
        (["null", COLOUR], "NA", None),
        (["null", "string", "double"], "1.5", {"double": 1.5}),
        (["null", "string", "double"], "high", {"string": "high"}),
        (["null", "string", "double"], "NA", None),
        (["string", "double"], "", {"string": ""}),
        (["boolean", "int", "double"], "1", {"int": 1}),
        (["boolean", "int", "double"], "1.5", {"double": 1.5}),
        (["boolean", "int", "double"], "true", {"boolean": True}),
        ([COLOUR, "string"], "red", {"a.b.Colour": "red"}),
        ([COLOUR, "string"], "blue", {"string": "blue"}),
        ({"type": "array", "items": "int"}, "[1, 2]", [1, 2]),
        ({"type": "map", "values": "int"}, '{"a": 1}', {"a": 1}),
    ],
)
def test_cells(schema: Any, cell: str, expected: object) -> None:
    value = convert(schema, cell)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("schema", "cell", "message"),
    [
        ("double", "", "column 'x' expects double, got ''"),
        ("double", "NA", "column 'x' expects double, got 'NA'"),
        ("double", "1_000", "column 'x' expects double, got '1_000'"),
        ("int", "1.5", "column 'x' expects int, got '1.5'"),
        ("int", "inf", "column 'x' expects int, got 'inf'"),
        ("boolean", "yes", "column 'x' expects boolean, got 'yes'"),
        (["null", "int"], "a", "column 'x' expects null or int, got 'a'"),
        (COLOUR, "blue", "column 'x' expects one of red, green, got 'blue'"),
        ({"type": "array", "items": "int"}, "[1", "column 'x' expects array, got '[1'"),
        ({"type": "array", "items": "int"}, "[" * 100_000, f"column 'x' expects array, got '{'[' * 57}...'"),
    ],
)
def test_cells_that_do_not_fit(schema: Any, cell: str, message: str) -> None:
    with pytest.raises(CellError) as caught:
        convert(schema, cell)
    assert str(caught.value) == message


def test_a_record_takes_its_fields_by_name_and_ignores_other_columns() -> None:
    fields = [{"name": "b", "type": "int"}, {"name": "a", "type": "string"}]
    convert_row = row_converter({"type": "record", "name": "R", "fields": fields}, ["id", "a", "b"])
    assert convert_row(["7", "x", "1"]) == {"b": 1, "a": "x"}


def test_a_named_type_may_be_used_again_by_its_name() -> None:
    fields = [{"name": "a", "type": COLOUR}, {"name": "b", "type": ["null", "a.b.Colour"]}]
    convert_row = row_converter({"type": "record", "name": "R", "fields": fields}, ["a", "b"])
    assert convert_row(["red", ""]) == {"a": "red", "b": None}


def test_maps_arrays_and_single_values() -> None:
    assert row_converter({"type": "map", "values": ["null", "double"]}, ["a", "b"])(["1", ""]) == {"a": 1.0, "b": None}
    assert row_converter({"type": "array", "items": "double"}, ["a", "b"])(["1", "2"]) == [1.0, 2.0]
    assert row_converter("double", ["anything"])(["1"]) == 1.0
    assert row_converter(["null", "double"], ["anything"])(["1"]) == 1.0


@pytest.mark.parametrize(
    ("schema", "header", "message"),
    [
        (
            {"type": "record", "name": "R", "fields": [{"name": "x", "type": "double"}]},
            ["y", "z"],
            f"{NO_COLUMN_X}\nits columns are y, z",
        ),
        (
            {"type": "record", "name": "R", "fields": [{"name": "x", "type": "double"}]},
            ["x;y"],
            f"{NO_COLUMN_X}\nits cells seem to be parted by ';': part them by commas",
        ),
        (
            {"type": "record", "name": "R", "fields": [{"name": "x", "type": "double"}]},
            ["y", "X"],
            f"{NO_COLUMN_X}\nrename the column 'X'",
        ),
        (
            {"type": "record", "name": "R", "fields": [{"name": "x", "type": "double"}]},
            list("abcdefghijklmn"),
            f"{NO_COLUMN_X}\nits columns are a, b, c, d, e, f, g, h, i, j, k, l and 2 more",
        ),
        ("double", ["a", "b"], "the model takes one double, and the CSV has 2 columns\nkeep one of them: a, b"),
        (
            {"type": "map", "values": "int"},
            ["a", "b", "a"],
            "the CSV header has the column 'a' twice\nrename one of them",
        ),
        (
            ["string", "double"],
            ["a"],
            "a CSV row cannot be told to be one of string or double\nwrite the rows as JSON Lines",
        ),
    ],
)
def test_headers_that_do_not_fit(schema: Any, header: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        row_converter(schema, header)
    assert str(caught.value) == message
