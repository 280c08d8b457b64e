"""A content becomes a packed model: built, compared with its original, and put together with what came of that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from scorelet.bundle.baseline import Baseline, baseline_of
from scorelet.bundle.fields import InputSpec
from scorelet.bundle.packed import PackedModel
from scorelet.bundle.parity import Certificate
from scorelet.bundle.predict import Predictor
from scorelet.errors import PfaError, RowError
from scorelet.packing.certify import TOLERANCES, Tried, answer_of, certificate_of, certify
from scorelet.packing.kinds import Content
from scorelet.packing.originals import AT_ONCE, Original, answers
from scorelet.packing.rows import made_rows, spread
from scorelet.packing.wishes import Wishes

SAMPLES = 20
"""So many sample rows are kept."""
MOST_GIVEN = {"pfa": 2_000, "onnx": 500, "python": 200}
"""So many given rows are compared, by kind: an original is slow, and a Python object is one itself."""
MOST_SCORED = {"pfa": 20_000, "onnx": 2_000, "python": 1_000}
"""So many given rows make the baseline."""


def predictor_of(original: Original, content: Content) -> Predictor:
    """What predicts, built of the packed bytes."""
    draft = PackedModel.of(content.manifest, content.model, tables=content.tables)
    return Predictor(content.manifest, original.engine(draft))


def certified(original: Original, content: Content, predictor: Predictor, wishes: Wishes) -> Certificate | None:
    """The parity certificate; None for a model that is its own original, where no rows were given.

    Raises what the original's process raises.
    """
    if content.converted is None:
        return _recorded(content, predictor)
    rows = _rows(content)
    # A Python object answers one row after another here and there: in a batch some give other last digits.
    at_once = 1 if content.manifest.kind == "python" else AT_ONCE
    done = 0

    def watch() -> None:
        nonlocal done
        done += 1
        wishes.watch("compare", done, len(rows))

    tolerance = TOLERANCES[content.converted.precision] if wishes.tolerance is None else wishes.tolerance
    said = answers(original, [row for _, row in rows], at_once)
    spec = predictor.manifest.input
    shown = [(kind, as_sent(spec, row)) for kind, row in rows]
    return certify(predictor, shown, said, tolerance, wishes.accept_parity, watch)


def _rows(content: Content) -> list[tuple[str, Any]]:
    """The rows to compare. Of a Python object nothing is known but its given rows; made ones do without."""
    assert content.converted is not None
    given = spread(content.samples, MOST_GIVEN[content.manifest.kind])
    if content.manifest.kind == "python" and given:
        return [("given", row) for row in given]
    return list(made_rows(content.converted, given))


def _recorded(content: Content, predictor: Predictor) -> Certificate | None:
    """The answers of a model that is its own original: golden rows for later, in order, since it may have a state."""
    spec = content.manifest.input
    tried = []
    for row in content.samples[:SAMPLES]:
        shown = as_sent(spec, row)
        said = answer_of(predictor, shown)
        tried.append(Tried("given", shown, said, said))
    return certificate_of(tried, content.manifest.outputs, 0.0, None) if tried else None


def assembled(content: Content, predictor: Predictor, certificate: Certificate | None) -> PackedModel:
    """The packed model of its parts."""
    spec = content.manifest.input
    return PackedModel.of(
        content.manifest,
        content.model,
        tables=content.tables,
        certificate=certificate,
        samples=[as_sent(spec, row) for row in kept(content, SAMPLES)],
        baseline=_baseline(content, predictor),
    )


def kept(content: Content, most: int) -> Sequence[Any]:
    """Some of the samples: of a document that may have a state the first, in order."""
    return content.samples[:most] if content.converted is None else spread(content.samples, most)


def as_sent(spec: InputSpec, row: Any) -> Any:
    """A row as callers send it: by the names that they know."""
    return {field.shown: row[field.name] for field in spec.fields} if spec.form == "record" else row


def _baseline(content: Content, predictor: Predictor) -> Baseline | None:
    """How the given rows and their predictions are distributed; None without rows."""
    spec = content.manifest.input
    if not content.samples or spec.form == "datum":
        return None
    rows = kept(content, MOST_SCORED[content.manifest.kind])
    return baseline_of(spec, content.samples, list(_predictions(predictor, rows)))


def _predictions(predictor: Predictor, rows: Iterable[Any]) -> Iterable[Any]:
    for row in rows:
        try:
            yield predictor.score(row)
        except (RowError, PfaError):  # a refused row has no prediction; the certificate tells of such
            continue
