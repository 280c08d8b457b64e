"""Score the Sonar model that R wrote, compare with R's own predictions, and show how fast it went."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter_ns
from typing import Any

from rich.console import Console
from rich.table import Table

from scorelet import pfa

HERE = Path(__file__).parent
WARM_UP = 5
"""Rounds over all rows before the clock starts: CPython specialises code that runs often."""
ROUNDS = 30
"""Timed rounds over all rows."""
BATCH = 16
"""Rows that are timed together: about a millisecond, so that a busy machine disturbs few batches, not the median."""
STARTS = 5
"""How often Python is started to time an import, and the document compiled."""

IMPORT = "import time; t = time.perf_counter_ns(); import scorelet.pfa; print(time.perf_counter_ns() - t)"


@dataclass(frozen=True)
class Speed:
    """Rows per second; all others in nanoseconds."""

    rate: float
    latencies: Sequence[int]
    compiling: float
    importing: float


def main() -> int:
    rows, from_r = read_lines(HERE / "rows.jsonl"), read_lines(HERE / "r_predictions.jsonl")
    engine = pfa.load(HERE / "nb_sonar_response.pfa")
    predictions = [engine.action(row) for row in rows]
    agreeing = sum(ours == theirs for ours, theirs in zip(predictions, from_r, strict=True))
    Console().print(report(agreeing, len(rows), measure(engine, rows)))
    return 0 if agreeing == len(rows) else 1


def read_lines(path: Path) -> list[Any]:
    """The JSON values in a file of one per line."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def measure(engine: pfa.Engine, rows: Sequence[Any]) -> Speed:
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    for _ in range(WARM_UP):
        score_batch(engine, rows)
    return Speed(
        rate=BATCH * 1e9 / statistics.median(score_batch(engine, batch) for _ in range(ROUNDS) for batch in batches),
        latencies=[score_one(engine, row) for _ in range(ROUNDS) for row in rows],
        compiling=statistics.median(compile_once() for _ in range(STARTS)),
        importing=statistics.median(import_once() for _ in range(STARTS)),
    )


def score_batch(engine: pfa.Engine, rows: Sequence[Any]) -> int:
    """Nanoseconds for some rows, one call after another."""
    action = engine.action
    start = perf_counter_ns()
    for row in rows:
        action(row)
    return perf_counter_ns() - start


def score_one(engine: pfa.Engine, row: Any) -> int:
    """Nanoseconds for a single row, the clock's own time (tens of nanoseconds) included."""
    start = perf_counter_ns()
    engine.action(row)
    return perf_counter_ns() - start


def compile_once() -> int:
    """Nanoseconds from the file to an engine."""
    start = perf_counter_ns()
    pfa.load(HERE / "nb_sonar_response.pfa")
    return perf_counter_ns() - start


def import_once() -> int:
    """Nanoseconds for `import scorelet.pfa` in a Python that has just started."""
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
    return int(done.stdout)


def report(agreeing: int, rows: int, speed: Speed) -> Table:
    """The table that is shown."""
    percentiles = statistics.quantiles(speed.latencies, n=100)
    colour = "green" if agreeing == rows else "red"
    table = Table(title="Sonar: naive Bayes from R, scored by Scorelet", title_justify="left", show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_row("agreement with R", f"[{colour}]{agreeing} of {rows} rows[/]")
    table.add_row("rows per second, one core", f"{speed.rate:,.0f}")
    table.add_row("one row, median", f"{percentiles[49] / 1e3:.1f} microseconds")
    table.add_row("one row, 99th percentile", f"{percentiles[98] / 1e3:.1f} microseconds")
    table.add_row("import scorelet.pfa", f"{speed.importing / 1e6:.1f} milliseconds")
    table.add_row("compile the document", f"{speed.compiling / 1e6:.1f} milliseconds")
    return table


if __name__ == "__main__":
    sys.exit(main())
