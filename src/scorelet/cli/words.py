"""How things are said: errors on stderr, tables and code on a terminal or, plain, into a pipe."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape

from scorelet import pfa
from scorelet.errors import ModelReadError, PfaError, ScoreletError, UsageError


class ReaderGoneError(ScoreletError):
    """Whoever read standard output stopped; typer would end the process without a word on a bare BrokenPipeError."""


def complain(what: str, next_step: str = "") -> None:
    """``error: what`` and, below, what to do next."""
    console = stderr()
    console.print(f"[bold red]error:[/] {escape(what)}")
    for line in next_step.splitlines():
        console.print(f"  {escape(line)}")


def stderr() -> Console:
    """The terminal behind stderr; a fresh one each time, since tests and progress bars change what stderr is."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def on_terminal() -> bool:
    """Is somebody looking at stdout?"""
    return sys.stdout.isatty()


def plain_columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns of plain text, for pipes and files."""
    if not rows:
        return ""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def load(model: Path) -> pfa.Engine:
    """The engine of the document in the file `model`, or a UsageError that says why there is none."""
    try:
        return pfa.load(model)
    except PfaError as error:
        if error.place is None:
            raise no_document(error) from error
        if (form := _trained(model)) is not None:
            raise UsageError(f"{model} is a trained model ({form})\nscorelet pack {model} makes it ready") from error
        raise UsageError(
            f"{model} is not a usable PFA document: {error}\nscorelet pfa check {model} lists all that is wrong"
        ) from error


def _trained(model: Path) -> str | None:
    """The format of a file that holds a trained model; None for any other."""
    from scorelet.convert.reading.format import Format, recognise

    try:
        form = recognise(model.read_bytes())
    except (ModelReadError, OSError):
        return None
    return None if form is Format.PFA else form.value


def no_document(error: PfaError) -> UsageError:
    """An error without a place in the document: its file could not be read at all."""
    return UsageError(f"{error.message}\ncheck the path; relative paths start at the current folder")


def finish(code: int) -> None:
    """End the command with an exit code."""
    raise typer.Exit(code)
