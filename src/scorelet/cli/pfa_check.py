"""`scorelet pfa check FILE`: every error with its place, or a summary of the document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scorelet import pfa
from scorelet.cli.summary import summarise
from scorelet.cli.words import complain, finish, load, on_terminal, plain_columns


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PFA document.", show_default=False)],
) -> None:
    """Say everything that is wrong with a PFA document, and where.

    Prints each error with its place in the JSON and exits with 1; for a good document, prints a summary.
    """
    found = pfa.problems(file)
    if found:
        for error in found:
            complain(error.message, f"at {error.place}" if error.place else "")
        finish(1)
    rows = summarise(load(file).document)
    if on_terminal():
        table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
        table.add_column(style="bold")
        table.add_column()
        for name, value in rows:
            table.add_row(escape(name), escape(value))
        Console().print(table)
    else:
        typer.echo(plain_columns(rows), nl=False)
