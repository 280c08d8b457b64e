"""Run as a program: one copy of a store for every step of a writer, who is killed right before that step.

    python killed_writer.py STORE COPIES

The writer pushes a version, moves `prod` to it and removes the version before. What is killed while it flushes a
file has written half of it. Prints how many copies there are; the last writer came to the end.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import sys
from pathlib import Path
from typing import Any

from scorelet.store import open_store

WATCHED = ("open", "os.link", "os.remove", "os.mkdir", "os.rename", "os.scandir", "os.listdir")


def work(folder: Path) -> None:
    store = open_store(folder, who="killed@here")
    store.push("iris", b"new" * 1000)
    store.move_alias("iris", "prod")
    store.remove(f"iris@{store.versions('iris')[0].digest}")


def work_until(step: int, folder: Path) -> None:
    left = step

    def count(descriptor: int | None = None) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            if descriptor is not None and os.fstat(descriptor).st_size:
                os.ftruncate(descriptor, os.fstat(descriptor).st_size // 2)
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in WATCHED and str(folder) in str(arguments):
            count()

    flush = os.fsync

    def counted_flush(descriptor: int) -> None:
        count(descriptor if stat.S_ISREG(os.fstat(descriptor).st_mode) else None)
        flush(descriptor)

    os.fsync = counted_flush  # type: ignore[assignment]
    sys.addaudithook(hook)
    work(folder)


def main(store: Path, copies: Path) -> None:
    for step in range(1, 1000):
        copy = copies / str(step)
        shutil.copytree(store, copy)
        child = os.fork()
        if child == 0:
            work_until(step, copy)
            os._exit(0)
        if os.waitpid(child, 0)[1] == 0:
            print(step)
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
