"""How many labels of a forest differ from scikit-learn's: ours, and those of ONNX Runtime.

The rows are made of the training rows: each number is that of another of them, so that the trees disagree.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from bench.packed.families import FOREST
from bench.packed.onnx import NotConverted, onnx_session
from bench.packed.packing import packed
from bench.results import Promise, Result, Settings
from scorelet.bundle.predict import Predictor

SECTION = "packed models: labels that differ from scikit-learn's"


def measure(settings: Settings) -> Iterator[Result]:
    made = packed(FOREST)
    rows = mingled(made.fitted.rows, settings.labels)
    original = made.fitted.model.predict(rows).tolist()
    predictor = Predictor.of(made.model)
    ours = differing(original, [predictor.score(row)["label"] for row in rows])
    subject = f"{FOREST.name}, {len(rows):,} rows"
    try:
        theirs = differing(original, _onnx_labels(onnx_session(made.fitted), rows))
    except NotConverted as absent:
        yield Result(SECTION, subject, ours, f"ONNX Runtime: {absent}", unit="", figure=ours, promise=Promise(0.0))
        return
    yield Result(SECTION, subject, ours, "ONNX Runtime", theirs, "", ours, "labels", Promise(0.0))


def mingled(rows: Sequence[Sequence[float]], count: int) -> list[list[float]]:
    rng = random.Random(11)
    columns = list(zip(*rows, strict=True))
    return [[rng.choice(column) for column in columns] for _ in range(count)]


def differing(some: Sequence[Any], others: Sequence[Any]) -> int:
    return sum(one != other for one, other in zip(some, others, strict=True))


def _onnx_labels(session: Any, rows: list[list[float]]) -> list[Any]:
    from numpy import array, float32

    (given,) = session.get_inputs()
    labels: list[Any] = session.run(None, {given.name: array(rows, dtype=float32)})[0].tolist()
    return labels
