"""What the README shows is what happens."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from scorelet import pfa

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text()


def test_its_python_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "R\n", "")


def test_its_links_lead_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if not link.startswith("http")]
    assert links
    assert [link for link in links if not (PROJECT / link).exists()] == []


def test_most_of_the_library_is_there() -> None:
    assert len(list(pfa.functions())) > 449 / 2
