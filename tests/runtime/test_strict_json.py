"""JSON over the wire: strict in and out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import RequestError
from scorelet.runtime.strict_json import parse, without_nan, write

NAN, INFINITY = float("nan"), float("inf")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


def test_numbers_that_json_lacks_are_null() -> None:
    assert write({"a": [NAN, INFINITY, -INFINITY, 1.5], "b": (NAN,)}) == b'{"a":[null,null,null,1.5],"b":[null]}'
    assert without_nan({"a": [0.0, -0.0, 1e308, NAN], "b": "NaN"}) == {"a": [0.0, -0.0, 1e308, None], "b": "NaN"}


def test_text_is_written_in_ascii() -> None:
    assert write(["ü", "\ud800"]) == rb'["\u00fc","\ud800"]'
    assert parse(rb'["\u00fc","\ud800"]') == ["ü", "\ud800"]


@settings(derandomize=True, deadline=None, max_examples=200)
@given(VALUES)
def test_what_is_written_is_read_again(value: Any) -> None:
    assert parse(write(value)) == without_nan(value)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.binary(max_size=30) | VALUES.map(lambda value: json.dumps(value).encode()[:-1]))
def test_other_bytes_are_read_as_python_reads_them_or_refused(body: bytes) -> None:
    try:
        wanted = json.loads(body.decode("utf-8-sig"), parse_constant=refuse)
    except ValueError:
        with pytest.raises(RequestError, match=r"^400: "):
            parse(body)
    else:
        assert parse(body) == wanted


def test_one_byte_order_mark_is_passed_over_and_more_are_no_json() -> None:
    mark = b"\xef\xbb\xbf"
    assert parse(mark + b"[1]") == [1]
    for many in (2, 900, 100_000):
        with pytest.raises(RequestError, match=r"^400: the body is no JSON: Expecting value \(line 1, column 1\)$"):
            parse(mark * many + b"[1]")


def refuse(name: str) -> None:
    raise ValueError(name)
