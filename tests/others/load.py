"""Load from programs of others: hey, and artillery."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from tests.others.package import KEY

BODY = '{"age": 20, "income": 1.5, "home town": "Bonn"}'

SCENARIO = """
config:
  target: "{url}"
  phases:
    - duration: {seconds}
      arrivalRate: {rate}
  plugins:
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
            x-api-key: "{key}"
          json: {body}
"""


def hey(program: str, url: str, count: int, at_once: int) -> dict[int, int]:
    """How many answers had which status."""
    command = [program, "-n", str(count), "-c", str(at_once), "-m", "POST", "-T", "application/json", "-d", BODY]
    done = subprocess.run(
        [*command, "-H", f"x-api-key: {KEY}", f"{url}/predict"], capture_output=True, text=True, check=True, timeout=60
    )
    return {
        int(status): int(times) for status, times in re.findall(r"^\s+\[(\d+)\]\s+(\d+) responses", done.stdout, re.M)
    }


def artillery(program: Path, url: str, seconds: int, rate: int, folder: Path) -> dict[str, Any]:
    """Its counters. Fails where an `ensure` of the scenario does not hold."""
    scenario, report = folder / "load.yml", folder / "report.json"
    scenario.write_text(SCENARIO.format(url=url, seconds=seconds, rate=rate, key=KEY, body=BODY))
    quiet = {"ARTILLERY_DISABLE_TELEMETRY": "true", "HOME": str(folder), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [program, "run", "--output", report, scenario],
        env=quiet, cwd=folder, capture_output=True, text=True, check=False, timeout=90,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    counters: dict[str, Any] = json.loads(report.read_text())["aggregate"]["counters"]
    return counters
