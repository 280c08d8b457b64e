"""Pages name the kinds that there are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from scorelet.cli.emulate_event import GenerateOption
from scorelet.emulator.making.kinds import KINDS

PAGE = (Path(__file__).parents[3] / "docs" / "events.md").read_text()


def test_the_table_of_kinds() -> None:
    section = PAGE.partition("## Trying events on this machine")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `") and "--generate" not in line]
    assert sorted(re.findall(r"`([a-z0-9-]+)`", " ".join(rows))) == sorted(KINDS)


def test_the_help_page() -> None:
    listed = str(get_args(GenerateOption)[1].help).partition(": ")[2].removesuffix(".")
    assert re.split(", | or ", listed) == list(KINDS)
