"""Strict reading of JSON, and JSON itself."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.bundle.json_form import dump, dump_lines, load, load_lines
from scorelet.bundle.strict import (
    Check,
    avro,
    by_key,
    checked,
    count,
    flag,
    list_of,
    map_of,
    maybe,
    number,
    record,
    scalar,
    sha256_text,
    text,
)
from scorelet.errors import BundleError

POINT = record(lambda x, y: (x, y), {"x": number, "y": maybe(number)})


@pytest.mark.parametrize(
    ("check", "json", "value"),
    [
        (POINT, {"y": None, "x": 1}, (1.0, None)),
        (list_of(text), ["a", "b"], ("a", "b")),
        (map_of(count), {"a": 0}, {"a": 0}),
        (by_key("k", {"n": record(dict, {"k": text}), "p": POINT}), {"k": "n"}, {"k": "n"}),
        (scalar, True, True),
        (flag, False, False),
    ],
)
def test_what_is_expected(check: Check, json: Any, value: Any) -> None:
    assert checked(json, "x.json", check) == value


@pytest.mark.parametrize(
    ("check", "json", "message"),
    [
        (POINT, [], "expected an object, got an array of 0 - at $"),
        (POINT, {"x": 1}, "the key 'y' is missing; expected x, y - at $"),
        (POINT, {"x": 1, "y": 2, "z": 3}, "there is no key 'z'; expected x, y - at $"),
        (POINT, {"x": True, "y": 2}, "expected a number, got true - at $.x"),
        (
            POINT,
            {"x": 10**400, "y": 2},
            "expected a number in the range of a double, got a whole number of more than 20 digits - at $.x",
        ),
        (list_of(POINT), [{"x": 1, "y": "2"}], "expected a number, got string '2' - at $[0].y"),
        (list_of(text), {}, "expected an array, got an empty object - at $"),
        (map_of(count), {"a": -1}, "expected a whole number of at least 0, got int -1 - at $.a"),
        (map_of(count), {"a": True}, "expected a whole number of at least 0, got true - at $.a"),
        (map_of(count), 3, "expected an object, got int 3 - at $"),
        (flag, 1, "expected true or false, got int 1 - at $"),
        (
            sha256_text,
            "A" * 64,
            "expected a SHA-256 of 64 hexadecimal digits, got string " + repr("A" * 57 + "...") + " - at $",
        ),
        (by_key("k", {"n": POINT}), {"k": "m"}, "expected one of 'n', got string 'm' - at $.k"),
        (by_key("k", {"n": POINT}), 1, "expected an object, got int 1 - at $"),
    ],
)
def test_what_is_not_expected(check: Check, json: Any, message: str) -> None:
    with pytest.raises(BundleError) as caught:
        checked(json, "x.json", check)
    assert str(caught.value) == f"x.json: {message}"


def test_what_nests_too_deeply() -> None:
    schema: Any = "double"
    for _ in range(5000):
        schema = {"type": "array", "items": schema}
    with pytest.raises(BundleError) as caught:
        checked(schema, "x.json", avro)
    assert str(caught.value) == "x.json nests too deeply"


# ------------------------------------------------------------------------------------------- JSON

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(JSON)
def test_values_survive(value: Any) -> None:
    assert load(dump(value), "x") == value
    assert load_lines(dump_lines([value, value]), "x") == (value, value)


def test_numbers_that_json_lacks() -> None:
    assert dump([math.inf, -math.inf, math.nan]) == (
        b'[{"$number":"Infinity"},{"$number":"-Infinity"},{"$number":"NaN"}]'
    )
    found = load(dump((math.inf, math.nan)), "x")
    assert (found[0], math.isnan(found[1])) == (math.inf, True)
    assert load(b'{"$number": "one"}', "x") == {"$number": "one"}


def test_half_a_surrogate_pair_survives() -> None:
    assert load(dump("\ud800"), "x") == "\ud800"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "x is no JSON: Expecting property name enclosed in double quotes (line 1, column 2)"),
        (b"NaN", "x is no JSON that can be read: NaN is no JSON number"),
        (b"[" * 100_000, "x nests too deeply"),
    ],
)
def test_what_is_no_json(data: bytes, message: str) -> None:
    with pytest.raises(BundleError) as caught:
        load(data, "x")
    assert str(caught.value) == message


@pytest.mark.parametrize("data", [b"\xff", b"1" * 5000])
def test_what_cannot_be_read(data: bytes) -> None:
    with pytest.raises(BundleError, match="x is no JSON that can be read: "):
        load(data, "x")


def test_what_cannot_be_written() -> None:
    with pytest.raises(BundleError) as caught:
        dump([3j])
    assert str(caught.value) == "a packed model holds JSON only: Object of type complex is not JSON serializable"
