"""Predictions -> text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from io import StringIO
from typing import Any

import pytest

from scorelet.batch.writers import CsvWriter, JsonLinesWriter, ShapeError, to_json


def test_json_is_standard_json_whatever_the_numbers() -> None:
    assert to_json({"a": [math.nan, 1.5], "b": {"double": -math.inf}}) == '{"a": ["nan", 1.5], "b": {"double": "-inf"}}'


def test_json_keeps_text_readable_and_bytes_as_avro_has_them() -> None:
    assert to_json(["é", b"\xe9\x00"]) == '["é", "é\\u0000"]'


def test_json_lines() -> None:
    out = StringIO()
    writer = JsonLinesWriter(out)
    for prediction in ("R", None, {"double": 1.5}):
        writer.write(prediction)
    assert out.getvalue() == '"R"\nnull\n{"double": 1.5}\n'


def as_csv(schema: Any, predictions: Sequence[object]) -> str:
    out = StringIO()
    writer = CsvWriter(out, schema)
    for prediction in predictions:
        writer.write(prediction)
    return out.getvalue()


RECORD = {
    "type": "record",
    "name": "R",
    "fields": [{"name": "p", "type": ["null", "double"]}, {"name": "m", "type": {"type": "map", "values": "int"}}],
}


@pytest.mark.parametrize(
    ("schema", "predictions", "text"),
    [
        ("double", [1.5, math.nan, 0.1], "prediction\n1.5\nnan\n0.1\n"),
        ("string", ["a,b", "c"], 'prediction\n"a,b"\nc\n'),
        ("boolean", [True, False], "prediction\ntrue\nfalse\n"),
        (["null", "double"], [{"double": 1.0}], "prediction\n1.0\n"),
        (RECORD, [{"p": {"double": 0.5}, "m": {"a": 1}}, {"p": None, "m": {}}], 'p,m\n0.5,"{""a"": 1}"\n,{}\n'),
        ({"type": "map", "values": "double"}, [{"b": 1.0, "a": 2.0}, {"a": 3.0}], "b,a\n1.0,2.0\n,3.0\n"),
        ({"type": "array", "items": "int"}, [[1, 2]], 'prediction\n"[1, 2]"\n'),
        ("double", [], "prediction\n"),
        ({"type": "map", "values": "double"}, [], ""),
    ],
)
def test_csv(schema: Any, predictions: Sequence[object], text: str) -> None:
    assert as_csv(schema, predictions) == text


def test_csv_has_no_place_for_a_key_that_comes_late() -> None:
    with pytest.raises(ShapeError) as caught:
        as_csv({"type": "map", "values": "double"}, [{"a": 1.0}, {"a": 1.0, "b": 2.0}])
    assert str(caught.value) == "the prediction has the key 'b', the first one had not: write JSON Lines instead"
