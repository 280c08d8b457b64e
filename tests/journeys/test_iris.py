"""The journey of a pickle: trained, packed, and asked without the library that trained it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

IRIS = Path(__file__).parents[2] / "examples" / "iris" / "run.py"


def test_the_example_answers_without_scikit_learn() -> None:
    done = subprocess.run([sys.executable, IRIS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "620 of 620 rows agree" in done.stdout
    assert [line.split()[0] for line in done.stdout.splitlines()[-2:]] == ["virginica", "versicolor"]
