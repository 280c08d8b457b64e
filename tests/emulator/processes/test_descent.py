from __future__ import annotations

import os
import sys

import pytest

from scorelet.emulator.processes import descent

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

NOBODYS = 2**22 + 1
"""A number that Linux gives to no process."""


def test_who_bears_no_mark() -> None:
    assert descent.mark(os.getpid()) is None
    assert descent.mark(NOBODYS) is None


def test_who_has_ended_has_no_children() -> None:
    assert descent.children(NOBODYS) == []
    assert list(descent.descendants(NOBODYS)) == []


def test_a_signal_to_nobody() -> None:
    descent.kill(NOBODYS)
    descent.kill_group(NOBODYS)
