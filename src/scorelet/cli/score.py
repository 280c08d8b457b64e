"""`scorelet score MODEL ROWS`: a file of rows becomes a file of predictions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from scorelet.batch.job import Job, Summary, Watcher, run
from scorelet.batch.rows import FailedRow, Format
from scorelet.cli.opening import StoreOption, TrustOption, scoring_model
from scorelet.cli.words import ReaderGoneError, finish, stderr

SHOWN_FAILURES = 10


ModelArgument = Annotated[
    str,
    typer.Argument(metavar="MODEL", help="A packed model, a model in a store, or a PFA document.", show_default=False),
]
RowsArgument = Annotated[
    Path,
    typer.Argument(metavar="ROWS", help="A CSV or JSON Lines file, or - for standard input.", show_default=False),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        metavar="FILE",
        help="Where predictions go: CSV if the name ends in .csv, else JSON Lines.",
        show_default="standard output",
    ),
]
ErrorsOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help='Where failed rows go, as JSON Lines: {"line": ..., "error": ..., "row": ...}.',
        show_default=False,
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="What ROWS is written in.", show_default="by its name, or its first line"),
]


def score(
    model: ModelArgument,
    rows: RowsArgument,
    out: OutOption = None,
    errors: ErrorsOption = None,
    form: FormatOption = None,
    trust: TrustOption = False,
    store: StoreOption = None,
) -> None:
    """Score a file of rows.

    Each row gives one prediction, in the order of the rows. A row that fails
    is reported with its line and costs no other row. An emitting document
    writes every value it emits; a folding one its tally, at the end.

    [bold]CSV rows[/bold]: the header names the model's features; cells are read as the
    model asks. An empty cell is missing, and NA is missing too where a number
    could stand. An array or a record inside a cell is JSON. Columns that are no
    features are passed over.

    [bold]Numbers[/bold]: JSON has no NaN and no infinities. They are written as
    "nan", "inf" and "-inf".

    [bold]Exit code[/bold]: 0 all rows were scored, 1 some failed, 2 it could not start or go on.

    [bold]Examples[/bold]

      scorelet score iris.scorelet iris.csv

      scorelet score iris.scorelet iris.csv -o scores.csv --errors failed.jsonl

      zcat rows.jsonl.gz | scorelet score iris@prod - | gzip > scores.jsonl.gz
    """
    scored_by = scoring_model(model, store, trust=trust)
    job = Job(None if str(rows) == "-" else rows, out, errors, form)
    with _watcher(job) as watcher:
        try:
            summary = run(scored_by, job, sys.stdin.buffer, sys.stdout.buffer, watcher)
        except BrokenPipeError as error:
            raise ReaderGoneError from error
    _say(summary, job)
    finish(0 if summary.ok else 1)


@contextmanager
def _watcher(job: Job) -> Iterator[Watcher]:
    """Failures as they come and, when somebody watches and the predictions go elsewhere, a progress bar."""
    console = stderr()
    reporter = _FailureReporter(console)
    if not (console.is_terminal and job.out):
        yield Watcher(failed=reporter)
        return
    columns = (TextColumn("scoring"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("scoring", total=job.rows.stat().st_size if job.rows else None)
        yield Watcher(read=_Steps(lambda length: progress.advance(task, length)), failed=reporter)


class _Steps:
    """Moves the progress bar once per 64 KiB: once per line would cost more than scoring the row."""

    def __init__(self, advance: Callable[[int], None]) -> None:
        self._advance = advance
        self._waiting = 0

    def __call__(self, length: int) -> None:
        self._waiting += length
        if self._waiting >= 65536:
            self._advance(self._waiting)
            self._waiting = 0


class _FailureReporter:
    """Says the first failures; the rest is only counted (by the summary)."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._left = SHOWN_FAILURES

    def __call__(self, failed: FailedRow) -> None:
        if self._left > 0 or failed.line is None:
            self._left -= 1
            place = "" if failed.line is None else f"line {failed.line}: "
            self._console.print(f"{place}{escape(failed.error)}")


def _say(summary: Summary, job: Job) -> None:
    console = stderr()
    if summary.failed > SHOWN_FAILURES:
        console.print(f"... and {summary.failed - SHOWN_FAILURES} more")
    if summary.failed:
        where = f", written to {job.errors}" if job.errors else "; --errors FILE would keep them"
        console.print(escape(f"{summary.failed} of {summary.rows} rows failed{where}"))
    elif summary.rows == 0:
        console.print(escape(f"{job.rows or 'standard input'} holds no rows"))
    elif job.out and console.is_terminal:
        console.print(escape(f"{summary.rows} rows scored, {summary.values} predictions in {job.out}"))
