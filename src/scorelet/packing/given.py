"""Sample rows as the caller gives them: a file (CSV, JSON Lines, Parquet), a DataFrame, an array, or a list."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any

from scorelet.errors import UsageError

MOST = 100_000
"""So many rows are read."""
PARQUET = b"PAR1"
BOM = b"\xef\xbb\xbf"
HEAD = 1 << 16
"""So many bytes of a file tell what it is."""
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Given:
    """Rows: dicts by column, lists or texts. `cells` says that they are of a CSV file: all values are text."""

    rows: Sequence[Any] = ()
    cells: bool = False


def given_rows(samples: Any) -> Given:
    """The rows, of what a caller calls samples. Raises UsageError."""
    if samples is None:
        return Given()
    if isinstance(samples, str | PathLike):
        return _of_file(Path(samples))
    if hasattr(samples, "columns") and hasattr(samples, "to_dict"):
        return Given(samples.head(MOST).to_dict("records"))
    if isinstance(samples, Mapping):
        return Given([samples])
    if getattr(samples, "shape", ()) and hasattr(samples, "tolist"):
        samples = samples[:MOST].tolist()
    if not isinstance(samples, Iterable) or hasattr(samples, "item"):
        raise UsageError(f"expected sample rows: a DataFrame, a list or the path of a file, got {samples!r:.100}")
    return Given(list(islice(samples, MOST)))


def _of_file(path: Path) -> Given:
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
        if head.startswith(PARQUET):
            return Given(_parquet(path))
        if not head.removeprefix(BOM).strip():
            raise UsageError(f"{path} is empty: expected sample rows as CSV, JSON Lines or Parquet")
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return Given(_json_lines(path, lines)) if _is_json(path, head) else Given(_csv(path, lines), cells=True)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: expected UTF-8 or Parquet: {error}") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from None


def _is_json(path: Path, head: bytes) -> bool:
    """By the name's ending where it says it, else by the first line: a row as JSON, or a header."""
    if path.suffix.lower() in (".csv", ".tsv"):
        return False
    first = head.removeprefix(BOM).lstrip().partition(b"\n")[0]
    if first[:1] in (b"{", b"["):
        return True
    try:
        return isinstance(json.loads(first), str)
    except ValueError:
        return False


def _json_lines(path: Path, lines: Iterable[str]) -> list[Any]:
    rows: list[Any] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            rows.append(json.loads(line))
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{path}, line {number}: expected one row a line as JSON: {error}") from None
        if len(rows) == MOST:
            break
    return rows


def _csv(path: Path, lines: Iterator[str]) -> list[Any]:
    header = next(line for line in lines if line.strip())
    delimiter = max(DELIMITERS, key=header.count)
    reader = csv.reader(_again(header, lines), delimiter=delimiter, skipinitialspace=True, strict=True)
    rows: list[Any] = []
    try:
        names = next(reader)
        twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
        if twice is not None:
            raise UsageError(f"{path}: the column {twice!r} is there twice")
        for cells in reader:
            if cells and len(cells) != len(names):
                raise UsageError(f"{path}, line {reader.line_num}: expected {len(names)} cells, got {len(cells)}")
            rows += [dict(zip(names, cells, strict=True))] if cells else []
            if len(rows) == MOST:
                break
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: {error}") from None
    return rows


def _again(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _parquet(path: Path) -> list[Any]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        text = f"{path} is a Parquet file, and reading it needs pyarrow\npip install 'scorelet[parquet]'"
        raise UsageError(text) from None
    rows: list[Any] = []
    try:
        with ParquetFile(path) as file:
            for batch in file.iter_batches():
                rows += batch.to_pylist()
                if len(rows) >= MOST:
                    break
    except (ArrowException, OSError, ValueError) as error:
        raise UsageError(f"{path}: not a readable Parquet file: {str(error).splitlines()[0][:200]}") from None
    return rows[:MOST]
