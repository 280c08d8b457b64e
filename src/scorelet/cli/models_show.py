"""`scorelet models show MODEL`: what a packed model is, takes and gives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from scorelet.cli.manifest_words import about, features
from scorelet.cli.models_list import JsonOption
from scorelet.cli.opening import StoreOption, packed_model
from scorelet.cli.parity_words import parity_facts
from scorelet.cli.tables import show_facts, show_table

if TYPE_CHECKING:
    from scorelet.bundle.packed import PackedModel


def show(
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="A model in a store, or a .scorelet file.", show_default=False)
    ],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a packed model takes, gives and was made of, and its parity.

    [bold]Examples[/bold]

      scorelet models show iris@prod

      scorelet models show iris.scorelet --json
    """
    packed = packed_model(model, store)
    if as_json:
        typer.echo(json.dumps(_as_data(packed), indent=2, ensure_ascii=False))
        return
    certificate = packed.certificate
    show_facts([*about(packed), *(parity_facts(certificate) if certificate else [("parity", "not compared")])])
    typer.echo()
    show_table(("feature", "type", "missing", "values"), features(packed.manifest.input))


def _as_data(packed: PackedModel) -> dict[str, object]:
    """The manifest as it is in the file, and what is told of the file itself."""
    manifest: dict[str, object] = json.loads(packed.manifest.write())
    certificate = packed.certificate
    parity = None if certificate is None else json.loads(certificate.write())
    if parity is not None:
        del parity["golden"]
    return {"version": packed.version, "size": len(packed.data), **manifest, "parity": parity}
