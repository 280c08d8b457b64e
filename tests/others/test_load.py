"""What others load servers with loads the emulator: each request is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.others import load
from tests.others.installed import node_program, program
from tests.others.target import Target

pytestmark = pytest.mark.others

DELAYED = 0.04
"""Seconds for which a client's system puts off to acknowledge what it got (Linux)."""


def test_hey(ours: Target) -> None:
    assert load.hey(program("hey"), ours.url, count=2000, at_once=20).statuses == {200: 2000}


def test_an_answer_waits_for_no_acknowledgement(ours: Target) -> None:
    """Of the first half of it: hey takes its time to say that it came."""
    assert load.hey(program("hey"), ours.url, count=100, at_once=1).median < DELAYED / 2


def test_artillery(ours: Target, tmp_path: Path) -> None:
    counters = load.artillery(node_program("artillery"), ours.url, tmp_path)
    assert counters["http.codes.200"] == counters["http.requests"] == counters["vusers.completed"]
    assert counters["http.requests"] == load.SECONDS * load.RATE
