"""`scorelet models pull REF`: a packed model comes out of a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scorelet.bundle import SUFFIX
from scorelet.cli.keeping import check_target, write
from scorelet.cli.opening import StoreOption
from scorelet.errors import UsageError

REF = "NAME, NAME@ALIAS or NAME@VERSION."


def pull(
    ref: Annotated[str, typer.Argument(metavar="REF", help=REF, show_default=False)],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Where it goes.", show_default="NAME.scorelet")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Pull a packed model out of a store into a file.

    [bold]Examples[/bold]

      scorelet models pull iris

      scorelet models pull iris@prod -o model.scorelet
    """
    from scorelet.bundle.packed import PackedModel
    from scorelet.store import open_store, parse_ref

    target = out or Path(parse_ref(ref).name + SUFFIX)
    if target.suffix != SUFFIX:
        raise UsageError(f"a packed model's file ends in {SUFFIX}, got {target}\nname it {target}{SUFFIX}")
    check_target(str(target))
    typer.echo(write(PackedModel.read(open_store(store).pull(ref)), target))
