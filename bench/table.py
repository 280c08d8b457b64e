"""The results as one table for each section."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table

from bench.results import Result

VERDICTS = {True: "[green]kept[/]", False: "[red bold]missed[/]", None: ""}


def show(results: Sequence[Result], console: Console) -> None:
    for section, found in groupby(results, key=lambda result: result.section):
        table = Table(title=section, title_justify="left", title_style="bold")
        for header in ("", "scorelet", "against", "theirs", "figure", "promised", ""):
            left = header in ("", "against")
            table.add_column(header, justify="left" if left else "right", no_wrap=True)
        for result in found:
            table.add_row(*_cells(result))
        console.print(table)
    missed = sum(result.kept is False for result in results)
    kept = sum(result.kept is True for result in results)
    console.print(f"{kept} promises kept, {missed} missed")


def _cells(result: Result) -> tuple[str, ...]:
    return (
        result.subject,
        _number(result.ours, result.unit),
        result.against,
        "" if result.theirs is None else _number(result.theirs, result.unit),
        "" if result.figure is None else _number(result.figure, result.figure_unit),
        _promise(result),
        VERDICTS[result.kept],
    )


def _number(value: float, unit: str) -> str:
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:,.{digits}f} {unit}"


def _promise(result: Result) -> str:
    if result.promise is None:
        return ""
    return f"{'at most' if result.promise.at_most else 'at least'} {result.promise.limit:g}"
