"""Servers in processes of their own, and the load that wrk makes from another."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONNECTIONS = 8
STARTED = 60.0
"""Seconds after which a server that does not answer is given up."""

_SCRIPT = """
local bodies = {{ {bodies} }}
local place = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
request = function()
  place = place % #bodies + 1
  return wrk.format(nil, nil, nil, bodies[place])
end
"""
_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}


@dataclass(frozen=True)
class Load:
    """Requests per second, the 50th and 99th percentiles in seconds, and how many got no answer or an error."""

    rate: float
    p50: float
    p99: float
    failed: int


@contextmanager
def server(command: Sequence[str], probe: Any, environment: Mapping[str, str]) -> Iterator[str]:
    """A server on a port of its own ({port} in the command): its URL, once it answers `probe` at /predict."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/predict"
    command = [part.format(port=port) for part in command]
    process = subprocess.Popen(
        command,
        env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait(url, probe, lambda: process.poll() is None, " ".join(command))
        yield url
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(url: str, body: Any) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def wait(url: str, probe: Any, alive: Callable[[], bool], name: str) -> None:
    until = time.monotonic() + STARTED
    while True:
        try:
            ask(url, probe)
            return
        except OSError:
            if not alive() or time.monotonic() > until:
                raise AssertionError(f"{name}: it does not answer") from None
            time.sleep(0.05)


def loaded(url: str, bodies: Sequence[Any], seconds: float, folder: Path, *, connections: int = CONNECTIONS) -> Load:
    """What a server bears: so many connections, each with one row per request, for so many seconds."""
    script = folder / "requests.lua"
    script.write_text(_SCRIPT.format(bodies=", ".join(f"[==[{json.dumps(body)}]==]" for body in bodies)))
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency", "-s", str(script), url]
    return parsed(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def parsed(report: str) -> Load:
    """What wrk reports."""
    rate = re.search(r"Requests/sec:\s+([\d.]+)", report)
    p50, p99 = (re.search(rf"{part}%\s+([\d.]+)(us|ms|s)", report) for part in (50, 99))
    if rate is None or p50 is None or p99 is None:
        raise AssertionError(f"this is no report of wrk: {report}")
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", report)
    lost = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", report)
    failed = sum(int(group) for found in (wrong, lost) if found for group in found.groups())
    return Load(float(rate[1]), float(p50[1]) * _UNITS[p50[2]], float(p99[1]) * _UNITS[p99[2]], failed)


def uvicorn(app: str) -> list[str]:
    """One worker, with the parser and the loop in C, and no access log."""
    return [
        sys.executable, "-m", "uvicorn", app, "--port", "{port}", "--loop", "uvloop", "--http", "httptools",
        "--no-access-log", "--log-level", "error",
    ]  # fmt: skip


def scorelet(model: Path) -> list[str]:
    return [
        sys.executable, "-m", "scorelet", "serve", str(model), "--port", "{port}", "--workers", "1",
        "--no-access-log",
    ]  # fmt: skip
