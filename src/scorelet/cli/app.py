"""The tree of commands and the words of its help pages."""

from __future__ import annotations

from typing import Annotated

import typer

from scorelet import __version__
from scorelet.cli.emulate import emulate
from scorelet.cli.emulate_event import event
from scorelet.cli.emulate_group import DefaultCommandGroup
from scorelet.cli.models_alias import alias
from scorelet.cli.models_history import history
from scorelet.cli.models_list import list_models
from scorelet.cli.models_pull import pull
from scorelet.cli.models_push import push
from scorelet.cli.models_rm import remove
from scorelet.cli.models_show import show
from scorelet.cli.pack import pack
from scorelet.cli.pfa_check import check
from scorelet.cli.pfa_code import code
from scorelet.cli.pfa_functions import functions
from scorelet.cli.score import score
from scorelet.cli.serve import serve
from scorelet.cli.verify import verify

INTRODUCTION = """
A trained model is a small program. Scorelet compiles it, and serves it.

A model of scikit-learn, XGBoost or LightGBM is packed: one small file, proven
equal to the original, that needs Python alone. A PFA document, as R's
aurelius writes it, can be scored as it is, or packed.

[bold]Examples[/bold]

  scorelet pack model.pkl --name iris --samples rows.csv

  scorelet verify iris.scorelet

  scorelet score iris.scorelet rows.csv -o predictions.csv

  scorelet serve iris.scorelet

  scorelet emulate iris.scorelet

  scorelet models push iris.scorelet
"""

PFA_INTRODUCTION = """
Look inside a PFA document and at the language it is written in.

[bold]Examples[/bold]

  scorelet pfa check iris.scorelet   every error with its place, or a summary

  scorelet pfa code iris.scorelet    the Python that it becomes

  scorelet pfa functions model.tree  what documents may call
"""

MODELS_INTRODUCTION = """
Packed models by name, version and alias, in a store: a folder, or s3://bucket/prefix.

A model is named [bold]iris[/bold] (its newest version), [bold]iris@prod[/bold] (where an alias stands)
or [bold]iris@3f2a9c[/bold] (the first digits of a version).

[bold]Examples[/bold]

  scorelet models push iris.scorelet

  scorelet models alias iris@prod 3f2a9c

  scorelet models pull iris@prod -o model.scorelet
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
emulate_app = typer.Typer(
    name="emulate",
    cls=DefaultCommandGroup,
    help="AWS Lambda and API Gateway on this machine.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
models_app = typer.Typer(name="models", help=MODELS_INTRODUCTION, no_args_is_help=True, rich_markup_mode="rich")


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


app.command(rich_help_panel="Pack")(pack)
app.command(rich_help_panel="Pack")(verify)
app.command(rich_help_panel="Score")(score)
app.command(rich_help_panel="Serve")(serve)
app.add_typer(emulate_app, rich_help_panel="Serve")
emulate_app.command()(emulate)
emulate_app.command()(event)
app.add_typer(pfa_app, rich_help_panel="Look inside")
app.add_typer(models_app, rich_help_panel="Models")
models_app.command("list")(list_models)
models_app.command()(show)
models_app.command()(push)
models_app.command()(pull)
models_app.command()(alias)
models_app.command()(history)
models_app.command("rm")(remove)
pfa_app.command()(check)
pfa_app.command()(code)
pfa_app.command()(functions)
