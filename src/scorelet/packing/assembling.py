"""The parts of a packed model: its manifest, its certificate, its samples, its baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scorelet.bundle.baseline import Baseline, baseline_of
from scorelet.bundle.manifest import Manifest, Source
from scorelet.bundle.packed import PackedModel
from scorelet.bundle.parity import Certificate
from scorelet.bundle.predict import Predictor
from scorelet.convert.registry import LIBRARIES
from scorelet.errors import RowError, ScoreletError
from scorelet.packing.certify import TOLERANCES, certify
from scorelet.packing.measure import zipped_size
from scorelet.packing.originals import Facts, Original, answers
from scorelet.packing.rows import made_rows

if TYPE_CHECKING:
    from scorelet.packing.kinds import Content
    from scorelet.packing.path import Wishes

FRAMEWORKS = {"PFA": "PFA", "ONNX": "ONNX"}
SAMPLES = 50
"""So many sample rows are kept."""
MOST_GIVEN = 2_000
"""So many given rows are compared."""
AT_ONCE = 200


def certified(original: Original, content: Content, wishes: Wishes) -> Certificate:
    """The parity certificate of a content that was made of the original."""
    assert content.converted is not None
    rows = list(made_rows(content.converted, content.samples[:MOST_GIVEN]))
    if content.kind != "pfa":
        rows = [(kind, row) for kind, row in rows if kind == "given"] or rows
    said = []
    for start in range(0, len(rows), AT_ONCE):
        said += answers(original, [row for _, row in rows[start : start + AT_ONCE]])
        wishes.watch("ask the original", len(said), len(rows))
    done = 0

    def watch(count: int) -> None:
        nonlocal done
        done += count
        wishes.watch("compare", done, len(rows))

    tolerance = TOLERANCES[content.precision] if wishes.tolerance is None else wishes.tolerance
    predictor = Predictor(manifest_of(original.facts, content, wishes.name), content.engine)
    return certify(predictor, rows, said, tolerance, wishes.accept_parity, watch)


def assembled(facts: Facts, content: Content, wishes: Wishes) -> PackedModel:
    """The packed model of its parts."""
    manifest = manifest_of(facts, content, wishes.name)
    return PackedModel.of(
        manifest,
        content.model,
        tables=content.tables,
        certificate=content.certificate,
        samples=content.samples[: min(content.given, SAMPLES)],
        baseline=_baseline(manifest, content),
    )


def manifest_of(facts: Facts, content: Content, name: str) -> Manifest:
    """What the packed model says of itself."""
    return Manifest(
        name=name,
        kind=content.kind,
        task=content.task,
        input=content.spec,
        outputs=content.outputs,
        output_type=content.output_type,
        source=source_of(facts),
        classes=content.classes or None,
        requirements=content.requirements,
        extensions=content.extensions,
        measured={
            "source": len(facts.data),
            "source_gzip": zipped_size(facts.data),
            "model": len(content.model),
            "tables": sum(map(len, content.tables.values())),
        },
    )


def source_of(facts: Facts) -> Source:
    """Where the model comes from."""
    library, _, estimator = facts.kind.partition(".")
    return Source(
        framework=LIBRARIES.get(library, library) if library in LIBRARIES else FRAMEWORKS.get(facts.format, library),
        format=facts.format,
        made_with=facts.made_with,
        running=facts.running,
        sha256=facts.sha256,
        size=len(facts.data),
        estimator=estimator.rpartition(".")[2] or facts.kind,
    )


def _baseline(manifest: Manifest, content: Content) -> Baseline | None:
    """How the given rows and their predictions are distributed; None without rows."""
    if not content.given or content.spec.form == "datum":
        return None
    predictor = Predictor(manifest, content.engine)
    rows: Sequence[Any] = content.samples[: content.given]
    kept, predictions = [], []
    for row in rows:
        try:
            predictions.append(predictor.score(row))
            kept.append(row)
        except (RowError, ScoreletError):
            continue
    return baseline_of(manifest.input, kept, predictions) if kept else None
