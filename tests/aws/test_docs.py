"""What docs/events.md says of the package is what happens."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from tests.bundle.models import packed

EVENTS = (Path(__file__).parents[2] / "docs" / "events.md").read_text()


def test_a_package_is_made_as_the_page_says(tmp_path: Path) -> None:
    (code,) = [piece for piece in re.findall(r"```python\n(.*?)```", EVENTS, re.DOTALL) if "function_package" in piece]
    packed().write(tmp_path / "towns.scorelet")
    (tmp_path / "scorelet.toml").write_text('name = "towns"\n[[models]]\nfile = "towns.scorelet"\n')
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    with ZipFile(tmp_path / "function.zip") as package:
        assert {name.partition("/")[0] for name in package.namelist()} == {
            "service.json", "models", "images", "scorelet",
        }  # fmt: skip
