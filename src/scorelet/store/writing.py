"""How a change is made: read, decide, append; again when another writer was quicker (layout.py says why this holds)."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from scorelet.errors import StoreConflictError
from scorelet.store.layout import bytes_key, digest_and_epoch, versions_folder
from scorelet.store.log import Log
from scorelet.store.model import Change, Entry, Model, Stamp
from scorelet.store.space import Space

if TYPE_CHECKING:
    from datetime import datetime

Decide = Callable[[Model, Stamp], Entry | None]
"""How the model stands, and the stamp of the attempt -> what should be appended; None when there is nothing to do."""

ATTEMPTS = 100
"""Of writers that are in each other's way, one gets through at each attempt."""
FIRST_PAUSE = 0.01
LONGEST_PAUSE = 0.5
"""Seconds."""


def utc_now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def someone() -> str:
    """Who makes changes, for the history: user@machine. Reading needs neither of the two modules."""
    import getpass
    import socket

    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may run under a number that no user has
        user = "unknown"
    return f"{user}@{socket.gethostname()}"


class Writer:
    """One who changes models in a space: `who`, or "" for user@machine. `sleep` takes seconds."""

    def __init__(self, space: Space, who: str, clock: Callable[[], datetime], sleep: Callable[[float], None]) -> None:
        self._space = space
        self._who = who
        self._clock = clock
        self._sleep = sleep

    def commit(self, name: str, why: str, decide: Decide) -> tuple[Model, Change | None]:
        """How the model stands afterwards, and the change; None when there was nothing to do."""
        import random

        log = Log(self._space, name)
        for attempt in range(ATTEMPTS):
            model = log.model()
            entry = decide(model, self._stamp(why))
            if entry is None:
                return model, None
            if log.append(entry):
                return entry.model, entry.change
            self._sleep(random.uniform(0, min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE)))
        raise StoreConflictError(f"{ATTEMPTS} times another writer of {name!r} was quicker\ntry again later")

    def keep(self, key: str, data: bytes) -> None:
        """Store the bytes of a version; what is there already but not whole is put right."""
        if not self._space.create(key, data) and self._space.read(key) != data:
            self._space.replace(key, data)

    def sweep(self, model: Model) -> None:
        """Delete the bytes that no entry will ever list, after a removal that left the model so."""
        listed = {bytes_key(model.name, version.digest, version.epoch) for version in model.versions}
        folder = versions_folder(model.name)
        for file in self._space.files(folder):
            found = digest_and_epoch(file.name)
            key = f"{folder}/{file.name}"
            if found is not None and found[1] < model.removals and key not in listed:
                self._space.delete(key)

    def _stamp(self, why: str) -> Stamp:
        return Stamp(self._clock(), self._who or someone(), why, os.urandom(8).hex())
