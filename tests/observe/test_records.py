from __future__ import annotations

import json
import math
from collections import UserDict
from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.observe.observation import Observation
from scorelet.observe.records import count, is_logged, iso, records
from tests.observe.observations import SEEN, VERSION, parsed

FIRST = {
    "time": "2026-11-20T15:58:42.123Z",
    "id": "r1",
    "request_id": "r1",
    "row": 0,
    "rows": 1,
    "model": "iris",
    "version": VERSION,
    "input": {"petal": 1.5},
    "output": "setosa",
    "latency_ms": 0.25,
    "key_id": "k1",
    "status": 200,
}


def made(observation: Observation, *, inputs: bool = True) -> list[dict[str, Any]]:
    return parsed(records(observation, inputs=inputs))


def test_one_row() -> None:
    (record,) = records(SEEN)
    assert json.loads(record.line) == FIRST
    assert list(json.loads(record.line)) == list(FIRST)
    assert record.time == SEEN.time
    assert record.line.endswith(b"\n")
    assert record.line.count(b"\n") == 1


def test_many_rows_are_a_record_each() -> None:
    several = SEEN._replace(rows=2, inputs=[[1.0], [2.0]], outputs=["a", "b"])
    assert made(several) == [
        {**FIRST, "id": "r1/0", "rows": 2, "input": [1.0], "output": "a"},
        {**FIRST, "id": "r1/1", "row": 1, "rows": 2, "input": [2.0], "output": "b"},
    ]
    assert count(several) == 2


def test_a_list_of_values_is_written_by_the_names_of_the_features() -> None:
    rows = ([1.5, 2], {"petal": 3.5, "sepal": 4}, (5, 6))
    observation = SEEN._replace(rows=3, inputs=rows, outputs=("a", "b", "c"), names=("petal", "sepal"))
    assert [record["input"] for record in parsed(records(observation))] == [
        {"petal": 1.5, "sepal": 2},
        {"petal": 3.5, "sepal": 4},
        {"petal": 5, "sepal": 6},
    ]


def test_inputs_are_left_out() -> None:
    assert made(SEEN, inputs=False) == [{key: value for key, value in FIRST.items() if key != "input"}]


def test_a_refused_request_is_a_record_without_rows() -> None:
    refused = SEEN._replace(status=422, rows=0, inputs=(), outputs=(), key_id=None)
    assert made(refused) == [{**FIRST, "input": None, "output": None, "key_id": None, "status": 422}]
    assert count(refused) == 1


def test_a_request_that_failed_after_its_rows_were_read_keeps_them() -> None:
    failed = SEEN._replace(status=500, inputs=[1, 2], outputs=())
    assert [(one["id"], one["input"], one["output"]) for one in made(failed)] == [("r1/0", 1, None), ("r1/1", 2, None)]


@pytest.mark.parametrize(
    ("change", "logged"),
    [
        ({}, True),
        ({"status": 422, "rows": 0}, True),
        ({"status": 200, "rows": 0}, False),  # a page about the model
        ({"model": "", "version": "", "rows": 0}, False),
        ({"model": "", "version": "", "rows": 0, "status": 404}, False),
    ],
)
def test_what_is_logged(change: dict[str, Any], logged: bool) -> None:
    assert is_logged(SEEN._replace(**change)) is logged


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (math.nan, None),
        ([math.inf, -math.inf, 1.5], [None, None, 1.5]),
        ({"a": {"b": (math.nan, 1)}, "text": "NaN"}, {"a": {"b": [None, 1]}, "text": "NaN"}),
        (b"\x00\xff", "\x00\xff"),
        ([b"\xff", math.nan], ["\xff", None]),
        ("half of a pair: \ud800", "half of a pair: \ud800"),
        ("two\nlines\u2028", "two\nlines\u2028"),
        (UserDict(a=1), {"a": 1}),
        (numpy.float64(1.5), 1.5),
        (numpy.float32("nan"), None),
        (numpy.array([1, 2]), [1, 2]),
        ([numpy.array([1.0, math.nan]), UserDict(a=math.inf)], [[1.0, None], {"a": None}]),
        (10**400, 10**400),
    ],
    ids=str,
)
def test_values(value: object, written: object) -> None:
    (record,) = made(SEEN._replace(inputs=[value]))
    assert record["input"] == written


@pytest.mark.parametrize("value", [object(), {1, 2}, {(1, 2): 3}, {math.nan: 1}], ids=["object", "set", "key", "nan"])
def test_what_json_cannot_say(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        made(SEEN._replace(inputs=[value]))


def test_what_nests_for_ever() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(RecursionError):
        made(SEEN._replace(inputs=[endless]))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def _no_constant(name: str) -> object:
    raise AssertionError(f"{name} is no JSON")


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.lists(VALUES, max_size=3), st.lists(VALUES, max_size=3), st.text())
def test_every_record_is_a_line_of_strict_json(inputs: list[Any], outputs: list[Any], request_id: str) -> None:
    observation = SEEN._replace(inputs=inputs, outputs=outputs, request_id=request_id)
    lines = [record.line for record in records(observation)]
    assert len(lines) == count(observation)
    for line in lines:
        assert line.isascii()
        assert line.splitlines(keepends=True) == [line]
        assert list(json.loads(line, parse_constant=_no_constant)) == list(FIRST)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "1970-01-01T00:00:00.000Z"), (1795190322.9999, "2026-11-20T15:58:42.999Z")],
)
def test_times(seconds: float, text: str) -> None:
    assert iso(seconds) == text
