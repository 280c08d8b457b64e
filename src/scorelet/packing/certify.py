"""Both sides answer every row; what comes of it is the parity certificate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scorelet.bundle.agreement import Comparison, by_output, is_label, typical_of
from scorelet.bundle.parity import Certificate, Counts, Difference, Disagreement, Golden, first_of
from scorelet.bundle.predict import Predictor
from scorelet.errors import PfaError, RowError
from scorelet.packing.originals import Answer, Refusal

GOLDEN = 24
"""So many rows with their answers are kept, spread over all kinds of rows,"""
GOLDEN_BYTES = 4_000
"""and no more than so many bytes of them, but one of each kind, and"""
FEWEST_GOLDEN = 6
TOLERANCES = {"float32": 1e-6, "float64": 1e-9}


@dataclass(frozen=True)
class Tried:
    """A row, its kind, and what both sides say to it."""

    kind: str
    row: Any
    original: Answer | Refusal
    packed: Answer | Refusal

    @property
    def refusals(self) -> int:
        return isinstance(self.original, Refusal) + isinstance(self.packed, Refusal)


def certify(
    predictor: Predictor,
    rows: Sequence[tuple[str, Any]],
    originals: Iterable[Answer | Refusal],
    tolerance: float,
    accepted: str | None,
    watch: Callable[[], None],
) -> Certificate:
    """The certificate of a packed model; `watch` is called after each row."""
    tried = []
    for (kind, row), original in zip(rows, originals, strict=True):
        tried.append(Tried(kind, row, original, answer_of(predictor, row)))
        watch()
    return certificate_of(tried, predictor.manifest.outputs, tolerance, accepted)


def answer_of(predictor: Predictor, row: Any) -> Answer | Refusal:
    """The packed model's answer by output, or why it refuses the row."""
    try:
        return by_output(predictor.score(row), predictor.manifest.outputs)
    except (RowError, PfaError) as error:  # but not that the process of a Python object has died
        return Refusal(str(error))


def certificate_of(
    tried: Sequence[Tried], outputs: Sequence[str], tolerance: float, accepted: str | None
) -> Certificate:
    """The certificate, of the answers of both sides."""
    comparisons = {name: Comparison(tolerance, exact=is_label(name)) for name in outputs}
    typical = _typical(tried, outputs)
    differing = {
        place: found for place, one in enumerate(tried) if (found := _differing(one, comparisons, typical[one.kind]))
    }
    disagreements = (_disagreement(tried[place], name) for place, names in differing.items() for name in names)
    return Certificate(
        rows=_counts(tried, differing),
        differences={
            name: Difference(found.extent.absolute, found.extent.relative, found.extent.ulps)
            for name, found in comparisons.items()
            if found.extent.numbers
        },
        tolerance=tolerance,
        disagreements=first_of(disagreements),
        disagreed=len(differing),
        accepted=accepted if differing else None,
        golden=_golden([one for place, one in enumerate(tried) if place not in differing], outputs),
    )


def _typical(tried: Sequence[Tried], outputs: Sequence[str]) -> dict[str, dict[str, float]]:
    """For each kind of row and each output the typical size of the original's answers."""
    by_kind: dict[str, list[Answer]] = {one.kind: [] for one in tried}
    for one in tried:
        if not isinstance(one.original, Refusal):
            by_kind[one.kind].append(one.original)
    return {
        kind: {name: typical_of(answer[name] for answer in answers) for name in outputs}
        for kind, answers in by_kind.items()
    }


def _differing(one: Tried, comparisons: Mapping[str, Comparison], typical: Mapping[str, float]) -> list[str]:
    """The outputs in which the two sides differ; "" where only one side refuses the row."""
    if isinstance(one.original, Refusal) or isinstance(one.packed, Refusal):
        return [] if one.refusals == 2 else [""]
    original, packed = one.original, one.packed
    return [
        name for name, known in comparisons.items() if not known.agrees(original[name], packed[name], typical[name])
    ]


def _disagreement(one: Tried, name: str) -> Disagreement:
    return Disagreement(one.row, name, _said(one.original, name, one.packed), _said(one.packed, name, one.packed))


def _said(side: Answer | Refusal, name: str, shape: Answer | Refusal) -> Any:
    if isinstance(side, Refusal):
        return {"error": side.why}
    if not name:
        return side
    return side[name] if isinstance(shape, Refusal) else shaped(side[name], shape[name])


def shaped(answer: Any, like: Any) -> Any:
    """The original's answer in the packed model's form: scores by class, where those are a map."""
    if isinstance(like, Mapping) and isinstance(answer, list) and len(like) == len(answer):
        return dict(zip(like, answer, strict=True))
    return answer


def _counts(tried: Sequence[Tried], differing: Mapping[int, list[str]]) -> dict[str, Counts]:
    counts: dict[str, Counts] = {}
    for place, one in enumerate(tried):
        before = counts.get(one.kind, Counts(0, 0, 0))
        refused = one.refusals == 2
        agreed = place not in differing and not refused
        counts[one.kind] = Counts(before.compared + 1, before.agreed + agreed, before.refused + refused)
    return counts


def _golden(agreed: Sequence[Tried], outputs: Sequence[str]) -> tuple[Golden, ...]:
    """Rows on which both agree, taken from each kind in turn, with the original's answers as predictors give them."""
    by_kind: dict[str, list[Tried]] = {}
    for one in agreed:
        if one.refusals == 0:
            by_kind.setdefault(one.kind, []).append(one)
    turns = max(map(len, by_kind.values()), default=0)
    found = (group[turn] for turn in range(turns) for group in by_kind.values() if turn < len(group))
    kept: list[Golden] = []
    size = 0
    for one, _ in zip(found, range(GOLDEN), strict=False):
        answer = {name: _said(one.original, name, one.packed) for name in outputs}
        kept.append(Golden(one.row, answer if len(outputs) > 1 else answer[outputs[0]]))
        size += len(repr(kept[-1]))
        if size > GOLDEN_BYTES and len(kept) >= max(len(by_kind), FEWEST_GOLDEN):
            break
    return tuple(kept)
