"""Starting: importing `scorelet.pfa`, compiling the Sonar forest, and loading its saved image instead."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.models import SONAR, floats, read_rows, sonar_forest
from bench.results import Promise, Result, Settings
from bench.rows import check_equal
from bench.timing import race, starting, timed
from scorelet import pfa

SECTION = "starting"

IMPORT = "import scorelet.pfa"
COMPILE = "from pathlib import Path; from scorelet.pfa import load; load(Path({document!r}))"
LOAD = (
    "from scorelet.pfa import load_image; "
    "assert load_image(open({image!r}, 'rb').read(), open({document!r}, encoding='utf-8').read())"
)


def measure(settings: Settings) -> Iterator[Result]:
    text = sonar_forest()
    image = pfa.save_image(pfa.compile_image(text))
    loaded = pfa.load_image(image, text)
    if loaded is None:
        raise AssertionError("the image that was just saved does not load")
    check_equal(pfa.load(text).action, loaded.action, floats(read_rows(SONAR / "rows.jsonl")), "saved image")
    yield from _in_process(text, image, settings)
    with tempfile.TemporaryDirectory() as folder:
        document_file, image_file = Path(folder, "forest.pfa"), Path(folder, "forest.image")
        document_file.write_text(text)
        image_file.write_bytes(image)
        yield from _processes(str(document_file), str(image_file), settings)


def _in_process(text: str, image: bytes, settings: Settings) -> Iterator[Result]:
    """The compiler is imported already."""
    laps = {"compile": timed(lambda: pfa.load(text)), "load": timed(lambda: pfa.load_image(image, text))}
    timings = race(laps, max(settings.rounds, 2))
    compiling, loading = timings["compile"], timings["load"]
    yield Result(SECTION, f"compile the Sonar forest ({len(text) // 1000} KB)", compiling.median * 1e3, unit="ms")
    yield Result(
        SECTION, f"load its saved image ({len(image) // 1000} KB)", loading.median * 1e3,
        "compiling", compiling.median * 1e3, "ms", compiling.over(loading), "x faster", Promise(10.0, at_most=False),
        loading.best * 1e3, compiling.best * 1e3,
    )  # fmt: skip


def _processes(document: str, image: str, settings: Settings) -> Iterator[Result]:
    """Whole processes, from start to end; the interpreter alone is taken off for the figures."""
    programs = {
        "bare": "pass",
        "import": IMPORT,
        "compile": COMPILE.format(document=document),
        "load": LOAD.format(image=image, document=document),
    }
    laps = {name: starting((sys.executable, "-c", program)) for name, program in programs.items()}
    timings = race(laps, settings.starts)
    bare = timings["bare"]
    more = {name: timing.minus(bare) * 1e3 for name, timing in timings.items()}
    for name, subject, promise in (
        ("import", "process: import scorelet.pfa", Promise(25.0)),
        ("compile", "process: import and compile the forest", None),
        ("load", "process: import and load its image", None),
    ):
        yield Result(
            SECTION, subject, timings[name].median * 1e3, "bare interpreter", bare.median * 1e3, "ms",
            more[name], "ms more", promise, timings[name].best * 1e3, bare.best * 1e3,
        )  # fmt: skip
    ratio = timings["compile"].over(timings["load"])
    compiling, loading = timings["compile"].median * 1e3, timings["load"].median * 1e3
    yield Result(
        SECTION, "process: import and load its image", loading, "import and compile", compiling, "ms",
        figure=ratio, figure_unit="x faster",
    )  # fmt: skip
