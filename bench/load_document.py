"""Load one document in this process and print, as JSON, what that took:  python -m bench.load_document FILE

parse   seconds of json.loads alone, in a process of its own
load    seconds of scorelet.pfa.load
peak    the most memory this process ever held, in bytes
row     seconds of one row
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from scorelet import pfa

PARSE = """
import gc, json, sys, time
gc.disable()
start = time.perf_counter()
json.loads(open(sys.argv[1], encoding="utf-8").read())
print(time.perf_counter() - start)
"""
ENOUGH = 1.0
"""Seconds after which no further row is scored."""
MOST_ROWS = 2_000


def main(path: str) -> None:
    start = perf_counter()
    engine = pfa.load(Path(path))
    load = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    row = _one_row(engine.action)
    del engine
    parsed = subprocess.run((sys.executable, "-c", PARSE, path), check=True, stdout=subprocess.PIPE)
    print(json.dumps({"parse": float(parsed.stdout), "load": load, "peak": peak, "row": row}))


def _one_row(action: Callable[[Any], object]) -> float:
    """The median over different rows; the first, which may meet cold memory, is left out when there are others."""
    rng = random.Random(1)
    seconds: list[float] = []
    began = perf_counter()
    while perf_counter() - began < ENOUGH and len(seconds) < MOST_ROWS:
        row = {f"V{i}": rng.random() for i in range(1, 61)}
        start = perf_counter()
        action(row)
        seconds.append(perf_counter() - start)
    kept = sorted(seconds[1:] or seconds)
    return kept[len(kept) // 2]


if __name__ == "__main__":
    main(sys.argv[1])
