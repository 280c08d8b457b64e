"""`scorelet pfa code FILE`: the Python that a document becomes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.syntax import Syntax

from scorelet.cli.words import load, on_terminal


def code(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PFA document.", show_default=False)],
) -> None:
    """Show the Python code that a PFA document is compiled to."""
    text = load(file).code
    if on_terminal():
        Console().print(Syntax(text, "python", theme="ansi_dark", background_color="default", word_wrap=True))
    else:
        typer.echo(text)
