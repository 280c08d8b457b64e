"""`scorelet pfa functions [PREFIX]`: the library functions that documents may call."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Annotated

import typer

from scorelet import pfa
from scorelet.cli.tables import show_table
from scorelet.errors import UsageError
from scorelet.pfa.library.registry import LibraryFunction

HEADINGS = ("function", "signature", "errors")


def functions(
    prefix: Annotated[
        str, typer.Argument(metavar="[PREFIX]", help="Only functions whose name starts so.", show_default=False)
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array, for other programs.")] = False,
) -> None:
    """List the library functions that are supported: name, signature, error codes.

    [bold]Examples[/bold]

      scorelet pfa functions model.tree

      scorelet pfa functions --json
    """
    found = list(pfa.functions(prefix))
    if not found:
        raise UsageError(f"no function starts with {prefix!r}\n{_suggestion(prefix)}")
    if as_json:
        typer.echo(json.dumps([_as_data(function) for function in found], indent=2))
    else:
        show_table(HEADINGS, _rows(found))


def _rows(found: Sequence[LibraryFunction]) -> list[tuple[str, str, str]]:
    """One row per signature; the name and the errors only beside the first."""
    return [
        (function.name, signature, _codes(function)) if place == 0 else ("", signature, "")
        for function in found
        for place, signature in enumerate(function.signatures)
    ]


def _codes(function: LibraryFunction) -> str:
    return ", ".join(f"{code} {message}" for code, message in sorted(function.errors.items()))


def _as_data(function: LibraryFunction) -> dict[str, object]:
    errors = {str(code): message for code, message in sorted(function.errors.items())}
    return {"name": function.name, "signatures": list(function.signatures), "errors": errors}


def _suggestion(prefix: str) -> str:
    names = [function.name for function in pfa.functions()]
    near = get_close_matches(prefix, [*names, *_prefixes(names)], n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else "scorelet pfa functions lists all"


def _prefixes(names: Iterable[str]) -> set[str]:
    return {name[:place] for name in names for place in range(len(name)) if name[place] == "."}
