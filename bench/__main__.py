"""Measure speed and size:  python -m bench [SECTION ...] [--json FILE] [--big] [--nodes N] [--quick]"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console

from bench import large, rows, starting
from bench.doors import app, emulator, function, http
from bench.packed import labels, loading, sizes
from bench.packed import rows as packed_rows
from bench.results import QUICK, Result, Settings
from bench.table import show

MACHINE = f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} CPUs, {platform.machine()}"
BIG = 5_000_000
WIDTH = 150
"""Columns that the tables need; a narrower terminal wraps lines, and a log keeps them whole."""

SECTIONS: Mapping[str, Callable[[Settings], Iterator[Result]]] = {
    "rows": rows.measure,
    "starting": starting.measure,
    "large": large.measure,
    "pack": packed_rows.measure,
    "labels": labels.measure,
    "sizes": sizes.measure,
    "texts": loading.measure,
    "app": app.measure,
    "function": function.measure,
    "emulator": emulator.measure,
    "http": http.measure,
}
LIBRARIES = ("pack", "labels", "sizes", "texts", "http")
"""Sections that measure models of scikit-learn."""


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    settings = _settings(options)
    console = Console()
    console.width = max(console.width, WIDTH)
    results: list[Result] = []
    for name in options.sections or SECTIONS:
        if name in LIBRARIES and find_spec("sklearn") is None:
            console.print(f"{name}: skipped, scikit-learn is not installed (pip install 'scorelet[bench]')")
            continue
        with console.status(f"measuring: {name}"):
            results += SECTIONS[name](settings)
    load = ", ".join(f"{average:.1f}" for average in os.getloadavg())
    console.print(f"{MACHINE}, load {load}")
    show(results, console)
    if options.json:
        report = {
            "machine": MACHINE,
            "load": load,
            "settings": asdict(settings),
            "results": [r.as_json() for r in results],
        }
        options.json.write_text(json.dumps(report, indent=2) + "\n")
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    made.add_argument("sections", nargs="*", type=_section, metavar="SECTION", help=f"of {', '.join(SECTIONS)}")
    made.add_argument("--json", type=Path, metavar="FILE", help="also write all figures to FILE")
    made.add_argument("--nodes", type=int, help="the size of the large documents")
    made.add_argument("--big", action="store_true", help=f"also documents of {BIG:,} nodes (about 10 GB of memory)")
    made.add_argument("--quick", action="store_true", help="only see that everything runs")
    return made


def _section(name: str) -> str:
    if name not in SECTIONS:
        raise argparse.ArgumentTypeError(f"expected one of {', '.join(SECTIONS)}, got {name!r}")
    return name


def _settings(options: argparse.Namespace) -> Settings:
    settings = QUICK if options.quick else Settings()
    if options.nodes:
        settings = replace(settings, nodes=(options.nodes,))
    return replace(settings, nodes=(*settings.nodes, BIG)) if options.big else settings


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
