from __future__ import annotations

import os
import sys

import pytest

from scorelet.emulator.processes import measuring

NOBODYS = 2**22 + 1


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_psutil_counts_the_same() -> None:
    by_psutil = measuring.resident(os.getpid(), "darwin")
    assert by_psutil == pytest.approx(measuring.resident(os.getpid()), rel=0.05)


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_who_has_ended_has_no_memory(platform: str) -> None:
    assert measuring.resident(NOBODYS, platform) == 0
    assert measuring.highest(NOBODYS) == 0
