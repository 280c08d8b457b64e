"""Tables: with headings on a terminal, plain aligned columns in a pipe or a file."""

from __future__ import annotations

from collections.abc import Sequence

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scorelet.cli.words import on_terminal, plain_columns

Rows = Sequence[Sequence[str]]


def show_table(headings: Sequence[str], rows: Rows) -> None:
    """One line per row; other programs get no headings."""
    if not on_terminal():
        typer.echo(plain_columns(rows), nl=False)
        return
    table = Table(*headings, box=None, padding=(0, 2, 0, 0), header_style="bold")
    for row in rows:
        table.add_row(*map(escape, row))
    Console(highlight=False).print(table)


def show_facts(rows: Rows) -> None:
    """Words, and what each is."""
    if not on_terminal():
        typer.echo(plain_columns(rows), nl=False)
        return
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    for _ in range(max((len(row) for row in rows), default=1) - 1):
        table.add_column()
    for row in rows:
        table.add_row(*map(escape, row))
    Console(highlight=False).print(table)
