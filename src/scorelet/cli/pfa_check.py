"""`scorelet pfa check FILE`: every error with its place, or a summary of the document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scorelet import pfa
from scorelet.cli.summary import summarise
from scorelet.cli.words import complain, finish, no_document, on_terminal, plain_columns, stderr
from scorelet.errors import PfaError


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PFA document.", show_default=False)],
) -> None:
    """Say everything that is wrong with a PFA document, and where.

    Prints each error with its place in the JSON and exits with 1; for a good document, prints a summary.
    """
    try:
        document = pfa.load(file).document
    except PfaError as error:
        if error.place is None:
            raise no_document(error) from error
        _list(pfa.problems(file), file)
    else:
        _show(summarise(document))


def _list(found: Sequence[PfaError], file: Path) -> None:
    for error in found:
        complain(error.message, f"at {error.place}")
    stderr().print(escape(f"{len(found)} error{'s' if len(found) > 1 else ''} in {file}"))
    finish(1)


def _show(rows: Sequence[tuple[str, str]]) -> None:
    if on_terminal():
        table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
        table.add_column(style="bold")
        table.add_column()
        for name, value in rows:
            table.add_row(escape(name), escape(value))
        Console().print(table)
    else:
        typer.echo(plain_columns(rows), nl=False)
