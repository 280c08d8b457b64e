"""Sample rows: a file (CSV, JSON Lines, Parquet), a DataFrame, or a list, as rows that the row reader takes.

Columns that are no features, such as the target, are left out, and named.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scorelet.bundle.fields import InputSpec
from scorelet.bundle.rows import RowReader
from scorelet.errors import RowError, UsageError

MOST = 100_000
"""So many rows of a file are read."""
PARQUET = b"PAR1"


def raw_samples(samples: Any) -> list[Any]:
    """The rows as they are given: dicts, lists or texts."""
    if samples is None:
        return []
    if isinstance(samples, str | Path):
        return _of_file(Path(samples))
    if hasattr(samples, "to_dict") and hasattr(samples, "columns"):
        return [dict(row) for row in samples.to_dict("records")]
    found = samples.tolist() if hasattr(samples, "tolist") else list(samples)
    return found[:MOST]


def _of_file(path: Path) -> list[Any]:
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start == PARQUET:
            return _parquet(path)
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return (_json_lines if start.lstrip()[:1] in (b"{", b"[", b'"') else _csv)(path, lines)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: expected rows as CSV, JSON Lines (UTF-8) or Parquet: {error}") from None


def _json_lines(path: Path, lines: Iterable[str]) -> list[Any]:
    rows: list[Any] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or len(rows) == MOST:
            continue
        try:
            rows.append(json.loads(line))
        except ValueError as error:
            raise UsageError(f"{path}, line {number}: not JSON: {error}") from None
    return rows


def _csv(path: Path, lines: Iterable[str]) -> list[Any]:
    reader = csv.DictReader(lines, restkey="", strict=True)
    rows: list[Any] = []
    try:
        for row in reader:
            if "" in row or None in row.values():
                raise UsageError(f"{path}, line {reader.line_num}: expected {len(reader.fieldnames or ())} cells")
            rows.append(row)
            if len(rows) == MOST:
                break
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: {error}") from None
    return rows


def _parquet(path: Path) -> list[Any]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise UsageError(f"{path} is a Parquet file; reading it needs pyarrow\npip install 'scorelet[pack]'") from None
    try:
        rows: list[Any] = []
        for batch in ParquetFile(path).iter_batches():
            rows += batch.to_pylist()
            if len(rows) >= MOST:
                break
    except ArrowException as error:
        raise UsageError(f"{path}: not a readable Parquet file: {error}") from None
    return rows[:MOST]


# --------------------------------------------------------------------------------------------- to the model's form


def fitted_samples(raw: Sequence[Any], spec: InputSpec, model: str) -> tuple[list[Any], tuple[str, ...]]:
    """(rows as the document takes them, columns that were left out). Raises UsageError, with the row's number."""
    if not raw:
        return [], ()
    reader = RowReader(spec, model)
    known = {name for field in spec.fields for name in (field.name, field.shown)}
    extra: dict[str, None] = {}
    rows = []
    for number, row in enumerate(raw, 1):
        row = _by_place(row, spec)
        if spec.form == "record" and isinstance(row, Mapping):
            extra.update(dict.fromkeys(key for key in row if key not in known))
            row = _typed({key: value for key, value in row.items() if key in known}, spec)
        elif spec.form == "text" and isinstance(row, Mapping) and len(row) == 1:
            (row,) = row.values()
        try:
            rows.append(reader.thorough(row))
        except RowError as error:
            raise UsageError(f"sample row {number}: {error}") from None
    return rows, tuple(extra)


def _by_place(row: Any, spec: InputSpec) -> Any:
    """A row whose columns have other names than a model that knows no names: its values in their order."""
    if isinstance(row, Mapping) and spec.unnamed and len(row) == len(spec.fields) and not spec.knows(row):
        return dict(zip(spec.names, row.values(), strict=True))
    return row


def _typed(row: Mapping[str, Any], spec: InputSpec) -> dict[str, Any]:
    """Cells of a CSV file, which are all text, as values."""
    kinds = {name: field for field in spec.fields for name in (field.name, field.shown)}
    return {
        key: _CELLS[kinds[key].kind](value) if isinstance(value, str) and key in kinds else value
        for key, value in row.items()
    }


def _number(cell: str) -> Any:
    if not cell.strip():
        return None
    try:
        return float(cell)
    except ValueError:
        return cell


def _flag(cell: str) -> Any:
    return {"true": True, "false": False, "1": True, "0": False, "": None}.get(cell.strip().lower(), cell)


_CELLS: Mapping[str, Callable[[str], Any]] = {
    "number": _number,
    "integer": lambda cell: int(cell) if cell.lstrip("-").isdigit() else cell,
    "boolean": _flag,
    "string": lambda cell: cell or None,
}
