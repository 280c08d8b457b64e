"""Both sides answer every row; what comes of it is the parity certificate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scorelet.bundle.parity import Certificate, Counts, Difference, Disagreement, Golden, first_of
from scorelet.bundle.predict import Predictor
from scorelet.errors import ScoreletError
from scorelet.packing.compare import Comparison, largest_of
from scorelet.packing.originals import Answer

GOLDEN = 24
"""So many rows with their answers are kept, spread over all kinds of rows,"""
GOLDEN_BYTES = 8_000
"""and no more than so many bytes of them, but one of each kind."""
TOLERANCES = {"float32": 1e-6, "float64": 1e-9}


@dataclass(frozen=True)
class Tried:
    """A row, its kind, and what both sides say to it: by output, or why they refuse it."""

    kind: str
    row: Any
    original: Answer
    packed: Answer

    @property
    def refusals(self) -> int:
        return isinstance(self.original, str) + isinstance(self.packed, str)


def certify(
    predictor: Predictor,
    rows: Sequence[tuple[str, Any]],
    originals: Sequence[Answer],
    tolerance: float,
    accepted: str | None,
    watch: Callable[[int], None],
) -> Certificate:
    """The certificate of a packed model; `watch` is told how many rows are done."""
    tried = []
    for (kind, row), original in zip(rows, originals, strict=True):
        tried.append(Tried(kind, row, original, answer_of(predictor, row)))
        watch(1)
    return certificate_of(tried, predictor.manifest.outputs, tolerance, accepted)


def answer_of(predictor: Predictor, row: Any) -> Answer:
    """The packed model's answer by output, or why it refuses the row."""
    try:
        found = predictor.score(row)
    except ScoreletError as error:
        return str(error)
    outputs = predictor.manifest.outputs
    return found if len(outputs) > 1 else {outputs[0]: found}


def certificate_of(
    tried: Sequence[Tried], outputs: Sequence[str], tolerance: float, accepted: str | None
) -> Certificate:
    """The certificate, of the answers of both sides."""
    answered = [one.original for one in tried if isinstance(one.original, dict)]
    comparisons = {name: Comparison(tolerance, largest_of(a[name] for a in answered)) for name in outputs}
    differing = {place: found for place, one in enumerate(tried) if (found := _differing(one, comparisons))}
    disagreements = (
        Disagreement(tried[place].row, name, _part(tried[place].original, name), _part(tried[place].packed, name))
        for place, names in differing.items()
        for name in names
    )
    return Certificate(
        rows=_counts(tried, differing),
        differences={
            name: Difference(found.extent.absolute, found.extent.relative, found.extent.ulps)
            for name, found in comparisons.items()
        },
        tolerance=tolerance,
        disagreements=first_of(disagreements),
        disagreed=len(differing),
        accepted=accepted if differing else None,
        golden=_golden([one for place, one in enumerate(tried) if place not in differing]),
    )


def _differing(one: Tried, comparisons: Mapping[str, Comparison]) -> list[str]:
    """The outputs in which the two sides differ; "" where only one side refuses the row."""
    if one.refusals:
        return [] if one.refusals == 2 else [""]
    assert isinstance(one.original, dict)
    assert isinstance(one.packed, dict)
    return [name for name, known in comparisons.items() if not known.agrees(one.original[name], one.packed[name])]


def _part(answer: Answer, name: str) -> Any:
    if isinstance(answer, str):
        return {"error": answer}
    return answer[name] if name else answer


def _counts(tried: Sequence[Tried], differing: Mapping[int, list[str]]) -> dict[str, Counts]:
    counts: dict[str, Counts] = {}
    for place, one in enumerate(tried):
        before = counts.get(one.kind, Counts(0, 0, 0))
        refused = one.refusals == 2
        agreed = place not in differing and not refused
        counts[one.kind] = Counts(before.compared + 1, before.agreed + agreed, before.refused + refused)
    return counts


def _golden(agreed: Sequence[Tried]) -> tuple[Golden, ...]:
    """Rows on which both agree, taken from each kind in turn, with the packed model's answers."""
    by_kind: dict[str, list[Tried]] = {}
    for one in agreed:
        if one.refusals == 0:
            by_kind.setdefault(one.kind, []).append(one)
    turns = max(map(len, by_kind.values()), default=0)
    found = [group[turn] for turn in range(turns) for group in by_kind.values() if turn < len(group)]
    kept: list[Golden] = []
    size = 0
    for one in found[:GOLDEN]:
        kept.append(Golden(one.row, one.packed))
        size += len(repr(one.row)) + len(repr(one.packed))
        if size > GOLDEN_BYTES and len(kept) >= len(by_kind):
            break
    return tuple(kept)
