"""`scorelet models rm REF`: an alias, a version or a whole model leaves a store."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from scorelet.cli.opening import StoreOption
from scorelet.cli.words import complain, finish, stderr
from scorelet.errors import UsageError

if TYPE_CHECKING:
    from scorelet.store import Ref, Store


def remove(
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF", help="NAME@VERSION, NAME@ALIAS, or NAME: all of its versions.", show_default=False
        ),
    ],
    why: Annotated[str, typer.Option(metavar="TEXT", help="Kept in the history.", show_default=False)] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    store: StoreOption = None,
) -> None:
    """Remove a version, an alias or a whole model from a store.

    What an alias stands on cannot be removed before the alias. The history
    stays.

    [bold]Examples[/bold]

      scorelet models rm iris@3f2a9c

      scorelet models rm iris@prod --yes
    """
    from scorelet.store import open_store, parse_ref

    parsed = parse_ref(ref)
    opened = open_store(store)
    asked = _question(opened, parsed)
    if not yes and not _confirmed(f"{asked} from {opened.where}?"):
        complain("nothing was removed", f"scorelet models rm {ref} --yes does not ask")
        finish(1)
    if parsed.alias is not None:
        opened.remove_alias(parsed.name, parsed.alias, why)
        typer.echo(f"removed the alias {ref}; scorelet models alias {ref} --undo brings it back")
    else:
        gone = opened.remove(ref, why)
        typer.echo(f"removed {', '.join(f'{parsed.name}@{version.short}' for version in gone)}")


def _question(store: Store, ref: Ref) -> str:
    """What is to be done, said before it is. Raises StoreError when there is no such thing."""
    if ref.alias is not None:
        return f"remove the alias {ref}, which stands on {store.resolve(str(ref)).short},"
    if ref.version is not None:
        return f"remove version {store.resolve(str(ref)).short} of {ref.name}"
    count = len(store.versions(ref.name))
    return f"remove {ref.name} with {'its only version' if count == 1 else f'all of its {count} versions'}"


def is_anyone_there() -> bool:
    """Whether somebody can answer a question."""
    return sys.stdin.isatty()


def _confirmed(question: str) -> bool:
    if not is_anyone_there():
        raise UsageError("rm asks before it removes, and nobody is there to answer\nadd --yes")
    stderr().print(f"{question} [y/N] ", end="", markup=False)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
