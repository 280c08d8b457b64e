"""CSV -> rows. A record that cannot be read costs only itself.

The csv module reads a quote that is never closed as one cell up to the end of the file. So a record that fails
gives up its first line only: the lines it had swallowed are read again as records of their own.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from scorelet.batch.rows import FailedRow, Row
from scorelet.errors import UsageError

LONGEST_CELL = 16 * 1024 * 1024
"""The csv module's own limit of 131,072 characters would refuse long texts; no limit at all would let one
unbalanced quote pull a whole file into memory."""

REASONS = {
    "unexpected end of data": "a quote that opens here is never closed",
    "',' expected after '\"'": "a quoted cell goes on after its closing quote",
    f"field larger than field limit ({LONGEST_CELL})": "a cell is longer than 16 MiB, or a quote is never closed",
}
"""The csv module's words for what goes wrong, and ours."""


class CellError(ValueError):
    """A CSV row does not have the form that the engine's input type asks for; `column` is where it does not."""

    def __init__(self, message: str, column: str | None = None) -> None:
        super().__init__(message)
        self.column = column


FromCells = Callable[[list[str]], object]


def read_csv(
    lines: Iterable[bytes], converter: Callable[[list[str]], FromCells], header: list[str] | None = None
) -> Iterator[Row | FailedRow]:
    """One row per CSV record; `converter` makes the conversion of a record's cells from the header.

    `header` are the names of the columns where the first record does not have them. Bytes that are no UTF-8 pass
    through the csv module as surrogates and fail the one row they are in.
    """
    records = ((line, cells) for line, cells in _records(_Lines(lines)) if cells)
    if header is None:
        _, first = next(records, (0, None))
        if first is None:
            return
        header = _header(first)
    convert = converter(header)
    for line, cells in records:
        yield cells if isinstance(cells, FailedRow) else _row(line, header, cells, convert)


class _Lines:
    """Lines as text, which can be given back as far as the first line of the record that is being read."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._rest = iter(lines)
        self._again: deque[str] = deque()
        self._taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._rest).decode("utf-8", "surrogateescape")
        self._taken.append(line)
        return line

    def keep(self) -> int:
        """A record ends here; how many lines it had."""
        count = len(self._taken)
        self._taken.clear()
        return count

    def give_back(self) -> str:
        """The first line of the record; the others will be read again."""
        first, *others = self._taken
        self._again.extendleft(reversed(others))
        self._taken.clear()
        return first


def _records(lines: _Lines) -> Iterator[tuple[int, list[str] | FailedRow]]:
    """Each record with the number of its first line."""
    csv.field_size_limit(LONGEST_CELL)
    number = 1
    while True:
        try:
            for cells in csv.reader(lines, strict=True):
                yield number, cells
                number += lines.keep()
            return
        except csv.Error as error:
            reason = REASONS.get(str(error), str(error))
            yield number, FailedRow(number, f"not CSV: {reason}", lines.give_back().rstrip("\r\n"))
            number += 1


def _header(cells: list[str] | FailedRow) -> list[str]:
    if isinstance(cells, FailedRow):
        raise UsageError(f"the CSV header cannot be read: {cells.error}\nit is line {cells.line}")
    names = [cell.strip() for cell in (cells[0].removeprefix("\ufeff"), *cells[1:])]
    if not _is_text(names):
        raise UsageError("the CSV header is not UTF-8\nsave the rows as UTF-8 text")
    return names


def _is_text(cells: list[str]) -> bool:
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return False
    return True


def _row(line: int, header: list[str], cells: list[str], convert: FromCells) -> Row | FailedRow:
    if len(cells) != len(header):
        return FailedRow(line, f"the header has {len(header)} columns, this row has {len(cells)}", cells)
    raw = dict(zip(header, cells, strict=True))
    if not _is_text(cells):
        return FailedRow(line, "not UTF-8", raw)
    try:
        return Row(line, convert(cells), raw)
    except CellError as error:
        return FailedRow(line, str(error), raw, error.column)
