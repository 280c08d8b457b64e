"""Documents of millions of tree nodes: how long they take to load, how much memory, and what one row takes then.

Each is written to a file, loaded by a process of its own (`bench.load_document`) and removed again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from bench.large_documents import write_balanced, write_boosting
from bench.models import ROOT
from bench.results import Promise, Result, Settings

SECTION = "large documents"
SMALLEST = 20.0
"""Megabytes of JSON below which the interpreter's own memory is most of what is measured."""

KINDS: tuple[tuple[str, Callable[[TextIO, int], None]], ...] = (
    ("trees of 3", write_boosting),
    ("one tree", write_balanced),
)


def measure(settings: Settings) -> Iterator[Result]:
    for nodes in settings.nodes:
        for kind, write in KINDS:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "large.pfa")
                with path.open("w") as file:
                    write(file, nodes)
                yield from _loaded(path, f"{nodes:,} nodes, {kind}")


def _loaded(path: Path, subject: str) -> Iterator[Result]:
    found = load_elsewhere(path)
    size, peak = path.stat().st_size / 1e6, found["peak"] / 1e6
    load, parse = found["load"], found["parse"]
    yield Result(SECTION, f"{subject}: load", load, "JSON parsed alone", parse, "s", load / parse)
    promise = Promise(12.0) if size >= SMALLEST else None
    yield Result(SECTION, f"{subject}: peak memory", peak, "size of its JSON", size, "MB", peak / size, promise=promise)
    yield Result(SECTION, f"{subject}: one row", found["row"] * 1e6)


def load_elsewhere(path: Path) -> dict[str, Any]:
    """What loading the document in a new process showed: see bench/load_document.py."""
    command = (sys.executable, "-m", "bench.load_document", os.fspath(path))
    done = subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
