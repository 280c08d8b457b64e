"""What using a model costs: bytes, imports, one row. Only shown; nothing measured in time is in a packed model."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median
from time import perf_counter
from typing import Any

from scorelet.bundle.predict import Predictor

BUDGET = 0.3
"""Seconds for each measurement of one row."""
_IMPORT = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"


@dataclass(frozen=True)
class Cost:
    """Bytes of the file; what must be imported and how many seconds that takes; seconds for one row."""

    size: int
    imports: tuple[str, ...]
    import_seconds: float | None
    row_seconds: float | None


def import_seconds(modules: Sequence[str]) -> float | None:
    """How long a new interpreter takes to import the modules; None where it cannot."""
    if not modules:
        return 0.0
    command = [sys.executable, "-c", _IMPORT.format(", ".join(modules))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    try:
        return float(done.stdout.split()[-1])
    except (ValueError, IndexError):
        return None


def modules_of(imports: Sequence[str]) -> tuple[str, ...]:
    """The modules that unpickling imports, of the names that a pickle refers to."""
    modules = {name.rpartition(".")[0] for name in imports} - {"builtins", "copyreg", "collections", ""}
    return tuple(sorted(module for module in modules if not module.startswith("__main__")))


def row_seconds(predictor: Predictor, rows: Sequence[Any]) -> float | None:
    """The median time of one prediction of one row."""
    if not rows:
        return None
    times = []
    end = perf_counter() + BUDGET
    for row in islice(cycle(rows), 100_000):
        start = perf_counter()
        try:
            predictor.score(row)
        except Exception:  # a row that is refused tells nothing of speed
            return None
        times.append(perf_counter() - start)
        if times[-1] + start > end:
            break
    return median(times)


def zipped_size(data: bytes) -> int:
    """The size of the data as gzip packs it."""
    return len(gzip.compress(data, 9, mtime=0))
