"""Bytes -> rows: CSV or JSON Lines, one at a time, each with the number of its first line.

A row that cannot be read is a value too (`FailedRow`), so that one bad line never costs the good ones.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import PurePath

LONGEST_CELL = 16 * 1024 * 1024
"""The csv module's own limit of 131,072 characters would refuse long texts; no limit at all would let one
unbalanced quote pull a whole file into memory."""


class Format(StrEnum):
    """What a file of rows is written in."""

    CSV = "csv"
    JSONL = "jsonl"


SUFFIXES = {".csv": Format.CSV, ".jsonl": Format.JSONL, ".ndjson": Format.JSONL}


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read: `datum` is what the engine gets, `raw` what the file said."""

    line: int
    datum: object
    raw: object


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A row that gave no prediction. `line` is None when it was no row that failed but the engine's end."""

    line: int | None
    error: str
    raw: object


class CellError(ValueError):
    """A CSV row does not have the form that the engine's input type asks for."""


FromCells = Callable[[list[str]], object]


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


def read_csv(lines: Iterable[bytes], converter: Callable[[list[str]], FromCells]) -> Iterator[Row | FailedRow]:
    """One row per CSV record; `converter` makes the conversion of a record's cells from the header.

    Bytes that are no UTF-8 pass through the csv module as surrogates and fail the one row they are in.
    """
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(line.decode("utf-8", "surrogateescape") for line in lines)
    header: list[str] | None = None
    convert: FromCells | None = None
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield FailedRow(first, f"not CSV: {error}", None)
            continue
        if cells is None:
            return
        if not cells:
            continue
        if header is None or convert is None:
            header = _clean_header(cells)
            convert = converter(header)
        else:
            yield _csv_row(first, header, cells, convert)


def _clean_header(cells: list[str]) -> list[str]:
    return [cell.removeprefix("\ufeff").strip() if place == 0 else cell.strip() for place, cell in enumerate(cells)]


def _csv_row(line: int, header: list[str], cells: list[str], convert: FromCells) -> Row | FailedRow:
    if len(cells) != len(header):
        return FailedRow(line, f"the header has {len(header)} columns, this row has {len(cells)}", cells)
    raw = dict(zip(header, cells, strict=True))
    try:
        "".join(cells).encode()
        return Row(line, convert(cells), raw)
    except UnicodeEncodeError:
        return FailedRow(line, "not UTF-8", raw)
    except CellError as error:
        return FailedRow(line, str(error), raw)
