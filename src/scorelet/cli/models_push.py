"""`scorelet models push FILE`: a packed model goes into a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scorelet.cli.keeping import push as pushed
from scorelet.cli.opening import StoreOption, packed_model
from scorelet.errors import UsageError


def push(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .scorelet file.", show_default=False)],
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Its name in the store.", show_default="its own")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Push a packed model to a store, where it becomes the newest version of its name.

    [bold]Examples[/bold]

      scorelet models push iris.scorelet

      scorelet models push iris.scorelet --store s3://my-models/store
    """
    if not file.exists():
        raise UsageError(f"there is no file {file}\nscorelet pack MODEL makes one of a trained model")
    packed = packed_model(str(file.absolute()), None)
    typer.echo(pushed(packed, store, name or packed.manifest.name))
