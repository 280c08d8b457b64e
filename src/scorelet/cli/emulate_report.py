"""What people see of an emulator: its start, a line for each request, and a table at the end. All on standard error.

Lines are written as they are, without rich: at a thousand requests per second its layout would be the slowest part.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from rich.markup import escape
from rich.table import Table

from scorelet.cli.quantities import bytes_said, seconds_said
from scorelet.cli.serve_report import command, models_table
from scorelet.cli.words import stderr

if TYPE_CHECKING:
    from scorelet.emulator.door import Served
    from scorelet.emulator.gateway.call import Answer
    from scorelet.emulator.settings import Settings
    from scorelet.emulator.sources.values import Told
    from scorelet.emulator.telling import Started, Summary
    from scorelet.emulator.values import Report

_COLOURS = {2: "green", 3: "cyan", 4: "yellow", 5: "red"}
_LONGEST_PATH = 48
_NOTES = ("START RequestId", "END RequestId", "REPORT RequestId")
"""What Lambda itself writes to a log."""


class Terminal:
    """A Listener that writes to standard error."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._colours = sys.stderr.isatty()

    def started(self, started: Started) -> None:
        console = stderr()
        console.print(models_table(started.models))
        console.print()
        for line in facts(started):
            console.print(line, soft_wrap=True)
        if example := self._example(started):
            console.print("try it:")
            console.print(f"  {escape(example)}")
        console.print()

    def _example(self, started: Started) -> str:
        key = next(iter(started.keys.values()), "")
        return command(started.url, started.models, key)

    def served(self, served: Served) -> None:
        answer = served.answer
        status = self._styled(str(served.status), fg=_COLOURS.get(served.status // 100))
        words = [f"{served.method:<6} {_cut(served.path):<{_LONGEST_PATH}} {status}  {served.seconds * 1e3:7.1f} ms"]
        if answer.report is not None:
            words.append(self._report(answer.report))
        if answer.key:
            words.append(f"key {answer.key}")
        if answer.error:
            words.append(self._styled(_said(answer), fg="yellow"))
        self._write("  ".join(words))
        if answer.log and not self._settings.logs:
            self._log(answer.log)

    def _report(self, report: Report) -> str:
        temper = self._styled("cold", fg="cyan", bold=True) if report.cold else "warm"
        init = "" if report.init is None else f"init {report.init * 1e3:.0f} ms, "
        status = f", {report.status} {report.error_type}".rstrip() if report.status else ""
        return (
            f"{temper}  {init}duration {report.duration * 1e3:.2f} ms, billed {report.billed} ms, "
            f"memory {report.used} of {report.memory} MB{status}"
        )

    def invoked(self, report: Report, log: bytes) -> None:
        if self._settings.logs:
            self._log(log)

    def _log(self, log: bytes) -> None:
        """The function's own lines; of Lambda's, where all is shown."""
        for line in log.decode(errors="replace").splitlines():
            if self._settings.logs or not line.startswith(_NOTES):
                self._write(self._styled(f"       | {line}", dim=True))

    def sourced(self, told: Told) -> None:
        self._write(_sourced(told))

    def said(self, text: str) -> None:
        self._write(text)

    def ended(self, summary: Summary) -> None:
        if summary.requests:
            stderr().print()
            stderr().print(_summary(summary))

    def _styled(self, text: str, **style: object) -> str:
        return click.style(text, **style) if self._colours else text  # type: ignore[arg-type]  # click's own names

    def _write(self, line: str) -> None:
        sys.stderr.write(f"{line}\n")


def facts(started: Started) -> Sequence[str]:
    """What has started, in lines."""
    built, function, endpoint = started.built, started.configuration, started.endpoint
    kinds = {"rest": "a REST API", "http": "an HTTP API", "url": "a function URL"}
    sandbox = "its own /tmp, all else read-only" if started.isolation == "namespaces" else started.why
    package = f"{bytes_said(len(built.data))} zipped, {bytes_said(built.unzipped)} in {built.files} files"
    limits = f"{function.memory} MB, {function.timeout:g} s, {function.concurrency} environments at most"
    lines = [
        f"package   {package}, built in {seconds_said(built.seconds)}",
        f"function  {function.name}: {limits}; {sandbox}",
        f"endpoint  [bold]{started.url}[/] ({kinds[endpoint.kind]})",
        f"Lambda    boto3.client('lambda', endpoint_url='{started.address}')",
    ]
    if started.keys:
        lines.append(f"keys      {', '.join(started.keys)}")
    return [*lines, *(f"[yellow]note[/]      {escape(warning)}" for warning in built.warnings)]


def _said(answer: Answer) -> str:
    """What went wrong, in a line: a function's error object, or the gateway's words."""
    from scorelet.emulator.readable import said

    error = answer.error if answer.report is None or not answer.error.startswith("{") else said(answer.error.encode())
    return error.replace("\n", "; ")


def _sourced(told: Told) -> str:
    """A line about an event source."""
    from scorelet.emulator.sources.values import Ended, Reached, Trouble

    if isinstance(told, Trouble):
        return f"{told.source}: {told.message.replace(chr(10), '; ')}"
    if isinstance(told, Reached):
        return f"{told.source}: asked from now on"
    if isinstance(told, Ended):
        dead = f", of which {told.dead} were given up: {told.file}" if told.dead else ""
        return f"{told.source}: all {told.records} records are done{dead}"
    failed = f", failed: {', '.join(told.failed[:5])}" if told.failed else ""
    why = f", {told.why}" if told.why else ""
    records = f"{told.size} {'record' if told.size == 1 else 'records'}"
    return f"{told.source:<{_LONGEST_PATH + 7}} {told.outcome}  {told.seconds * 1e3:7.1f} ms  {records}{failed}{why}"


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


def _cut(path: str) -> str:
    return path if len(path) <= _LONGEST_PATH else f"{path[: _LONGEST_PATH - 1]}…"
