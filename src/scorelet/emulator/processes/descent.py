"""Which processes come from a process, by Linux's /proc. Elsewhere nothing is found here.

A process that left its group and lost its parent is still known by a mark that it inherited and cannot take off: its
limit of file locks (RLIMIT_LOCKS), which Linux has not enforced since 2.6.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator

RLIMIT_LOCKS = 10

_MARK_LINE = b"Max file locks"
_BITS = 24
"""For the processes of one spawner; the bits above them are the spawner's own number."""


def children(pid: int) -> list[int]:
    """Of all its threads; [] where it has ended."""
    found: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            found += _children_of_thread(pid, thread)
    except OSError:
        pass
    return found


def _children_of_thread(pid: int, thread: str) -> list[int]:
    try:
        number = os.open(f"/proc/{pid}/task/{thread}/children", os.O_RDONLY)
    except OSError:
        return []
    try:
        return [int(text) for text in os.read(number, 65536).split()]
    except OSError:  # the thread ended just now
        return []
    finally:
        os.close(number)


def descendants(pid: int) -> Iterator[int]:
    for child in children(pid):
        yield child
        yield from descendants(child)


def mark(pid: int) -> int | None:
    """The mark that a process bears, if it bears one and is there."""
    try:
        with open(f"/proc/{pid}/limits", "rb") as file:
            limits = file.read()
    except OSError:
        return None
    words = limits.partition(_MARK_LINE)[2].split(maxsplit=1)
    return int(words[0]) if words and words[0].isdigit() else None


def make_mark(spawner: int, count: int) -> int:
    return (spawner << _BITS) + count


def kill_marked(spawner: int) -> None:
    """All processes of the machine that descend from a spawner."""
    if os.path.isdir("/proc"):
        for pid in [int(name) for name in os.listdir("/proc") if name.isdigit()]:
            if (mark(pid) or 0) >> _BITS == spawner:
                kill(pid)


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    """A signal to a process that may be gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def kill_group(pid: int, number: int = signal.SIGKILL) -> None:
    """A signal to a group that may be gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)
