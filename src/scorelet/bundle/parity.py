"""The parity certificate: the proof, kept inside the packed model, that it says what the original said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from scorelet.bundle.json_form import dump
from scorelet.bundle.strict import anything, count, list_of, map_of, maybe, number, read, record, text

PARITY = "parity.json"
KEPT = 1000
"""So many disagreements are kept; all are counted."""


class Counts(NamedTuple):
    """Rows of one kind: how many both sides were given, and how many both answered alike, or both refused."""

    compared: int
    agreed: int
    refused: int


class Difference(NamedTuple):
    """The largest differences of one numeric output: absolute, relative, and in units in the last place."""

    absolute: float
    relative: float
    ulps: float


class Disagreement(NamedTuple):
    """A row on which the two differ: the output (such as "label" or "probabilities.setosa"), and both answers.

    A side that refused the row has {"error": its words} for an answer.
    """

    row: Any
    output: str
    original: Any
    packed: Any


class Golden(NamedTuple):
    """A row with its right answer, for trying the packed model anywhere without the original."""

    row: Any
    answer: Any


class Certificate(NamedTuple):
    """What was compared, and what came of it.

    rows           kind of row ("given", "threshold", "one ulp below", "missing", "unseen category", ...) -> counts
    differences    output -> largest differences
    tolerance      the largest relative difference that counts as agreement
    disagreements  the first KEPT of them
    disagreed      how many rows there are on which the two differ
    accepted       why the disagreements were accepted; None when nobody did
    golden         rows with the original's answers
    """

    rows: Mapping[str, Counts]
    differences: Mapping[str, Difference]
    tolerance: float
    disagreements: tuple[Disagreement, ...] = ()
    disagreed: int = 0
    accepted: str | None = None
    golden: tuple[Golden, ...] = ()

    @property
    def compared(self) -> int:
        return sum(counts.compared for counts in self.rows.values())

    @property
    def agreed(self) -> int:
        """Rows that both answered alike, or both refused."""
        return sum(counts.agreed + counts.refused for counts in self.rows.values())

    @property
    def holds(self) -> bool:
        """Whether the packed model may stand for the original: they agree, or someone said why it may."""
        return self.disagreed == 0 or self.accepted is not None

    def write(self) -> bytes:
        return dump(self)


def first_of(disagreements: Iterable[Disagreement]) -> tuple[Disagreement, ...]:
    """As many as a certificate keeps."""
    return tuple(found for _, found in zip(range(KEPT), disagreements, strict=False))


_CERTIFICATE = record(
    Certificate,
    {
        "rows": map_of(record(Counts, {"compared": count, "agreed": count, "refused": count})),
        "differences": map_of(record(Difference, {"absolute": number, "relative": number, "ulps": number})),
        "tolerance": number,
        "disagreements": list_of(
            record(Disagreement, {"row": anything, "output": text, "original": anything, "packed": anything})
        ),
        "disagreed": count,
        "accepted": maybe(text),
        "golden": list_of(record(Golden, {"row": anything, "answer": anything})),
    },
)


def read_certificate(data: bytes) -> Certificate:
    """Raises BundleError with the place of the first thing that is not as expected."""
    certificate: Certificate = read(data, PARITY, _CERTIFICATE)
    return certificate
