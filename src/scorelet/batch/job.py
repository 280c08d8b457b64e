"""The whole path: a file of rows -> a file of predictions and a file of failed rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from scorelet.batch.csv_rows import read_csv
from scorelet.batch.files import text_to, whole_file
from scorelet.batch.model import Model
from scorelet.batch.rows import FailedRow, Format, Row, format_of_content, format_of_name, only_text, read_json_lines
from scorelet.batch.score import Scored
from scorelet.batch.writers import CsvWriter, JsonLinesWriter, ShapeError, Writer, to_json
from scorelet.errors import UsageError


@dataclass(frozen=True, slots=True)
class Job:
    """What to score and where to put it; None is standard input, standard output, or nowhere for `errors`."""

    rows: Path | None
    out: Path | None = None
    errors: Path | None = None
    format: Format | None = None


@dataclass(slots=True)
class Summary:
    """What came of a job."""

    rows: int = 0
    failed: int = 0
    values: int = 0
    end_failed: bool = False

    @property
    def ok(self) -> bool:
        return self.failed == 0 and not self.end_failed


def _ignore(_: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told while a job runs; does nothing by default."""

    read: Callable[[int], None] = _ignore
    """The length in bytes of each line that was read."""
    failed: Callable[[FailedRow], None] = _ignore


def run(model: Model, job: Job, stdin: BinaryIO, stdout: BinaryIO, watcher: Watcher | None = None) -> Summary:
    """Score all of a job's rows; OSErrors come with the name of the file that they are about."""
    watcher = watcher or Watcher()
    _refuse_overwriting(job)
    with ExitStack() as open_files:
        source = open_files.enter_context(job.rows.open("rb")) if job.rows else stdin
        rows = read(
            model, _watched(source, watcher.read), job.format or (format_of_name(job.rows) if job.rows else None)
        )
        out = open_files.enter_context(whole_file(job.out) if job.out else text_to(stdout))
        failures = open_files.enter_context(whole_file(job.errors)) if job.errors else None
        return _write(model.score(rows), _writer(model, job, out), failures, watcher)


def read(model: Model, lines: Iterable[bytes], form: Format | None) -> Iterator[Row | FailedRow]:
    """The rows in `lines`, as the model takes them; the format is found out where it is not given."""
    lines = only_text(lines)
    if form is None:
        form, lines = format_of_content(lines)
    if form is Format.CSV:
        return read_csv(lines, model.columns)
    return read_json_lines(lines)


def _write(results: Iterable[Scored | FailedRow], writer: Writer, failures: TextIO | None, watcher: Watcher) -> Summary:
    summary = Summary()
    for result in results:
        failed = result if isinstance(result, FailedRow) else _write_values(result, writer, summary)
        if isinstance(result, FailedRow) and result.line is None:
            summary.end_failed = True
        elif isinstance(result, FailedRow) or result.row is not None:
            summary.rows += 1
            summary.failed += failed is not None
        if failed is not None:
            watcher.failed(failed)
            if failures is not None:
                failures.write(to_json({"line": failed.line, "error": failed.error, "row": failed.raw}) + "\n")
    writer.finish()
    return summary


def _write_values(scored: Scored, writer: Writer, summary: Summary) -> FailedRow | None:
    for value in scored.values:
        try:
            writer.write(value)
        except ShapeError as error:
            row = scored.row
            return FailedRow(row.line if row else None, str(error), row.raw if row else None)
        summary.values += 1
    return None


def _writer(model: Model, job: Job, out: TextIO) -> Writer:
    if job.out is not None and format_of_name(job.out) is Format.CSV:
        return CsvWriter(out, model.output)
    return JsonLinesWriter(out)


def _watched(lines: Iterable[bytes], watch: Callable[[int], None]) -> Iterator[bytes]:
    for line in lines:
        watch(len(line))
        yield line


def _refuse_overwriting(job: Job) -> None:
    named = [
        path.resolve() for path in (job.rows, job.out, job.errors) if path is not None and not path.is_char_device()
    ]
    if len(set(named)) < len(named):
        raise UsageError("the rows, the predictions and the errors need a file each\ngive -o or --errors another name")
