"""The emulator: how fast a package starts under AWS's own runtime client, and what gateway and function bear when warm.

Cold, from the caller's side: an environment is spawned, starts Python, the client and the handler, and answers. Three
packages take turns: a handler of two lines, R's naive Bayes of the Sonar data, and a handler that imports scikit-learn
and loads the pickle of a forest. Warm: `scorelet emulate`, whose one environment is asked over one connection; what it
adds is what the caller waits beyond the duration that Lambda would report.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import re
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from time import perf_counter

from bench.doors.app import sonar
from bench.doors.function import gateway_event
from bench.doors.servers import Load, free_port, loaded, wait
from bench.models import SONAR
from bench.results import Promise, Result, Settings
from bench.timing import Timing
from scorelet.aws.zipping import zipped
from scorelet.emulator.building import built
from scorelet.emulator.function.hosting import Hosted, hosted
from scorelet.emulator.values import Asked, Configuration
from scorelet.service.values import Model, Service

COLD = "a cold start in the emulator"
WARM = "the emulator, warm: one environment, one connection"
OURS, EMPTY, FOREST = "Sonar, packed", "an empty handler", "scikit-learn and a forest's pickle"

_EMPTY = "def handler(event, context):\n    return {'statusCode': 200, 'body': ''}\n"
_FOREST = """
import json, pickle, sys
sys.path.append({packages!r})  # three hundred megabytes, that no zip of Lambda's takes
import sklearn
with open("/var/task/forest.pkl", "rb") as file:
    forest = pickle.load(file)

def handler(event, context):
    row = list(json.loads(event["body"]).values())
    return {{"statusCode": 200, "body": json.dumps(forest.predict([row]).tolist())}}
"""


def measure(settings: Settings) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sonar().write(folder / "sonar.scorelet")
        yield from _cold(folder, settings)
        if which("wrk") is None:
            yield Result(WARM, "all", None, "wrk is not installed (apt install wrk)")
        else:
            yield from _warm(folder, settings)


# --- cold ------------------------------------------------------------------------------------------------------------


def _cold(folder: Path, settings: Settings) -> Iterator[Result]:
    service = Service("bench", (Model("sonar", file=str(folder / "sonar.scorelet")),))
    packages = {OURS: (built(service).data, None), EMPTY: (zipped({"app.py": _EMPTY.encode()}), "app.handler")}
    if find_spec("sklearn") is not None:
        packages[FOREST] = (_forest(), "app.handler")
    timings = asyncio.run(_starts(packages, settings.starts))
    for other, promise in ((EMPTY, Promise(1.6)), (FOREST, Promise(12.0, at_most=False))):
        if other in timings:
            ours, theirs = timings[OURS], timings[other]
            faster = other == FOREST
            yield Result(
                COLD, OURS, ours.median * 1e3, other, theirs.median * 1e3, "ms",
                theirs.over(ours) if faster else ours.over(theirs), "x faster" if faster else "x", promise,
                ours.best * 1e3, theirs.best * 1e3,
            )  # fmt: skip


def _forest() -> bytes:
    from sklearn.ensemble import RandomForestClassifier

    rows = [list(_numbers(json.loads(line))) for line in (SONAR / "rows.jsonl").read_text().splitlines()]
    kinds = [json.loads(line) for line in (SONAR / "r_predictions.jsonl").read_text().splitlines()]
    forest = RandomForestClassifier(100, random_state=0).fit(rows, kinds)
    handler = _FOREST.format(packages=sysconfig.get_path("purelib"))
    return zipped({"app.py": handler.encode(), "forest.pkl": pickle.dumps(forest)})


def _numbers(row: Mapping[str, object]) -> Iterator[object]:
    """R's rows tag their values: {"double": 0.02}."""
    for value in row.values():
        yield value["double"] if isinstance(value, dict) else value


async def _starts(packages: Mapping[str, tuple[bytes, str | None]], rounds: int) -> dict[str, Timing]:
    seconds: dict[str, list[float]] = {name: [] for name in packages}
    event = json.dumps(gateway_event(json.dumps(dict(_row())))).encode()
    async with AsyncExitStack() as stack:
        functions = {}
        for name, (package, handler) in packages.items():
            configuration = Configuration("bench", timeout=30.0, cold=True)
            configuration = configuration if handler is None else configuration._replace(handler=handler)
            functions[name] = await stack.enter_async_context(hosted(package, configuration))
        for turn in range(rounds + 1):
            for name, host in functions.items():
                lap = await _start(host, event)
                if turn:  # the first one fills the caches of the disk
                    seconds[name].append(lap)
    return {name: Timing(tuple(found)) for name, found in seconds.items()}


async def _start(host: Hosted, event: bytes) -> float:
    """From the call to the answer; then until the environment is gone, which would otherwise cost the next one."""
    started = perf_counter()
    outcome = await host.function.invoke(Asked(event))
    seconds = perf_counter() - started
    if outcome.error or json.loads(outcome.payload)["statusCode"] != 200:
        raise AssertionError(f"it did not answer: {outcome.payload.decode()}")
    while host.function.environments:
        await asyncio.sleep(0.001)
    return seconds


def _row() -> Iterator[tuple[str, object]]:
    row = json.loads((SONAR / "rows.jsonl").read_text().partition("\n")[0])
    return zip(row, _numbers(row), strict=True)


# --- warm ------------------------------------------------------------------------------------------------------------


def _warm(folder: Path, settings: Settings) -> Iterator[Result]:
    loads: list[Load] = []
    durations: list[float] = []
    for _ in range(settings.requests_rounds):
        load, reported = _asked(folder, settings.requests_seconds)
        loads.append(load)
        durations.append(reported)
    rate = statistics.median(load.rate for load in loads)
    waits = statistics.median(load.p50 for load in loads)
    reported = statistics.median(durations)
    added = statistics.median(load.p50 - duration for load, duration in zip(loads, durations, strict=True))
    yield Result(WARM, "requests", rate, unit="requests/s", figure=rate, figure_unit="per second",
                 promise=Promise(800.0, at_most=False))  # fmt: skip
    yield Result(WARM, "what the caller waits, median", waits * 1e3, "the function's duration", reported * 1e3, "ms",
                 added * 1e3, "ms more", Promise(1.0))  # fmt: skip


def _asked(folder: Path, seconds: float) -> tuple[Load, float]:
    """A load, and the median of the durations that the emulator reported meanwhile."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/dev/predict"
    command = [sys.executable, "-m", "scorelet", "emulate", str(folder / "sonar.scorelet"), "--port", str(port),
               "--concurrency", "1", "--state", str(folder / "state")]  # fmt: skip
    with (folder / "lines").open("w+") as lines:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=lines)
        try:
            wait(url, dict(_row()), lambda: process.poll() is None, "scorelet emulate")
            load = loaded(url, [dict(_row())], seconds, folder, connections=1)
        finally:
            process.terminate()
            process.wait(30)
        lines.seek(0)
        durations = [float(found[1]) / 1e3 for found in re.finditer(r"warm  duration ([\d.]+) ms", lines.read())]
    if load.failed:
        raise AssertionError(f"{load.failed} requests failed")
    return load, statistics.median(durations)
