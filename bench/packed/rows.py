"""One row in, one answer out: the packed model against its original, and against ONNX Runtime.

Our side is what a user calls: `Predictor.score` of the packed model with its usual outputs (label and
probabilities), where the row is a list (a dict for a mixed record, a text for a model of texts). What the same row
takes as a dict, and what the engine takes without a look at the row, stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bench.packed.contenders import Predict, originals, probabilities
from bench.packed.families import FAMILIES, ONNX, Family, Fitted
from bench.packed.onnx import NotConverted, onnx_predict, onnx_session
from bench.packed.packing import packed
from bench.results import Result, Settings
from bench.timing import Timing, taking_turns
from scorelet.bundle.predict import Predictor

SECTION = "packed models: one row in, one answer out"
OURS, DICT, ACTION = "scorelet", "scorelet, the row a dict", "scorelet, engine.action alone"
ROWS = 50
SHORT = 4
"""So many times shorter turns, and more of them: large libraries meet more of what else the machine does."""
REASON = 60
ROUNDED = 1e-4
"""Probabilities of 32 bits lie closer than this."""

Contenders = dict[tuple[str, int], tuple[Predict, Sequence[Any]]]
"""By name and number of the way it is asked."""


def measure(settings: Settings) -> Iterator[Result]:
    for family in FAMILIES:
        if family.missing:
            yield Result(SECTION, family.name, None, f"{family.needs} is not installed")
        else:
            yield from measured(family, settings)


def measured(family: Family, settings: Settings) -> Iterator[Result]:
    made = packed(family)
    if made.refused:
        yield Result(SECTION, family.name, None, f"no document: {short(made.refused)}")
        return
    rows = spread(made.fitted.rows, ROWS)
    contenders, absent = _contenders(made.fitted, Predictor.of(made.model), rows)
    timings = taking_turns(contenders, settings.lap / SHORT, settings.rounds * SHORT)
    yield from _results(family, timings)
    if absent:
        yield Result(SECTION, family.name, None, f"{ONNX}: {short(absent)}")


def short(reason: str) -> str:
    """A reason in one cell of the table."""
    line = reason.partition("\n")[0]
    return line if len(line) <= REASON else line[: REASON - 3] + "..."


def spread(rows: Sequence[Any], count: int) -> tuple[Any, ...]:
    """So many of the rows, from all over."""
    return tuple(rows[:: max(1, len(rows) // count)][:count])


def _contenders(fitted: Fitted, predictor: Predictor, rows: Sequence[Any]) -> tuple[Contenders, str]:
    """Who predicts what; and why ONNX Runtime does not, or ""."""
    contenders: Contenders = {(OURS, 0): (predictor.score, rows)}
    if fitted.form == "numbers":
        contenders[DICT, 0] = predictor.score, [predictor.reader.read(row) for row in rows]
    contenders[ACTION, 0] = predictor.engine.action, [predictor.reader.read(row) for row in rows]
    for name, ways in originals(fitted).items():
        for way, predict in enumerate(ways):
            contenders[name, way] = predict, rows
            check_equal(name, predict, predictor.score, rows)
    try:
        predict = onnx_predict(fitted, onnx_session(fitted))
        check_equal(ONNX, predict, predictor.score, rows)
    except (NotConverted, AssertionError) as error:
        return contenders, str(error)
    contenders[ONNX, 0] = predict, rows
    return contenders, ""


def check_equal(name: str, predict: Predict, ours: Predict, rows: Sequence[Any]) -> None:
    """Only what gives the same answers may be compared. Raises AssertionError."""
    for number, row in enumerate(rows):
        one, other = probabilities(ours(row)), probabilities(predict(row))
        apart = max(abs(a - b) for a, b in zip(one, other, strict=True))
        if apart > ROUNDED:
            raise AssertionError(f"{name}: row {number}: other answers, apart by {apart:.2g}")


def _results(family: Family, timings: dict[tuple[str, int], Timing]) -> Iterator[Result]:
    ours = timings[OURS, 0]
    for name in dict.fromkeys(name for name, _ in timings if name != OURS):
        ways = [timing for (contender, _), timing in timings.items() if contender == name]
        theirs = min(ways, key=lambda timing: timing.median)
        figure = None if name in (DICT, ACTION) else theirs.over(ours)
        yield Result(
            SECTION, family.name, ours.median * 1e6, name, theirs.median * 1e6,
            figure=figure, figure_unit="x faster", promise=family.promises.get(name),
            ours_best=ours.best * 1e6, theirs_best=theirs.best * 1e6,
        )  # fmt: skip
