"""`scorelet models list`: what a store holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from scorelet.cli.opening import StoreOption
from scorelet.cli.quantities import age_said, bytes_said, version_said
from scorelet.cli.tables import show_table
from scorelet.cli.words import stderr

if TYPE_CHECKING:
    from scorelet.store import Model, Version

JsonOption = Annotated[bool, typer.Option("--json", help="JSON, for other programs.")]


def list_models(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="Only this model: all its versions.", show_default=False)
    ] = "",
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the models of a store, or the versions of one of them, the newest first.

    [bold]Examples[/bold]

      scorelet models list

      scorelet models list iris --store s3://my-models/store
    """
    from scorelet.store import open_store

    opened = open_store(store)
    if name:
        _show_versions(opened.model(name), as_json=as_json)
        return
    models = opened.models()
    if as_json:
        typer.echo(json.dumps([_as_data(model) for model in models], indent=2))
        return
    if not models:
        stderr().print(f"the store {opened.where} holds no models", markup=False)
        stderr().print("  scorelet models push FILE puts one there", markup=False)
        return
    show_table(("name", "newest", "versions", "aliases", "size", "pushed"), [_model_row(model) for model in models])


def _show_versions(model: Model, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(_as_data(model), indent=2))
        return
    rows = [
        (each.short, _aliases_on(model, each), bytes_said(each.size), age_said(each.time), each.who)
        for each in reversed(model.versions)
    ]
    show_table(("version", "aliases", "size", "pushed", "by"), rows)


def _model_row(model: Model) -> tuple[str, ...]:
    newest = model.versions[-1]
    aliases = ", ".join(f"{alias.name}: {version_said(alias.digest)}" for alias in model.standing)
    return (
        model.name,
        newest.short,
        str(len(model.versions)),
        aliases or "-",
        bytes_said(newest.size),
        age_said(newest.time),
    )


def _aliases_on(model: Model, version: Version) -> str:
    return ", ".join(alias.name for alias in model.standing if alias.digest == version.digest) or "-"


def _as_data(model: Model) -> dict[str, object]:
    return {
        "name": model.name,
        "versions": [
            {"version": each.digest, "size": each.size, "pushed": each.time.isoformat(), "by": each.who}
            for each in reversed(model.versions)
        ],
        "aliases": {alias.name: alias.digest for alias in model.standing},
    }
