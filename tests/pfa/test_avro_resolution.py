"""The file's schema and the cell's: what fits is promoted and arranged, as fastavro does it; the rest is refused."""

from __future__ import annotations

import io
import json
from typing import Any

import fastavro
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scorelet.errors import PfaInitializationError
from scorelet.pfa.avro_container import read_datum, write_table
from scorelet.pfa.schemas import read_schema
from scorelet.pfa.values import encoder
from tests.pfa.documents import DOUBLES, INTS, STRINGS, failure
from tests.pfa.schemas_and_values import DRAWN, tag

AT = "$.cells.t.init"
COLOUR = {"type": "enum", "name": "Colour", "symbols": ["red", "green"]}


def record(**fields: Any) -> dict[str, Any]:
    """A record of fields with these types."""
    return {"type": "record", "name": "R", "fields": [{"name": name, "type": kind} for name, kind in fields.items()]}


def resolved(written: Any, value: Any, wanted: Any) -> Any:
    return read_datum(write_table(written, value), read_schema(wanted), "'t.avro'", AT)


def refused(written: Any, value: Any, wanted: Any) -> str:
    error = failure(resolved, written, value, wanted)
    assert (type(error), error.place) == (PfaInitializationError, AT)
    return error.message.removeprefix("cannot read the Avro file 't.avro': ")


@pytest.mark.parametrize(
    ("written", "value", "wanted", "found"),
    [
        ("int", 3, "long", 3),
        ("int", 3, "float", 3.0),
        ("int", 3, "double", 3.0),
        ("long", 16777217, "float", 16777216.0),
        ("long", 2**53 + 1, "double", float(2**53)),
        ("float", 0.5, "double", 0.5),
        ("string", "é", "bytes", "é".encode()),
        ("bytes", b"a", "string", "a"),
        (INTS, [1, 2], DOUBLES, [1.0, 2.0]),
        ({"type": "map", "values": "int"}, {"a": 1}, {"type": "map", "values": "double"}, {"a": 1.0}),
        (record(a="int", b="string"), {"a": 1, "b": "x"}, record(b="string", a="double"), {"b": "x", "a": 1.0}),
        (record(a="int", b="string"), {"a": 1, "b": "x"}, record(a="int"), {"a": 1}),
        ("int", 1, ["null", "int"], 1),
        ("int", 1, ["null", "double"], 1.0),
        ("int", 1, ["int", "long"], ("int", 1)),
        ("int", 1, ["string", "double", "long"], 1.0),
        (["null", "int"], None, ["int", "null"], None),
        (["null", "int"], {"int": 1}, "double", 1.0),
        (["int", "string"], {"int": 1}, ["string", "double"], 1.0),
        ([COLOUR, "string"], {"Colour": "red"}, [COLOUR, "string"], ("Colour", "red")),
        ({**COLOUR, "namespace": "a.b"}, "red", COLOUR, "red"),
        ({**COLOUR, "namespace": "a.b"}, "red", ["null", COLOUR], "red"),
        ({**COLOUR, "symbols": ["blue", "green"]}, "green", COLOUR, "green"),
    ],
)
def test_what_fits(written: Any, value: Any, wanted: Any, found: Any) -> None:
    got = resolved(written, value, wanted)
    assert repr(got) == repr(found)  # also the classes


def test_a_field_that_the_file_lacks_has_its_default() -> None:
    wanted = record(a="int")
    wanted["fields"] += [
        {"name": "b", "type": ["null", "double"], "default": None},
        {"name": "c", "type": DOUBLES, "default": [1, "NaN"]},
        {"name": "d", "type": ["int", "long"], "default": 5},
    ]
    found = resolved(record(a="int"), {"a": 1}, wanted)
    assert repr(found) == "{'a': 1, 'b': None, 'c': [1.0, nan], 'd': ('int', 5)}"


def test_a_record_within_itself() -> None:
    chain = record(value="int", next=["null", "R"])
    wanted = record(next=["R", "null"], value="double")
    value = {"value": 1, "next": {"R": {"value": 2, "next": None}}}
    assert resolved(chain, value, wanted) == {"next": {"next": None, "value": 2.0}, "value": 1.0}


