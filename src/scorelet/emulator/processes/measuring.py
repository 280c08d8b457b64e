"""The memory of a process: from /proc on Linux, which takes microseconds; by psutil elsewhere."""

from __future__ import annotations

import os
import sys

from scorelet.emulator.processes import descent

_PAGE = os.sysconf("SC_PAGE_SIZE")


def resident(pid: int, platform: str = sys.platform) -> int:
    """Bytes in memory now, of a process and its descendants; 0 where it has ended. What a fork shares counts once."""
    if platform != "linux":
        return _resident_by_psutil(pid)
    others = list(descent.descendants(pid))
    return sum(map(_share, (pid, *others))) if others else _own(pid)


def highest(pid: int) -> int:
    """Bytes at most that the process alone had in memory; 0 where that is not known."""
    words = _read(f"/proc/{pid}/status").partition(b"VmHWM:")[2].split(maxsplit=1)
    return int(words[0]) * 1024 if words else 0


def _own(pid: int) -> int:
    words = _read(f"/proc/{pid}/statm").split(maxsplit=2)
    return int(words[1]) * _PAGE if words else 0


def _share(pid: int) -> int:
    """Of memory that several processes have, an equal part each: slower to find out than what is simply there."""
    words = _read(f"/proc/{pid}/smaps_rollup").partition(b"\nPss:")[2].split(maxsplit=1)
    return int(words[0]) * 1024 if words else _own(pid)


def _read(path: str) -> bytes:
    try:
        number = os.open(path, os.O_RDONLY)
    except OSError:
        return b""
    try:
        return os.read(number, 4096)
    except OSError:  # it ended just now
        return b""
    finally:
        os.close(number)


def _resident_by_psutil(pid: int) -> int:
    import psutil

    total = 0
    try:
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            total += int(one.memory_info().rss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        pass
    return total
