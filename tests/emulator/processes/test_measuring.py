from __future__ import annotations

import os
import subprocess
import sys

import pytest

from scorelet.emulator.processes import measuring

NOBODYS = 2**22 + 1


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_psutil_counts_the_same() -> None:
    by_psutil = measuring.resident(os.getpid(), "darwin")
    assert by_psutil == pytest.approx(measuring.resident(os.getpid()), rel=0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_what_a_fork_shares_counts_once() -> None:
    code = """
import os, sys
held = b"1" * 80_000_000
for _ in range(4):
    if os.fork() == 0:
        break
print(flush=True)
sys.stdin.read()
"""
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        for _ in range(5):
            parent.stdout.readline()
        assert 80_000_000 < measuring.resident(parent.pid) < 160_000_000  # 5 times 80 MB, by what each has
        parent.communicate()


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_who_has_ended_has_no_memory(platform: str) -> None:
    assert measuring.resident(NOBODYS, platform) == 0
    assert measuring.highest(NOBODYS) == 0
