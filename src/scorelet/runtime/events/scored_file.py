"""A file of rows on this machine becomes a file of predictions and a file of errors, row by row (`scorelet.batch`)."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from scorelet.batch.columns import columns_of
from scorelet.batch.job import Job, run
from scorelet.batch.model import Model
from scorelet.batch.rows import FailedRow, Row, format_of_name
from scorelet.batch.score import Scored
from scorelet.batch.writers import to_json
from scorelet.errors import BundleError, PfaTimeoutError, RequestError, UsageError
from scorelet.runtime.turn import Turn

if TYPE_CHECKING:
    from scorelet.batch.csv_rows import FromCells
    from scorelet.runtime.events.setting import Setting
    from scorelet.runtime.messages import Request
    from scorelet.runtime.served import Served

GZIP = ".gz"
UNREADABLE = (UsageError, EOFError, zlib.error, gzip.BadGzipFile)
"""What is wrong with a whole file."""


class Outcome(NamedTuple):
    """rows: that were there; failed: that were not scored, and one for a file that could not be read to its end;
    predictions, errors: paths."""

    rows: int
    failed: int
    predictions: str
    errors: str


def score_file(path: str, name: str, model: str, request: Request, setting: Setting) -> Outcome:
    """Scores the rows in `path`, which was called `name`. Raises OSError, and RequestError for an unknown model."""
    predictions, errors = f"{path}.predictions", f"{path}.errors"
    served = setting.app.shelf.find(model)
    turn = Turn(setting.app, request, request.id)
    form = format_of_name(PurePosixPath(name.removesuffix(GZIP)))
    job = Job(None, Path(predictions), Path(errors), form)
    try:
        with _opened(path, packed=name.endswith(GZIP)) as rows:
            scorer = _Scorer(turn, served)
            summary = run(Model(scorer.columns, scorer.score, "string"), job, rows, BytesIO())
    except UNREADABLE as error:
        return _unreadable(error, predictions, errors)
    return Outcome(summary.rows, summary.failed, predictions, errors)


def _opened(path: str, *, packed: bool) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path)) if packed else open(path, "rb")


def _unreadable(error: Exception, predictions: str, errors: str) -> Outcome:
    said = "; ".join(str(error).splitlines()) or "the file ends too early"
    Path(errors).write_text(to_json({"line": None, "error": said, "row": None}) + "\n")
    Path(predictions).write_bytes(b"")
    return Outcome(0, 1, predictions, errors)


class _Scorer:
    """Rows as requests have them: a feature function takes cells as texts, a model what its features are."""

    def __init__(self, turn: Turn, served: Served) -> None:
        self._turn = turn
        self._served = served
        self._from_text = False
        self._known = _known(served)

    def columns(self, header: Sequence[str]) -> FromCells:
        if self._served.features is None:
            return columns_of(self._served.manifest.input, header)
        self._from_text = True
        return lambda cells: dict(zip(header, cells, strict=True))

    def score(self, rows: Iterable[Row | FailedRow]) -> Iterator[Scored | FailedRow]:
        for row in rows:
            if isinstance(row, FailedRow):
                yield row
                continue
            try:
                yield Scored(row, (self._scored(row),))
            except (PfaTimeoutError, BundleError) as error:
                yield FailedRow(row.line, "; ".join(str(error).splitlines()), row.raw)
            except RequestError as error:
                yield FailedRow(row.line, _said(error), row.raw)

    def _scored(self, row: Row) -> Any:
        served, datum = self._served, row.datum
        if self._known and isinstance(datum, dict):  # columns that are no features are passed over
            datum = {name: value for name, value in datum.items() if name in self._known}
        answers = self._turn.predict(served, [datum], from_text=self._from_text)  # a list, also of a row that is one
        prediction, beside = served.said(answers.predictions[0])
        return {"line": row.line, "version": served.short_version, "prediction": prediction, **beside}


def _known(served: Served) -> set[str]:
    """The names that a row may have; empty where any may be there."""
    if served.features is not None:
        return set(served.features.names)
    spec = served.manifest.input
    return {name for field in spec.fields for name in (field.name, field.shown)} if spec.form == "record" else set()


def _said(error: RequestError) -> str:
    """All that is wrong with a row, in a line; places are within the row."""
    problems = [f"{said} - at {at.removeprefix('/0')}" if at != "/0" else said for at, said in error.problems]
    return "; ".join(problems).replace("\n", "; ") or error.detail
