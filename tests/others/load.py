"""Load from programs of others: hey, and artillery."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from tests.others.package import KEY

BODY = '{"age": 20, "income": 1.5, "home town": "Bonn"}'
SECONDS, RATE = 3, 40
"""Of the scenario: how long, and how many requests a second."""

SCENARIO = f"""
config:
  target: "{{{{ $env.URL }}}}"
  phases:
    - duration: {SECONDS}
      arrivalRate: {RATE}
  plugins:
    expect:
      reportFailuresAsErrors: true
    ensure: {{}}
  ensure:
    maxErrorRate: 0
    thresholds:
      - http.response_time.p99: 1000
scenarios:
  - flow:
      - post:
          url: "/predict"
          headers:
            x-api-key: "{{{{ $env.KEY }}}}"
          json: {BODY}
          expect:
            - statusCode: 200
"""


class Told(NamedTuple):
    """By hey. statuses: how many answers had which; median: seconds."""

    statuses: dict[int, int]
    median: float


def hey(program: str, url: str, count: int, at_once: int) -> Told:
    command = [program, "-n", str(count), "-c", str(at_once), "-m", "POST", "-T", "application/json", "-d", BODY]
    done = subprocess.run(
        [*command, "-H", f"x-api-key: {KEY}", f"{url}/predict"], capture_output=True, text=True, check=True, timeout=60
    )
    statuses = re.findall(r"^\s+\[(\d+)\]\s+(\d+) responses", done.stdout, re.MULTILINE)
    median = re.search(r"50% in (\S+) secs", done.stdout)
    assert median is not None, done.stdout
    return Told({int(status): int(times) for status, times in statuses}, float(median[1]))


def artillery(program: Path, url: str, folder: Path) -> dict[str, Any]:
    """The counters of the scenario. Fails where an `ensure` of it does not hold."""
    scenario, report = folder / "load.yml", folder / "report.json"
    scenario.write_text(SCENARIO)
    own = {"URL": url, "KEY": KEY, "HOME": str(folder), "ARTILLERY_DISABLE_TELEMETRY": "true"}
    done = subprocess.run(
        [program, "run", "--output", report, scenario],
        env={**own, "PATH": os.environ["PATH"]}, cwd=folder, capture_output=True, text=True, check=False, timeout=90,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    counters: dict[str, Any] = json.loads(report.read_text())["aggregate"]["counters"]
    return counters
