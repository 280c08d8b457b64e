"""The main job, as `make demo` runs it: train, pack, emulate, ask."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).parents[2] / "examples" / "main_job" / "run.py"


def test_the_main_job() -> None:
    done = subprocess.run([sys.executable, PROGRAM], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "208 of 208 predictions are those of R itself" in done.stdout
    answers = re.findall(r'"prediction":("\w+"|\[[\d,]+\])|"message":("\w+")', done.stdout)
    assert [prediction or message for prediction, message in answers] == ['"R"', "[2,1]", '"Forbidden"']
