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
from scorelet import pfa
from scorelet.bundle.packed import PackedModel
from scorelet.bundle.predict import Predictor

SECTION = f"packed models: {TEXTS.name}"
PACKED = Promise(60.0)
"""Seconds."""
LOADED = Promise(60.0)
"""Milliseconds."""
FILE, IMAGE = "texts.scorelet", "texts.image"
READ = "from scorelet.bundle.packed import PackedModel; packed = PackedModel.read({file!r}); "
LOAD = READ + "from scorelet.bundle.predict import Predictor; Predictor.of(packed)"
LOAD_IMAGE = READ + (
    "from scorelet.pfa import load_image; "
    "assert load_image(open({image!r}, 'rb').read(), packed.model.decode(), side_files=packed.tables)"
)

END = "; import os; os._exit(0)"
"""Taking apart what was loaded is no part of loading."""


def measure(settings: Settings) -> Iterator[Result]:
    made = packed(TEXTS)
    if made.refused:
        yield Result(SECTION, "pack, load", None, "no document")
        return
    yield Result(SECTION, "pack", made.seconds, unit="s", figure=made.seconds, figure_unit="s", promise=PACKED)
    with tempfile.TemporaryDirectory() as folder:
        file, image = Path(folder, FILE), Path(folder, IMAGE)
        made.model.write(file)
        compiled = pfa.compile_image(made.model.model, side_files=made.model.tables)
        image.write_bytes(pfa.save_image(compiled))
        yield _running(file, settings)
        yield from _new_processes(file, image, settings)


def _running(file: Path, settings: Settings) -> Result:
    laps = {"load": timed(lambda: Predictor.of(PackedModel.read(file)))}
    warm = race(laps, max(settings.rounds, 2))["load"]
    return Result(
        SECTION, f"load ({file.stat().st_size / 1e6:.1f} MB) in a running process", warm.median * 1e3, unit="ms",
        figure=warm.median * 1e3, figure_unit="ms", promise=LOADED, ours_best=warm.best * 1e3,
    )  # fmt: skip


def _new_processes(file: Path, image: Path, settings: Settings) -> Iterator[Result]:
    """Whole processes, imports and all; the interpreter alone is taken off for the figure."""
    programs = {"bare": "pass", "load": LOAD.format(file=str(file))}
    programs["load its saved image"] = LOAD_IMAGE.format(file=str(file), image=str(image))
    laps = {name: starting((sys.executable, "-c", code + END)) for name, code in programs.items()}
    timings = race(laps, settings.starts)
    bare = timings.pop("bare")
    for name, timing in timings.items():
        yield Result(
            SECTION, f"new process: {name}", timing.median * 1e3, "bare interpreter", bare.median * 1e3, "ms",
            timing.minus(bare) * 1e3, "ms more", LOADED, timing.best * 1e3, bare.best * 1e3,
        )  # fmt: skip
