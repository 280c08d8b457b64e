"""What the README shows is what happens."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scorelet import pfa
from scorelet.cli.main import main

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text()
SAID = ("setosa\n", "R\n")
"""What the pieces of Python in it print, in their order."""


@pytest.mark.parametrize("place", range(len(SAID)))
def test_its_python_runs(tmp_path: Path, place: int) -> None:
    pieces = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(pieces) == len(SAID)
    (tmp_path / "examples").symlink_to(PROJECT / "examples")
    done = subprocess.run(
        [sys.executable, "-c", pieces[place]], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, SAID[place], "")


def test_its_commands_are_there() -> None:
    commands = {tuple(line.split()[1:3]) for line in re.findall(r"^    (scorelet .*)", README, re.MULTILINE)}
    assert ("pack", "model.pkl") in commands
    for first, second in commands:
        words = [first, second] if first in ("pfa", "models") else [first]
        assert main([*words, "--help"]) == 0


def test_its_links_lead_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if not link.startswith("http")]
    assert links
    assert [link for link in links if not (PROJECT / link).exists()] == []


def test_most_of_the_library_is_there() -> None:
    assert len(list(pfa.functions())) > 449 / 2
