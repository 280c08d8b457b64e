"""The model of texts: how long packing takes, and how long loading the packed file."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.packed.families import TEXTS
from bench.packed.packing import packed
from bench.results import Promise, Result, Settings
from bench.timing import race, starting, timed
from scorelet.bundle.packed import PackedModel
from scorelet.bundle.predict import Predictor

SECTION = f"packed models: {TEXTS.name}"
LOAD = (
    "from scorelet.bundle.packed import PackedModel; from scorelet.bundle.predict import Predictor; "
    "Predictor.of(PackedModel.read({file!r}))"
)


def measure(settings: Settings) -> Iterator[Result]:
    made = packed(TEXTS)
    if made.refused:
        yield Result(SECTION, "pack, load", None, "not convertible yet")
        return
    yield Result(SECTION, "pack", made.seconds, unit="s", figure=made.seconds, figure_unit="s", promise=Promise(60.0))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "texts.scorelet")
        made.model.write(file)
        yield from _loading(file, settings)


def _loading(file: Path, settings: Settings) -> Iterator[Result]:
    subject = f"load ({file.stat().st_size / 1e6:.1f} MB)"
    warm = race({"load": timed(lambda: Predictor.of(PackedModel.read(file)))}, max(settings.rounds, 2))["load"]
    yield Result(
        SECTION, f"{subject}, in a running process", warm.median * 1e3, unit="ms",
        figure=warm.median * 1e3, figure_unit="ms", promise=Promise(60.0), ours_best=warm.best * 1e3,
    )  # fmt: skip
    programs = {"bare": "pass", "load": LOAD.format(file=str(file))}
    timings = race({name: starting((sys.executable, "-c", code)) for name, code in programs.items()}, settings.starts)
    fresh, bare = timings["load"], timings["bare"]
    yield Result(
        SECTION, f"{subject}, in a new process, with imports", fresh.median * 1e3, "bare interpreter",
        bare.median * 1e3, "ms", fresh.minus(bare) * 1e3, "ms more", Promise(60.0), fresh.best * 1e3, bare.best * 1e3,
    )  # fmt: skip
