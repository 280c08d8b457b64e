"""The first journey: a document that R wrote gives R's predictions, all 208."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SONAR = Path(__file__).parents[2] / "examples" / "sonar"


def test_the_demo_agrees_with_r() -> None:
    done = subprocess.run([sys.executable, SONAR / "run.py"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "208 of 208" in done.stdout


def test_the_command_line_agrees_with_r() -> None:
    model, rows = SONAR / "nb_sonar_response.pfa", SONAR / "rows.jsonl"
    command = [sys.executable, "-m", "scorelet", "score", str(model), str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (SONAR / "r_predictions.jsonl").read_text()
