"""What others load servers with loads the emulator: each request is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.others import load
from tests.others.installed import node_program, program
from tests.others.target import Target

pytestmark = pytest.mark.others


def test_hey(ours: Target) -> None:
    assert load.hey(program("hey"), ours.url, count=2000, at_once=20) == {200: 2000}


def test_artillery(ours: Target, tmp_path: Path) -> None:
    counters = load.artillery(node_program("artillery"), ours.url, seconds=3, rate=40, folder=tmp_path)
    assert counters["http.codes.200"] == counters["http.requests"] == counters["vusers.completed"] == 3 * 40
