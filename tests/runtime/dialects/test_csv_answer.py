"""Predictions as CSV."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest

from scorelet.runtime.dialects.csv_answer import lines_of


@pytest.mark.parametrize(
    ("predictions", "lines"),
    [
        ([], b""),
        ([1, 2.5, 1e-9], b"1\n2.5\n1e-09\n"),
        (["a", 'b,"c"', "d\ne", "ü"], 'a\n"b,""c"""\n"d\ne"\nü\n'.encode()),
        ([True, None, float("nan"), float("inf")], b'true\n""\n""\n""\n'),
        ([[1.0, None], ["a", True]], b"1.0,\na,true\n"),
        ([{"a": 1}, [[1, 2], {"b": float("nan")}]], b'"{""a"":1}"\n"[1,2]","{""b"":null}"\n'),
        (["\ud800"], b"\\ud800\n"),
    ],
)
def test_each_prediction_is_a_line(predictions: list[Any], lines: bytes) -> None:
    assert lines_of(predictions) == lines
    assert len(list(csv.reader(StringIO(lines.decode())))) == len(predictions)
