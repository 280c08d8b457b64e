"""A parity certificate in words: how many rows agreed, and which did not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from scorelet.bundle.parity import Certificate, Disagreement
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
    rows: Rows = [(*_narrowed(found), short(found.row)) for found in certificate.disagreements[:SHOWN]]
    show_table(("output", "original", "packed", "row"), rows)


def _narrowed(found: Disagreement) -> tuple[str, str, str]:
    """The output and both answers; of several numbers those that are farthest apart."""
    keys, packed = _parts(found.packed)
    _, original = _parts(found.original)
    apart = [abs(a - b) for a, b in zip(original, packed, strict=False) if _are_numbers(a, b)]
    if not found.output or len(apart) != len(original) or len(apart) != len(packed) or not apart:
        return found.output or "refusal", short(found.original), short(found.packed)
    at = apart.index(max(apart))
    return f"{found.output}.{keys[at]}", short(original[at]), short(packed[at])


def _parts(answer: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    if isinstance(answer, Mapping):
        return list(answer), list(answer.values())
    return (range(len(answer)), answer) if isinstance(answer, list | tuple) else ((), ())


def _are_numbers(*values: Any) -> bool:
    return all(isinstance(value, int | float) for value in values)


def short(value: Any) -> str:
    """A value as JSON, as far as it fits into a cell."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 3]}..."
