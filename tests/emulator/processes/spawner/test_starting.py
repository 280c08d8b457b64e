from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from scorelet.emulator.processes.spawner.starting import Start, start


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_fork_that_fails_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", refused)
    before = sorted(Path("/proc/self/fd").iterdir())
    with pytest.raises(BlockingIOError):
        start(Start([sys.executable], {}, "/", None, 1))
    assert sorted(Path("/proc/self/fd").iterdir()) == before
