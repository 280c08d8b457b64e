"""The results as one table for each section: medians, and in brackets the best round."""

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
        _value(result.ours, result.unit, result.ours_best),
        result.against,
        _value(result.theirs, result.unit, result.theirs_best),
        _value(result.figure, result.figure_unit),
        _promise(result),
        VERDICTS[result.kept],
    )


def _value(value: float | None, unit: str, best: float | None = None) -> str:
    if value is None:
        return ""
    return f"{_number(value)} {unit}" if best is None else f"{_number(value)} ({_number(best)}) {unit}"


def _number(value: float) -> str:
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:,.{digits}f}"


def _promise(result: Result) -> str:
    if result.promise is None:
        return ""
    return f"{'at most' if result.promise.at_most else 'at least'} {result.promise.limit:g}"
