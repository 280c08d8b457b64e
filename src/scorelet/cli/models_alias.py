"""`scorelet models alias NAME@ALIAS VERSION`: a movable name for a version."""

from __future__ import annotations

from typing import Annotated

import typer

from scorelet.cli.opening import StoreOption
from scorelet.cli.quantities import version_said
from scorelet.errors import UsageError


def alias(
    ref: Annotated[str, typer.Argument(metavar="NAME@ALIAS", help="Such as iris@prod.", show_default=False)],
    version: Annotated[
        str,
        typer.Argument(
            metavar="[VERSION]", help="The first digits of a version, or an alias.", show_default="the newest version"
        ),
    ] = "",
    why: Annotated[str, typer.Option(metavar="TEXT", help="Kept in the history.", show_default=False)] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take the last move back.")] = False,
    store: StoreOption = None,
) -> None:
    """Move an alias to a version; the move can be undone.

    [bold]Examples[/bold]

      scorelet models alias iris@prod 3f2a9c --why "better on the new rows"

      scorelet models alias iris@prod staging

      scorelet models alias iris@prod --undo
    """
    from scorelet.store import open_store, parse_ref

    parsed = parse_ref(ref)
    if parsed.alias is None:
        raise UsageError(f"expected NAME@ALIAS, got {ref!r}\nsuch as {parsed.name}@prod")
    if undo and version:
        raise UsageError("--undo goes back to where the alias stood before\nleave out VERSION, or --undo")
    opened = open_store(store)
    if undo:
        change = opened.undo_alias(parsed.name, parsed.alias, why)
    else:
        change = opened.move_alias(parsed.name, parsed.alias, version.removeprefix(f"{parsed.name}@"), why=why)
    typer.echo(f"{ref}: {version_said(change.before)} -> {version_said(change.after)}")
