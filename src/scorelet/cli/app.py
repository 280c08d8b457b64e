"""The tree of commands and the words of its help pages."""

from __future__ import annotations

from typing import Annotated

import typer

from scorelet import __version__
from scorelet.cli.pfa_check import check
from scorelet.cli.pfa_code import code
from scorelet.cli.pfa_functions import functions
from scorelet.cli.score import score

INTRODUCTION = """
A trained model is a small program. Scorelet compiles it, and scores with plain Python.

A model comes as a PFA document: plain, typed JSON, as R's aurelius writes it.

[bold]Examples[/bold]

  scorelet score model.pfa rows.csv -o predictions.csv

  scorelet score model.pfa - < rows.jsonl > predictions.jsonl

  scorelet pfa check model.pfa
"""

PFA_INTRODUCTION = """
Look inside a PFA document and at the language it is written in.

[bold]Examples[/bold]

  scorelet pfa check model.pfa       every error with its place, or a summary

  scorelet pfa code model.pfa        the Python that it becomes

  scorelet pfa functions model.tree  what documents may call
"""

app = typer.Typer(
    name="scorelet",
    help=INTRODUCTION,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
pfa_app = typer.Typer(name="pfa", help=PFA_INTRODUCTION, no_args_is_help=True, rich_markup_mode="rich")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"scorelet {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    del version  # its callback has said all there is


app.command(rich_help_panel="Scoring")(score)
app.add_typer(pfa_app, rich_help_panel="The PFA language")
pfa_app.command()(check)
pfa_app.command()(code)
pfa_app.command()(functions)
