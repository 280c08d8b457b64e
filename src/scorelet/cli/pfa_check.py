"""`scorelet pfa check FILE`: every error with its place, or a summary of the document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from scorelet import pfa
from scorelet.cli.opening import document_of
from scorelet.cli.summary import summarise
from scorelet.cli.tables import show_facts
from scorelet.cli.words import complain, finish, no_document, stderr
from scorelet.errors import PfaError


def check(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A PFA document, or a packed model.", show_default=False)
    ],
) -> None:
    """Say everything that is wrong with a PFA document, and where.

    Prints each error with its place in the JSON and exits with 1; for a good document, prints a summary.
    """
    source, tables = document_of(file)
    try:
        document = pfa.load(source, side_files=tables).document
    except PfaError as error:
        if error.place is None:
            raise no_document(error) from error
        _list(pfa.problems(source, side_files=tables), file)
    else:
        show_facts(summarise(document))


def _list(found: Sequence[PfaError], file: Path) -> None:
    for error in found:
        complain(error.message, f"at {error.place}")
    stderr().print(escape(f"{len(found)} error{'s' if len(found) > 1 else ''} in {file}"))
    finish(1)
