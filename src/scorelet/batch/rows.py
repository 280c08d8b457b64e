"""Bytes -> rows: what a row is, which format a file has, and JSON Lines.

A row that cannot be read is a value too (`FailedRow`), so that one bad line never costs the good ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import PurePath

from scorelet.errors import UsageError


class Format(StrEnum):
    """What a file of rows is written in."""

    CSV = "csv"
    JSONL = "jsonl"


SUFFIXES: Mapping[str, Format] = {".csv": Format.CSV, ".jsonl": Format.JSONL, ".ndjson": Format.JSONL}


NO_TEXT: Mapping[bytes, str] = {
    b"\x1f\x8b": "a gzip file; unpack them: zcat ROWS | scorelet score MODEL -",
    b"PK\x03\x04": "a zip archive or an Excel workbook; save them as CSV",
    b"PAR1": "a Parquet file; save them as CSV or JSON Lines",
    b"Obj\x01": "an Avro file; save them as JSON Lines",
    b"\xff\xfe": "UTF-16 text; save them as UTF-8",
    b"\xfe\xff": "UTF-16 text; save them as UTF-8",
}
"""How a file starts that is no UTF-8 text, what it is, and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read: `datum` is what the engine gets, `raw` what the file said."""

    line: int
    datum: object
    raw: object


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A row that gave no prediction. `line` is None when it was no row that failed but the engine's end; `column` is
    the one of a table whose cell is wrong, where it is one cell."""

    line: int | None
    error: str
    raw: object
    column: str | None = None


def only_text(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The same lines. Raises UsageError when they are known to be no text: else each would fail for itself."""
    rest = iter(lines)
    first = next(rest, b"")
    for start, said in NO_TEXT.items():
        if first.startswith(start):
            kind, _, next_step = said.partition("; ")
            raise UsageError(f"expected rows as UTF-8 text, got {kind}\n{next_step}")
    return chain((first,), rest) if first else rest


def format_of_name(path: PurePath) -> Format | None:
    """The format a file's name promises, if it promises one."""
    return SUFFIXES.get(path.suffix.lower())


def format_of_content(lines: Iterable[bytes]) -> tuple[Format, Iterator[bytes]]:
    """The format that the first line which is not blank shows, and all lines again.

    A whole JSON value on one line is JSON Lines, and so is what starts like an object or an array (that row
    will fail with its reason); all else is a CSV header. The one header that looks like JSON is a single
    column in quotes, or a single column named by a number.
    """
    rest = iter(lines)
    seen: list[bytes] = []
    found = Format.CSV
    for line in rest:
        seen.append(line)
        text = line.decode("utf-8-sig", "replace").strip()
        if text:
            found = Format.JSONL if text[0] in "{[" or _is_json(text) else Format.CSV
            break
    return found, chain(seen, rest)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def read_json_lines(lines: Iterable[bytes]) -> Iterator[Row | FailedRow]:
    """One row per line that is not blank."""
    for number, line in enumerate(lines, start=1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            if text.isspace() or not text:
                continue
            datum = json.loads(text)
        except UnicodeDecodeError as error:
            yield FailedRow(number, f"not UTF-8: {error.reason} at byte {error.start + 1} of the line", _shown(line))
        except json.JSONDecodeError as error:
            yield FailedRow(number, f"not JSON: {error.msg} at column {error.colno}", _shown(line))
        except (ValueError, RecursionError) as error:
            reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
            yield FailedRow(number, f"not usable JSON: {reason}", _shown(line))
        else:
            yield Row(number, datum, datum)


def _shown(line: bytes) -> str:
    return line.decode("utf-8", "backslashreplace").rstrip("\r\n")
