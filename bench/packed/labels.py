"""How many labels of two forests differ from scikit-learn's: ours, and those of ONNX Runtime.

The rows are made of the training rows: each number is that of another of them, so that the trees disagree.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from bench.packed.families import DIGITS_FOREST, FOREST, ONNX, Family
from bench.packed.onnx import NotConverted, onnx_session
from bench.packed.packing import packed
from bench.packed.rows import short
from bench.results import Promise, Result, Settings
from scorelet.bundle.predict import Predictor

SECTION = "packed models: labels that differ from scikit-learn's"
NONE = Promise(0.0)


def measure(settings: Settings) -> Iterator[Result]:
    for family in (FOREST, DIGITS_FOREST):
        yield _measured(family, settings)


def _measured(family: Family, settings: Settings) -> Result:
    made = packed(family)
    rows = mingled(made.fitted.rows, settings.labels)
    original = made.fitted.model.predict(rows).tolist()
    predictor = Predictor.of(made.model)
    ours = differing(original, [predictor.score(row)["label"] for row in rows])
    theirs, against = None, ONNX
    try:
        theirs = differing(original, _onnx_labels(onnx_session(made.fitted), rows))
    except NotConverted as absent:
        against = f"{ONNX}: {short(str(absent))}"
    subject = f"{family.name}, {len(rows):,} rows"
    return Result(SECTION, subject, ours, against, theirs, "", ours, "labels", NONE)


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
