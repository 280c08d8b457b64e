"""`scorelet pfa code FILE`: the Python that a document becomes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.syntax import Syntax

from scorelet.cli.opening import engine_of
from scorelet.cli.words import on_terminal


def code(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A PFA document, or a packed model.", show_default=False)
    ],
) -> None:
    """Show the Python code that a PFA document is compiled to."""
    text = engine_of(file).code
    if on_terminal():
        Console().print(Syntax(text, "python", theme="ansi_dark", background_color="default", word_wrap=True))
    else:
        typer.echo(text)
