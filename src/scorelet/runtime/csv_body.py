"""A body of CSV -> predictions.

The first line names the columns, in any order; a request with a column that is no feature is refused, as it is in
JSON. What cells say is what they say in files (`batch/convert`): an empty cell and NA are missing where the feature
may be. The parameter `header=absent` of the media type (RFC 4180) says that there are only rows.

A wrong cell has the JSON pointer of its row and column, and its line is told, which is what people look for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from scorelet.batch.csv_rows import read_csv
from scorelet.batch.rows import FailedRow
from scorelet.bundle.names import pointer
from scorelet.errors import RequestError, UsageError
from scorelet.runtime.bodies import content
from scorelet.runtime.csv_columns import converter, lacks_header, names_without_header, one_line
from scorelet.runtime.problems import SHOWN, unfit_rows

if TYPE_CHECKING:
    from scorelet.runtime.messages import Request
    from scorelet.runtime.served import Served
    from scorelet.runtime.turn import Answers, Turn

_BOM = b"\xef\xbb\xbf"
_NO_HEADER = "line 1 is a row and no header; name the columns there, or send it as text/csv; header=absent"


class _Table(NamedTuple):
    """The rows, and the line on which each begins."""

    rows: list[Any]
    lines: list[int]


def predict_csv(turn: Turn, served: Served, *, guess: bool = False) -> Answers:
    """Scores the rows of a body of CSV: many, also where it is one.

    `guess`: where the first line cannot be a header, there is none. Raises RequestError: 400 for what is no CSV in
    UTF-8, 413, 415 for another charset, 422 for what the model does not take.
    """
    parameters = _parameters(turn.request)
    if parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        raise RequestError(415, f"expected CSV in UTF-8, got {parameters['charset'][:40]!r}")
    data = content(turn).removeprefix(_BOM)
    _hold_text(data)
    absent = parameters.get("header", "").lower() == "absent"
    if not absent and lacks_header(data, served):
        if not guess:
            raise unfit_rows([("", _NO_HEADER)])
        absent = True
    table = _read(data, served, turn.app.service.limits.rows, names_without_header(data, served) if absent else None)
    try:
        return turn.predict(served, table.rows, from_text=served.features is not None)
    except RequestError as error:
        if error.status != 422:
            raise
        raise unfit_rows([_with_line(at, said, table.lines) for at, said in error.problems]) from None


def _parameters(request: Request) -> Mapping[str, str]:
    """Those of the media type."""
    pairs = [part.partition("=") for part in request.headers.get("content-type", "").split(";")[1:]]
    return {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}


def _hold_text(data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RequestError(400, f"the CSV is no UTF-8: a byte of line {line} is {data[error.start]:#04x}") from None


def _read(data: bytes, served: Served, limit: int, header: list[str] | None) -> _Table:
    """Stops at the first record that is no CSV: what comes after it cannot be told apart."""
    table, problems = _Table([], []), []
    try:
        for record in read_csv(BytesIO(data), lambda names: converter(names, served), header):
            if not isinstance(record, FailedRow):
                table.rows.append(record.datum)
            elif isinstance(record.raw, str):  # a line that could not be parted into cells
                raise RequestError(400, f"the body is {record.error} (line {record.line})")
            else:
                column = "" if record.column is None else pointer(record.column)
                problems.append((f"/{len(table.lines)}{column}", f"line {record.line}: {record.error}"))
            table.lines.append(record.line or 0)
            if len(table.lines) > limit:
                raise RequestError(413, f"expected at most {limit} rows in a request, got more")
            if len(problems) >= SHOWN:
                break
    except UsageError as error:
        raise RequestError(400, one_line(error)) from None
    if problems:
        raise unfit_rows(problems)
    if not table.lines and not data.strip():
        raise RequestError(400, "expected CSV with a header, got an empty body")
    return table


def _with_line(at: str, said: str, lines: Sequence[int]) -> tuple[str, str]:
    row = at.split("/")[1] if at else ""
    return at, f"line {lines[int(row)]}: {said}" if row.isdecimal() else said
