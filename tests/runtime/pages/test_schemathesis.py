"""Schemathesis takes the API's own description at its word: what it allows is sent, and so is what it forbids."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scorelet.runtime.app import App
from tests.runtime.dialects.models import ratio
from tests.runtime.http_door import served_at
from tests.runtime.pages.shelves import whole
from tests.runtime.services import app_of, served

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


def run(app: App, folder: Path, *options: str) -> None:
    """Shows what Schemathesis found, where it found something; it leaves what it remembers in the folder."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    with served_at(app) as url:
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml")]
        arguments = ["run", f"{url}/openapi.json", "--seed", "1", "--no-color", *options]
        done = subprocess.run([*command, *arguments], env=environment, capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr


def test_two_models(tmp_path: Path) -> None:
    run(app_of(served(), ratio(), default="towns"), tmp_path, "--phases", "examples,coverage")


@pytest.mark.slow
def test_models_of_every_form(tmp_path: Path) -> None:
    run(whole(tmp_path), tmp_path, "--max-examples", "40")
