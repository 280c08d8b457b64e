"""Where functions' processes run: each execution environment's own /tmp, and the isolation that this machine allows."""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

from scorelet.emulator.spawner import ending, views

NAMESPACES, FOLDERS = "namespaces", "folders"


class Ground(NamedTuple):
    """What all places have in common. Paths are real ones; `work` is the emulator's, and goes when it does."""

    package: str
    runtime: str
    work: str
    interpreter: str


class Place(NamedTuple):
    """Of one execution environment; paths as its processes see them. `view` is a mount namespace's descriptor."""

    task: str
    runtime: str
    tmp: str
    view: int | None


class Places:
    """`why` says in words why it is not "namespaces"; "" where it is."""

    def __init__(self, ground: Ground, folders: str = "") -> None:
        self._ground = ground
        self.why = folders or views.refusal(ground.package, ground.runtime, ground.interpreter)
        self.isolation = FOLDERS if self.why else NAMESPACES
        self._views: views.Views | None = None
        self._made = 0
        if self.why:
            make_read_only(ground.package, ground.runtime)
        else:
            views.enter()
            self._views = views.Views(ground.package, ground.runtime)

    @property
    def roots(self) -> tuple[str, str, str]:
        """As processes see them; the last is, without namespaces, the folder of all places' own."""
        if self._views is not None:
            return views.TASK, views.RUNTIME, views.TMP
        return self._ground.package, self._ground.runtime, os.path.join(self._ground.work, "tmp")

    def make(self, storage: int) -> Place:
        """Raises OSError."""
        if self._views is not None:
            return Place(*self.roots, self._views.make(storage))
        self._made += 1
        task, runtime, tmp = self.roots
        folder = os.path.join(tmp, str(self._made))
        os.makedirs(folder)
        return Place(task, runtime, folder, None)

    def leave(self, place: Place) -> None:
        if place.view is None:
            ending.remove(place.tmp)
        else:
            os.close(place.view)


def make_read_only(*folders: str) -> None:
    """By the modes of files: the next best thing."""
    for folder in folders:
        for root, _, files in os.walk(folder):
            for path in (root, *(os.path.join(root, name) for name in files)):
                if not os.path.islink(path):
                    os.chmod(path, os.stat(path).st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