@pytest.mark.parametrize(
    ("written", "value", "wanted", "said"),
    [
        ("string", "a", "int", "expected int, got string"),
        ("double", 1.5, "float", "expected float, got double"),
        ("long", 1, "int", "expected int, got long"),
        (DOUBLES, [], INTS, "expected int, got double"),
        (DOUBLES, [], STRINGS, "expected string, got double"),
        (DOUBLES, [], {"type": "map", "values": "double"}, "expected map of double, got array of double"),
        ("int", 1, ["null", "string"], "expected union of {null, string}, got int"),
        (["null", "int"], None, "int", "expected int, got null"),
        (record(a="int"), {"a": 1}, record(a="string"), "expected string, got int in field 'a' of record R"),
        (record(a="int"), {"a": 1}, record(b="int"), "expected record R with field 'b', which the file's has not"),
        (record(a="int"), {"a": 1}, {**record(a="int"), "name": "S"}, "expected record S, got record R"),
        ({**COLOUR, "symbols": ["blue"]}, "blue", COLOUR, "the symbol 'blue', which is not one of enum Colour"),
        (
            {"type": "fixed", "name": "F", "size": 2},
            b"ab",
            {"type": "fixed", "name": "F", "size": 3},
            "expected fixed F of 3 bytes, got one of 2",
        ),
    ],
)
def test_what_does_not_fit(written: Any, value: Any, wanted: Any, said: str) -> None:
    assert refused(written, value, wanted) == said


def test_a_default_that_is_none() -> None:
    wanted = record(a="int")
    wanted["fields"].append({"name": "b", "type": "int", "default": "x"})
    assert refused(record(a="int"), {"a": 1}, wanted) == "the default of field 'b' of record R is no int"


def test_members_of_a_union_that_do_not_fit_and_do_not_come_are_no_matter() -> None:
    assert resolved({"type": "array", "items": ["string", "int"]}, [{"int": 1}], DOUBLES) == [1.0]
    assert refused({"type": "array", "items": ["string", "int"]}, [{"string": "a"}], DOUBLES) == (
        "expected double, got string"
    )


WIDER = {"int": ["int", "long", "double"], "long": ["long", "double"], "float": ["float", "double"]}
"""Without whole numbers as float, which fastavro does not round."""


def widened(draw: st.DataObject, schema: Any) -> Any:
    """A schema that takes the values of `schema`: numbers wider, fields in another order or fewer, unions longer."""
    if isinstance(schema, str):
        return draw.draw(st.sampled_from(WIDER.get(schema, [schema])))
    if isinstance(schema, list):
        return list(schema)
    match schema["type"]:
        case "array":
            return {**schema, "items": widened(draw, schema["items"])}
        case "map":
            return {**schema, "values": widened(draw, schema["values"])}
        case "record":
            fields = [{**field, "type": widened(draw, field["type"])} for field in schema["fields"]]
            return {**schema, "fields": draw.draw(st.permutations(fields))[: draw.draw(st.integers(0, len(fields)))]}
    return schema


@given(DRAWN, st.data())
@settings(derandomize=True, deadline=None, max_examples=200)
def test_what_fits_fastavro_reads_alike(drawn: tuple[Any, Any], data: st.DataObject) -> None:
    schema, value = drawn
    # In a union of both, fastavro takes whichever of string and bytes comes first, even where the other was written.
    assume(not {"string", "bytes"} <= set(json.dumps(schema).split('"')))
    wanted = widened(data, schema)
    written = write_table(schema, value)
    (expected,) = fastavro.reader(io.BytesIO(written), fastavro.parse_schema(wanted), return_record_name=False)
    t = read_schema(wanted)
    assert untagged(encoder(t)(read_datum(written, t, "t", AT)), wanted) == expected


def untagged(value: Any, schema: Any) -> Any:
    """The value without the tags of unions, as fastavro gives it."""
    if isinstance(schema, list) and value is not None:
        ((name, inner),) = value.items()
        return untagged(inner, next(member for member in schema if tag(member) == name))
    match schema:
        case {"type": "array", "items": items}:
            return [untagged(inner, items) for inner in value]
        case {"type": "map", "values": values}:
            return {key: untagged(inner, values) for key, inner in value.items()}
        case {"type": "record", "fields": fields}:
            return {field["name"]: untagged(value[field["name"]], field["type"]) for field in fields}
    return value
