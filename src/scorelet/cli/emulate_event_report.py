"""What people see of an event that was sent or made. Standard output has the reply or the event, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape
from rich.table import Table

from scorelet.batch.files import whole_file
from scorelet.cli.quantities import seconds_said
from scorelet.cli.words import complain, stderr
from scorelet.emulator.gateway.integration import said
from scorelet.emulator.replies import readable
from scorelet.signed.refusals import printable

if TYPE_CHECKING:
    from scorelet.emulator.making.generated import Generated
    from scorelet.emulator.sending import Sent, Timing
    from scorelet.emulator.values import Report

MILLISECOND = 1e-3


def keep_event(made: Generated, out: Path | None) -> None:
    """Prints the event, or writes its file; says what else is needed."""
    if out is None:
        typer.echo(made.text, nl=False)
    else:
        with whole_file(out) as file:
            file.write(made.text)
    for note in made.notes:
        for line in note.splitlines():
            stderr().print(line, markup=False)


def report(sent: Sent) -> None:
    """The log, the reply, and how long it took."""
    console = stderr()
    for line in sent.shown.log.decode(errors="backslashreplace").splitlines():
        console.print(f"[dim]{escape(printable(line))}[/]")
    typer.echo(readable(sent.shown.payload))
    if sent.failures:
        _complain(sent)
    if len(sent.reports) == 1:
        console.print(_one(sent.reports[0]), markup=False)
        return
    console.print(_table(sent.timings))
    console.print(_memory(sent.reports), markup=False)


def _complain(sent: Sent) -> None:
    times = len(sent.reports)
    often = "" if times == 1 else f" {sent.failures} of {times} times"
    why, *more = map(printable, said(sent.shown.payload).splitlines())
    complain(f"the function failed{often}: {why}", "\n".join(more))


def _one(report: Report) -> str:
    started = "cold" if report.cold else "warm"
    if report.init is not None:
        started += f": started in {seconds_said(report.init)}"
    took = f"answered in {seconds_said(report.duration)}"
    return f"{started}, {took}, {_billed(report.billed)} billed, {_memory([report])}"


def _table(timings: Sequence[Timing]) -> Table:
    table = Table("", "times", "p50", "p99", "slowest", "billed", box=None, padding=(0, 2, 0, 0))
    for one in timings:
        said = map(seconds_said, (one.p50, one.p99, one.slowest))
        table.add_row("cold" if one.cold else "warm", str(one.times), *said, _billed(one.billed))
    return table


def _memory(reports: Sequence[Report]) -> str:
    return f"{max(report.used for report in reports)} of {reports[-1].memory} MB used"


def _billed(milliseconds: int) -> str:
    return seconds_said(milliseconds * MILLISECOND)
