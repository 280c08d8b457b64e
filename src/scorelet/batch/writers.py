"""Predictions -> text: JSON Lines, or CSV with one column per key.

JSON has no NaN and no infinity: they are written as the strings "nan", "inf" and "-inf", in both formats.
Bytes are written as Avro writes them in JSON, one character for each byte.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Sequence
from typing import Any, Protocol, TextIO


class ShapeError(ValueError):
    """A prediction does not fit the columns of the CSV file it should go to."""


class Writer(Protocol):
    """Where predictions go; `write` raises ShapeError for one it has no place for."""

    def write(self, prediction: object) -> None: ...

    def finish(self) -> None: ...


def _latin(value: object) -> str:
    if isinstance(value, bytes | bytearray):
        return value.decode("latin-1")
    raise TypeError(f"not a PFA value: {value!r}")


_encoder = json.JSONEncoder(allow_nan=False, ensure_ascii=False, default=_latin)


def to_json(value: object) -> str:
    """`value` as one line of standard JSON."""
    try:
        return _encoder.encode(value)
    except ValueError:
        return _encoder.encode(_finite(value))


def _finite(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value


class JsonLinesWriter:
    """One prediction per line, as the engine gives it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, prediction: object) -> None:
        self._stream.write(to_json(prediction) + "\n")

    def finish(self) -> None:
        """Nothing is held back."""


class CsvWriter:
    """One prediction per record, in the column `prediction` or, for records and maps, one column per key.

    A record's columns are known from `schema`, the engine's output type; a map's are the first prediction's keys.
    """

    def __init__(self, stream: TextIO, schema: Any) -> None:
        self._csv = csv.writer(stream, lineterminator="\n")
        kind = schema.get("type") if isinstance(schema, dict) else None
        self._keyed = kind in ("record", "map")
        self._unions = _union_columns(schema)
        self._columns: Sequence[str] | None = None
        if kind == "record":
            self._head([field["name"] for field in schema["fields"]])
        elif kind != "map":
            self._head(["prediction"])

    def _head(self, columns: Sequence[str]) -> None:
        self._columns = columns
        self._csv.writerow(columns)

    def write(self, prediction: object) -> None:
        if self._keyed and isinstance(prediction, dict):
            self._write_keys(prediction)
        else:
            self._csv.writerow([self._cell("prediction", prediction)])

    def _write_keys(self, prediction: dict[str, object]) -> None:
        if self._columns is None:
            self._head(list(prediction))
        columns = self._columns or ()
        if not prediction.keys() <= set(columns):
            extra = next(key for key in prediction if key not in columns)
            raise ShapeError(f"the prediction has the key {extra!r}, the first one had not: write JSON Lines instead")
        self._csv.writerow([self._cell(key, prediction[key]) if key in prediction else "" for key in columns])

    def _cell(self, column: str, value: object) -> object:
        if (column in self._unions or "*" in self._unions) and isinstance(value, dict) and len(value) == 1:
            (value,) = value.values()
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str | int | float):
            return value
        return value.decode("latin-1") if isinstance(value, bytes) else to_json(value)

    def finish(self) -> None:
        """A file of no predictions still has its header, where that is known."""


def _union_columns(schema: Any) -> frozenset[str]:
    """The columns whose values are unions, so that their tags can be left off; "*" is every column."""
    if isinstance(schema, list):
        return frozenset({"prediction"})
    if isinstance(schema, dict) and schema["type"] == "map":
        return frozenset({"*"} if isinstance(schema["values"], list) else ())
    if isinstance(schema, dict) and schema["type"] == "record":
        return frozenset(field["name"] for field in schema["fields"] if isinstance(field["type"], list))
    return frozenset()
