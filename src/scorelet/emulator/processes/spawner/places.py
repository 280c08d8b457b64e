"""Where functions' processes run: each execution environment's own /tmp, and the isolation that this machine allows."""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

from scorelet.emulator.processes.spawner import ending, views

NAMESPACES, FOLDERS = "namespaces", "folders"


class Ground(NamedTuple):
    """What all places have in common. Paths are real ones; `work` is the emulator's, and goes when it does."""

    package: str
    runtime: str
    work: str
    interpreter: str

    @property
    def seen(self) -> tuple[str, str, str]:
        """What a process must see, wherever it is."""
        return self.package, self.runtime, self.interpreter


class Roots(NamedTuple):
    """Paths as a function's process sees them."""

    task: str
    runtime: str
    tmp: str


class Place(NamedTuple):
    """Of one execution environment. `view` is a mount namespace's descriptor; None: the folders as they are."""

    roots: Roots
    view: int | None


class Places:
    """`why` says in words why it is not "namespaces"; "" where it is. `roots.tmp` holds all /tmp of "folders"."""

    def __init__(self, ground: Ground, folders: str = "") -> None:
        """Raises OSError."""
        home = "" if folders else views.home()
        if home and views.refusal(*ground.seen, home):  # an interpreter that is all over it, say
            home = ""
        self.why = folders or views.refusal(*ground.seen, home)
        self._views: views.Views | None = None
        self._made = 0
        if self.why:
            self.isolation = FOLDERS
            self.roots = _real_roots(ground)
        else:
            self.isolation = NAMESPACES
            self.roots = Roots(views.TASK, views.RUNTIME, views.TMP)
            views.enter()
            self._views = views.Views(ground.package, ground.runtime, home)

    def make(self, storage: int) -> Place:
        """Raises OSError."""
        if self._views is not None:
            return Place(self.roots, self._views.make(storage))
        self._made += 1
        folder = os.path.join(self.roots.tmp, str(self._made))
        os.makedirs(folder)
        return Place(self.roots._replace(tmp=folder), None)

    def leave(self, place: Place) -> None:
        if place.view is None:
            ending.remove(place.roots.tmp)
        else:
            os.close(place.view)


def _real_roots(ground: Ground) -> Roots:
    """Folders that are the emulator's own, so that their modes may be changed."""
    task = _own(ground.package, os.path.join(ground.work, "task"), ground.work)
    runtime = _own(ground.runtime, os.path.join(ground.work, "var-runtime"), ground.work)
    return Roots(task, runtime, os.path.join(ground.work, "tmp"))


def _own(folder: str, copy: str, work: str) -> str:
    if os.path.commonpath([folder, work]) != work:
        import shutil

        folder = shutil.copytree(folder, copy, symlinks=True)
    make_read_only(folder)
    return folder


def make_read_only(folder: str) -> None:
    """By the modes of its files: the next best thing."""
    for root, _, files in os.walk(folder):
        for path in (root, *(os.path.join(root, name) for name in files)):
            if not os.path.islink(path):
                os.chmod(path, os.stat(path).st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
