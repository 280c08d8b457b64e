"""`scorelet models history NAME`: who changed what, when and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from scorelet.cli.models_list import JsonOption
from scorelet.cli.opening import StoreOption
from scorelet.cli.quantities import moment_said, version_said
from scorelet.cli.tables import show_table
from scorelet.errors import UsageError

if TYPE_CHECKING:
    from scorelet.store import Change

WORDS = {"push": "pushed", "move": "moved", "undo": "undone", "drop": "removed", "remove": "removed"}


def history(
    ref: Annotated[str, typer.Argument(metavar="NAME[@ALIAS]", help="Such as iris@prod.", show_default=False)],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell every change of a model, or of one of its aliases, the newest first.

    [bold]Examples[/bold]

      scorelet models history iris@prod

      scorelet models history iris --json
    """
    from scorelet.store import open_store, parse_ref

    parsed = parse_ref(ref)
    if parsed.version is not None:
        raise UsageError(f"a version never changes, and {ref!r} is one\nask for {parsed.name}, or for an alias of it")
    changes = open_store(store).history(parsed.name, parsed.alias)
    if as_json:
        typer.echo(json.dumps([_as_data(change) for change in changes], indent=2))
    else:
        show_table(("when", "what", "from", "to", "by", "why"), [_row(change) for change in changes])


def _row(change: Change) -> tuple[str, ...]:
    subject = f"{change.alias} " if change.alias else ""
    stamp = change.stamp
    return (
        moment_said(stamp.time),
        subject + WORDS[change.what],
        version_said(change.before),
        version_said(change.after),
        stamp.who,
        stamp.why or "-",
    )


def _as_data(change: Change) -> dict[str, object]:
    stamp = change.stamp
    return {
        "number": change.number,
        "time": stamp.time.isoformat(),
        "what": change.what,
        "alias": change.alias,
        "before": change.before,
        "after": change.after,
        "by": stamp.who,
        "why": stamp.why,
    }
