"""What people see of an emulator: its start, a line for each request, and a table at the end. All on standard error."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from scorelet.cli.emulate_lines import Lines
from scorelet.cli.quantities import bytes_said, seconds_said
from scorelet.cli.serve_report import command, models_table
from scorelet.cli.words import stderr

if TYPE_CHECKING:
    from scorelet.emulator.door import Served
    from scorelet.emulator.settings import Settings
    from scorelet.emulator.sources.values import Told
    from scorelet.emulator.telling import Started, Summary
    from scorelet.emulator.values import Report


class Terminal:
    """A Listener that writes to standard error, for as long as that can be written to: requests do not wait for it.

    is_up  is called when all is up, before anything is written
    """

    def __init__(self, settings: Settings, is_up: Callable[[], None] = lambda: None) -> None:
        console = stderr()
        self._settings = settings
        self._is_up = is_up
        self._lines = Lines(colours=console.color_system is not None and not console.no_color, columns=_columns)
        self._is_gone = False

    def started(self, started: Started) -> None:
        self._is_up()
        self._show(
            models_table(started.models),
            "",
            *facts(started, self._settings),
            *self._example(started),
            "Ctrl-C ends it.",
            "",
        )

    def _example(self, started: Started) -> Sequence[str]:
        key = next(iter(started.keys.values()), "")
        example = command(started.url, started.models, key)
        return ("try it:", f"  {escape(example)}") if example else ()

    def served(self, served: Served) -> None:
        self._write(self._lines.request(served))
        if served.answer.log and not self._settings.logs:
            self._log(served.answer.log)

    def invoked(self, report: Report, log: bytes) -> None:
        if self._settings.logs:
            self._log(log)

    def sourced(self, told: Told) -> None:
        from scorelet.emulator.sources.values import FAILED, PARTIAL, Batch

        self._write(self._lines.sourced(told))
        if isinstance(told, Batch) and told.outcome in (FAILED, PARTIAL) and not self._settings.logs:
            self._log(told.log)

    def said(self, text: str) -> None:
        self._write(text)

    def ended(self, summary: Summary) -> None:
        if summary.requests:
            self._show("", _summary(summary))

    def _show(self, *parts: str | Table) -> None:
        console = stderr()
        with console.capture() as captured:
            for part in parts:
                console.print(part, soft_wrap=True)
        self._write(captured.get().removesuffix("\n"))

    def _log(self, log: bytes) -> None:
        for line in self._lines.log(log, whole=self._settings.logs):
            self._write(line)

    def _write(self, line: str) -> None:
        """Nothing more, once nobody reads it or the disk is full: whoever asks is answered all the same."""
        try:
            if not self._is_gone:
                sys.stderr.write(f"{line}\n")
        except OSError:
            self._is_gone = True


def facts(started: Started, settings: Settings) -> Sequence[str]:
    """What has started, in lines."""
    built, function, endpoint = started.built, started.configuration, started.endpoint
    kinds = {"rest": "a REST API", "http": "an HTTP API", "url": "a function URL"}
    package = f"{bytes_said(len(built.data))} zipped, {bytes_said(built.unzipped)} in {built.files} files"
    limits = f"{function.memory} MB, {function.timeout:g} s, {function.concurrency} environments at most"
    lines = [
        f"package   {package}, built in {seconds_said(built.seconds)}",
        f"function  {function.name}: {limits}",
        f"files     {_files(started)}",
        f"endpoint  [bold]{started.url}[/] ({kinds[endpoint.kind]})",
        f"Lambda    boto3.client('lambda', endpoint_url='{started.address}')",
    ]
    if started.keys:
        lines.append(f"keys      {escape(', '.join(started.keys))}{_kept(settings)}")
    if started.sources:
        lines.append(f"events    {escape(', '.join(started.sources))}")
    return [*lines, *(f"[yellow]note[/]      {escape(warning)}" for warning in built.warnings)]


def _kept(settings: Settings) -> str:
    return f"; what they used is kept in {escape(str(settings.state))}" if settings.state else ""


def _files(started: Started) -> str:
    if started.isolation == "namespaces":
        return "as on Lambda: an own /tmp, all else read-only"
    return f"in folders, not in /var/task and /tmp: {escape(started.why)}"


def _summary(summary: Summary) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_row("requests", f"{summary.requests}, {summary.refused} refused, {summary.failed} failed")
    if summary.inits:
        table.add_row("environments", f"{len(summary.inits)} started, in {_spread(summary.inits)}")
    if summary.cold:
        table.add_row("cold", f"{len(summary.cold)} requests, {_spread(summary.cold)}")
    if summary.warm:
        table.add_row("warm", f"{len(summary.warm)} requests, {_spread(summary.warm)}")
    if summary.inits or summary.warm:
        table.add_row("billed", f"{summary.billed} ms; at most {summary.most} MB of memory used")
    return table


def _spread(seconds: Sequence[float]) -> str:
    """The median, and where there are enough the 99th percentile."""
    median = f"{statistics.median(seconds) * 1e3:.1f} ms"
    if len(seconds) < 100:
        return median
    return f"median {median}, 99th percentile {statistics.quantiles(seconds, n=100)[98] * 1e3:.1f} ms"


def _columns() -> int | None:
    """Of the terminal that standard error is; None where it is none."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or None
    except (OSError, ValueError):
        return None
