"""Ends processes, stopped ones and those that left their group too, and removes folders that cannot be written to."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable

from scorelet.emulator.processes import descent

_PATIENCE = 5.0
"""Seconds. A process that SIGKILL has not ended by then hangs in the kernel."""


def end_strays(running: Iterable[int], marks: Iterable[int]) -> None:
    """Children of this process that it did not start itself: their parents ended, and they came here.

    Those that descend from a process that is running, by its mark, may go on.
    """
    known, living = set(running), set(marks)
    for stray in descent.children(os.getpid()):
        if stray not in known and descent.mark(stray) not in living:
            for pid in (stray, *descent.descendants(stray)):
                descent.kill(pid)


def end_all(processes: Iterable[int], reap: Callable[[], bool]) -> None:
    """All that this process started, whatever they have become; `reap` says whether children are left."""
    for pid in processes:
        descent.kill_group(pid)

    def ended() -> bool:
        for pid in descent.descendants(os.getpid()):
            descent.kill(pid)
        return not reap()

    wait_until(ended)


def wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE
    while not condition() and time.monotonic() < until:
        time.sleep(0.001)


def remove(folder: str) -> None:
    """A folder and all in it, as far as that can be: what cannot be removed stays."""
    for root, names, files in os.walk(folder):
        _make_writable(root, names)
        for name in files:
            _tried(os.unlink, os.path.join(root, name))
    for root, names, _ in os.walk(folder, topdown=False):
        for name in names:
            path = os.path.join(root, name)
            _tried(os.unlink if os.path.islink(path) else os.rmdir, path)
    _tried(os.rmdir, folder)


def _make_writable(root: str, names: list[str]) -> None:
    """Before the walk goes on into them."""
    for path in (root, *(os.path.join(root, name) for name in names)):
        if not os.path.islink(path):
            _tried(lambda path: os.chmod(path, 0o700), path)


def _tried(action: Callable[[str], None], path: str) -> None:
    with contextlib.suppress(OSError):
        action(path)
