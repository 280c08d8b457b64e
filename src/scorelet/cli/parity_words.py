"""A parity certificate in words: how many rows agreed, and which did not."""

from __future__ import annotations

import json
from typing import Any

from scorelet.bundle.parity import Certificate
from scorelet.cli.tables import Rows, show_table

SHOWN = 10
"""So many disagreements are shown."""
WIDTH = 48


def agreement(certificate: Certificate) -> str:
    """``370 of 370 rows agree``, and how many both refused."""
    refused = sum(counts.refused for counts in certificate.rows.values())
    both = f", {refused} of them by refusing the row" if refused else ""
    return f"{certificate.agreed} of {certificate.compared} rows agree{both}"


def by_kind(certificate: Certificate) -> str:
    """``150 given, 200 drawn, 8 of 9 zero``."""
    return ", ".join(
        f"{counts.compared} {kind}"
        if counts.agreed + counts.refused == counts.compared
        else f"{counts.agreed + counts.refused} of {counts.compared} {kind}"
        for kind, counts in certificate.rows.items()
    )


def difference(certificate: Certificate) -> str:
    """The largest relative difference of all outputs."""
    largest = max(certificate.differences.items(), key=lambda item: item[1].relative, default=None)
    allowed = f"{certificate.tolerance:.0e}".replace("e-0", "e-")
    if largest is None or largest[1].relative == 0:
        return "none"
    return f"{largest[1].relative:.1e} of {largest[0]} ({allowed} is allowed)"


def parity_facts(certificate: Certificate) -> list[tuple[str, str]]:
    facts = [
        ("parity", agreement(certificate)),
        ("rows", by_kind(certificate)),
        ("largest difference", difference(certificate)),
    ]
    return [*facts, ("accepted", certificate.accepted)] if certificate.accepted else facts


def show_disagreements(certificate: Certificate) -> None:
    """The first rows on which the two differ."""
    rows: Rows = [
        (found.output or "refusal", short(found.original), short(found.packed), short(found.row))
        for found in certificate.disagreements[:SHOWN]
    ]
    show_table(("output", "original", "packed", "row"), rows)


def short(value: Any) -> str:
    """A value as JSON, as far as it fits into a cell."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 3]}..."
