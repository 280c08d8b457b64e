"""Score the Sonar model that R wrote, compare with R's own predictions, and show how fast it went."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_before_import = time.perf_counter()
from scorelet import pfa  # noqa: E402  (its import is timed)

IMPORT_SECONDS = time.perf_counter() - _before_import

from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

HERE = Path(__file__).parent
ROUNDS = 25
"""How often all rows are scored for the timings."""


def main() -> int:
    rows, from_r = read_lines(HERE / "rows.jsonl"), read_lines(HERE / "r_predictions.jsonl")

    start = time.perf_counter()
    engine = pfa.load(HERE / "nb_sonar_response.pfa")
    load_seconds = time.perf_counter() - start

    predictions = [engine.action(row) for row in rows]
    agreeing = sum(ours == theirs for ours, theirs in zip(predictions, from_r, strict=True))
    rate, latencies = time_rows(engine, rows)
    report(agreeing, len(rows), rate, latencies, load_seconds)
    return 0 if agreeing == len(rows) else 1


def read_lines(path: Path) -> list[Any]:
    """The JSON values in a file of one per line."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def time_rows(engine: pfa.Engine, rows: Sequence[Any]) -> tuple[float, list[float]]:
    """Rows per second, all rows one after another; and the time of each single call, in microseconds."""
    start = time.perf_counter()
    for _ in range(ROUNDS):
        for row in rows:
            engine.action(row)
    rate = ROUNDS * len(rows) / (time.perf_counter() - start)

    latencies = []
    for _ in range(ROUNDS):
        for row in rows:
            before = time.perf_counter_ns()
            engine.action(row)
            latencies.append((time.perf_counter_ns() - before) / 1000)
    return rate, latencies


def report(agreeing: int, rows: int, rate: float, latencies: Sequence[float], load_seconds: float) -> None:
    """The table that `make demo` ends with."""
    percentiles = statistics.quantiles(latencies, n=100)
    table = Table(title="Sonar: naive Bayes, trained in R, scored by Scorelet", title_justify="left", show_header=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    colour = "green" if agreeing == rows else "red"
    table.add_row("agreement with R", f"[{colour}]{agreeing} of {rows} rows[/]")
    table.add_row("rows per second", f"{rate:,.0f}")
    table.add_row("one row, median", f"{percentiles[49]:.1f} microseconds")
    table.add_row("one row, 99th percentile", f"{percentiles[98]:.1f} microseconds")
    table.add_row("loading the document", f"{load_seconds * 1000:.1f} milliseconds")
    table.add_row("importing scorelet.pfa", f"{IMPORT_SECONDS * 1000:.1f} milliseconds")
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
