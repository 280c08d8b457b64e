"""`scorelet verify FILE`: a packed model is tried again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scorelet.cli.opening import StoreOption, TrustOption, check_trust, packed_model
from scorelet.cli.parity_words import parity_facts, show_disagreements
from scorelet.cli.progress import stages
from scorelet.cli.tables import show_facts
from scorelet.cli.words import complain, finish


def verify(
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="A .scorelet file, or a model in a store.", show_default=False)
    ],
    against: Annotated[
        Path | None,
        typer.Option(metavar="ORIGINAL", help="The model file it was made of: try all rows again.", show_default=False),
    ] = None,
    trust: TrustOption = False,
    store: StoreOption = None,
) -> None:
    """Try a packed model again: does it still say what the original said?

    A packed model keeps golden rows with their answers. They can be tried
    anywhere, without the original and its libraries; with the original at hand,
    [bold]--against[/bold] compares both on all rows that packing compares.

    [bold]Exit code[/bold]: 0 they agree, 1 they differ, 2 it could not start.

    [bold]Examples[/bold]

      scorelet verify iris.scorelet

      scorelet verify iris@prod --against model.pkl
    """
    from scorelet.packing.verify import against as compared
    from scorelet.packing.verify import golden

    packed = packed_model(model, store)
    check_trust(packed, model, trust=trust)
    if against is None:
        certificate = golden(packed, trust=trust)
    else:
        with stages() as watch:
            certificate = compared(packed, against, watch, trust=trust)
    manifest = packed.manifest
    facts = [("model", manifest.name), ("version", packed.short_version), ("kind", manifest.kind)]
    show_facts([*facts, *parity_facts(certificate)])
    if certificate.disagreed:
        show_disagreements(certificate)
        complain(
            f"{model} differs on {certificate.disagreed} of {certificate.compared} rows",
            "pack it again where it was trained: scorelet pack shows where the two part",
        )
    finish(1 if certificate.disagreed else 0)
