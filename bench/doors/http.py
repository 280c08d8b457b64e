"""One row per request over HTTP, one worker each: `scorelet serve` against FastAPI with uvicorn, around the original
and around ONNX Runtime.

The servers take turns, and a ratio is taken within each round. All are asked for the same rows first, and have to
give the same answers.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any

from bench.doors.servers import Load, ask, loaded, scorelet, server, uvicorn
from bench.packed.families import FAMILIES, FOREST, Family
from bench.packed.onnx import NotConverted, onnx_file
from bench.packed.packing import packed
from bench.packed.rows import spread
from bench.results import Promise, Result, Settings

SECTION = "one row per request over HTTP, one worker, 8 connections"
OURS, FASTAPI, FASTAPI_ONNX = "scorelet", "FastAPI, scikit-learn", "FastAPI, ONNX Runtime"
ROWS = 20
ROUNDED = 1e-4
"""Probabilities of 32 bits lie closer than this."""

MEASURED: tuple[tuple[Family, float], ...] = ((FAMILIES[0], 3.5), (FAMILIES[4], 5.0), (FOREST, 25.0))
"""A family, and how many times the requests of FastAPI with scikit-learn were promised."""
OVER_ONNX = 2.0


@dataclass(frozen=True)
class Contender:
    name: str
    url: str
    bodies: tuple[Any, ...]


def measure(settings: Settings) -> Iterator[Result]:
    if which("wrk") is None:
        yield Result(SECTION, "all", None, "wrk is not installed (apt install wrk)")
        return
    for family, promised in MEASURED:
        with tempfile.TemporaryDirectory() as folder:
            yield from _measured(family, promised, settings, Path(folder))


def _measured(family: Family, promised: float, settings: Settings, folder: Path) -> Iterator[Result]:
    with ExitStack() as running:
        contenders = _started(family, folder, running)
        _check_equal(contenders)
        loads = _rounds(contenders, settings, folder)
    for name, promise in ((FASTAPI, promised), (FASTAPI_ONNX, OVER_ONNX)):
        if name in loads:
            yield from _results(family.name, loads, name, promise)


def _started(family: Family, folder: Path, running: ExitStack) -> list[Contender]:
    import joblib

    made = packed(family)
    rows = spread(made.fitted.rows, ROWS)
    made.model.write(folder / "bench.scorelet")
    joblib.dump(made.fitted.model, folder / "bench.joblib")
    plain, named = tuple(list(row) for row in rows), tuple({"features": row} for row in rows)
    url = running.enter_context(server(scorelet(folder / "bench.scorelet"), plain[0], {}))
    contenders = [Contender(OURS, url, plain)]
    files = [(FASTAPI, folder / "bench.joblib")]
    try:
        (folder / "bench.onnx").write_bytes(onnx_file(made.fitted))
        files.append((FASTAPI_ONNX, folder / "bench.onnx"))
    except NotConverted:
        pass  # then its row is missing in the table
    for name, file in files:
        command = uvicorn("bench.doors.fastapi_app:app")
        url = running.enter_context(server(command, named[0], {"BENCH_MODEL": str(file)}))
        contenders.append(Contender(name, url, named))
    return contenders


def _check_equal(contenders: Sequence[Contender]) -> None:
    """Only what gives the same answers may be compared. Raises AssertionError."""
    ours = [_answer(ask(contenders[0].url, body)) for body in contenders[0].bodies]
    for other in contenders[1:]:
        for place, body in enumerate(other.bodies):
            label, probabilities = _answer(ask(other.url, body))
            apart = max(abs(a - b) for a, b in zip(probabilities, ours[place][1], strict=True))
            if label != ours[place][0] or apart > ROUNDED:
                raise AssertionError(f"{other.name}: row {place}: other answers, apart by {apart:.2g}")


def _answer(answer: Any) -> tuple[Any, list[float]]:
    probabilities = answer["probabilities"]
    return answer["prediction"], list(probabilities.values()) if isinstance(probabilities, dict) else probabilities


def _rounds(contenders: Sequence[Contender], settings: Settings, folder: Path) -> dict[str, list[Load]]:
    """The loads by name; a first round warms up and does not count."""
    found: dict[str, list[Load]] = {contender.name: [] for contender in contenders}
    rounds, seconds = (settings.requests_rounds, settings.requests_seconds)
    for turn in range(rounds + 1):
        for contender in contenders:
            load = loaded(contender.url, contender.bodies, seconds if turn else 1.0, folder)
            if load.failed:
                raise AssertionError(f"{contender.name}: {load.failed} requests failed")
            if turn:
                found[contender.name].append(load)
    return found


def _results(subject: str, loads: dict[str, list[Load]], other: str, promised: float) -> Iterator[Result]:
    ours, theirs = loads[OURS], loads[other]
    ratio = statistics.median(a.rate / b.rate for a, b in zip(ours, theirs, strict=True))
    yield Result(
        SECTION, subject, statistics.median(load.rate for load in ours),
        other, statistics.median(load.rate for load in theirs), "requests/s",
        ratio, "x more", Promise(promised, at_most=False),
        max(load.rate for load in ours), max(load.rate for load in theirs),
    )  # fmt: skip
    yield Result(
        SECTION, f"{subject}, 99th percentile", statistics.median(load.p99 for load in ours) * 1e3,
        other, statistics.median(load.p99 for load in theirs) * 1e3, "ms",
    )  # fmt: skip
