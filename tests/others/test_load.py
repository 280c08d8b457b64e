"""What others load servers with loads `scorelet emulate`: each request is answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bundle.models import packed
from tests.others import load
from tests.others.emulated import Command
from tests.others.installed import node_program, program
from tests.others.package import KEY

pytestmark = pytest.mark.others

AT_ONCE = 20
"""Connections, and as many environments: one more than these at once is refused, as Lambda does."""
DELAYED = 0.04
"""Seconds for which a client's system puts off to acknowledge what it got (Linux)."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("loaded")
    packed().write(folder / "towns.scorelet")
    known = {"SCORELET_API_KEYS": f"someone={KEY}"}
    with Command(folder, "towns.scorelet", "--keys", "--concurrency", AT_ONCE, environment=known) as command:
        yield command.url


def test_hey(url: str) -> None:
    assert load.hey(program("hey"), url, count=2000, at_once=AT_ONCE).statuses == {200: 2000}


def test_an_answer_waits_for_no_acknowledgement(url: str) -> None:
    """Of the first half of it: hey takes its time to say that it came."""
    assert load.hey(program("hey"), url, count=100, at_once=1).median < DELAYED / 2


def test_artillery(url: str, tmp_path: Path) -> None:
    counters = load.artillery(node_program("artillery"), url, tmp_path)
    assert counters["http.codes.200"] == counters["http.requests"] == counters["vusers.completed"]
    assert counters["http.requests"] == load.SECONDS * load.RATE
