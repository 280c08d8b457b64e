"""One row, one call: Scorelet against hand-written Python for the same model and the same rows, and against Titus."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from bench.baselines.nested_ifs import Predict
from bench.models import Model, Shape, models
from bench.results import Promise, Result, Settings
from bench.timing import taking_turns
from scorelet import pfa

SECTION = "one row, one call"
OURS = ("scorelet", 0)


def measure(settings: Settings) -> Iterator[Result]:
    for model in models():
        for shape in model.shapes:
            yield from _measure_shape(model, shape, settings)


def _measure_shape(model: Model, shape: Shape, settings: Settings) -> Iterator[Result]:
    action = pfa.load(model.text).action
    written = _written(json.loads(model.text), shape)
    for name, predict in written.items():
        check_equal(action, predict, shape.rows, f"{model.name}: {name[0]}")
    contenders = {OURS: action, **written}
    timings = taking_turns(
        {name: (predict, shape.rows) for name, predict in contenders.items()}, settings.lap, settings.rounds
    )
    ours = timings[OURS]
    subject = f"{model.name}, {shape.name}"
    for label, (_, promise) in shape.baselines.items():
        fastest = min((timings[name] for name in timings if name[0] == label), key=lambda timing: timing.median)
        yield Result(
            SECTION, subject, ours.median * 1e6, label, fastest.median * 1e6,
            figure=ours.over(fastest), promise=promise, ours_best=ours.best * 1e6, theirs_best=fastest.best * 1e6,
        )  # fmt: skip
    if model.titus is not None and shape.as_recorded:
        milliseconds, times = model.titus
        faster = milliseconds / 1e3 / ours.median
        yield Result(
            SECTION, subject, ours.median * 1e6, "Titus (reported)", milliseconds * 1e3,
            figure=faster, figure_unit="x faster", promise=Promise(times, at_most=False),
        )  # fmt: skip


def _written(document: Mapping[str, Any], shape: Shape) -> dict[tuple[str, int], Predict]:
    """The hand-written functions: by baseline, and the number of the way it is written."""
    return {
        (label, way): build(document)
        for label, (builders, _) in shape.baselines.items()
        for way, build in enumerate(builders)
    }


def check_equal(one: Predict, other: Predict, rows: tuple[dict[str, Any], ...], name: str) -> None:
    """Only what gives the same results may be compared."""
    for number, row in enumerate(rows):
        a, b = one(row), other(row)
        if not _same(a, b):
            raise AssertionError(f"{name}: row {number}: expected {a!r}, got {b!r}")


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    return math.isclose(a, b, rel_tol=1e-12) if isinstance(a, float) else bool(a == b)
