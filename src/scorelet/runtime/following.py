"""Aliases that are followed: when a model's time is over, somebody looks where its alias stands now.

That happens beside the invocation that finds it is time: it waits two seconds at most, and is answered by the old
version if that was not enough; the look goes on meanwhile, and is done by a later invocation. Where it fails, the old
version goes on answering, the operator is told, and the next look is due when the time is over again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import TYPE_CHECKING, NamedTuple

from scorelet.errors import ScoreletError

if TYPE_CHECKING:
    from scorelet.runtime.served import Served, Shelf
    from scorelet.service.values import Model

PATIENCE = 2.0
"""Seconds that an invocation waits for a look."""


class Standing(NamedTuple):
    """Where an alias stands: a whole version, and s3://bucket/key of its bytes."""

    version: str
    place: str


class World(NamedTuple):
    """find   where the model's alias stands now
    load   the model in that version, verified; both raise ScoreletError
    tell   says a line to the operator
    """

    find: Callable[[Served], Standing]
    load: Callable[[Served, Standing], Served]
    tell: Callable[[str], object]
    clock: Callable[[], float] = time.monotonic


class Following:
    """The models of `shelf` that follow an alias (see `Model.follow`)."""

    def __init__(self, shelf: Shelf, world: World) -> None:
        self._shelf = shelf
        self._world = world
        self._looking = Lock()
        self._next: dict[Model, float] = {}
        self.failures = 0
        self.postpone()

    def postpone(self) -> None:
        """Each model's time begins now."""
        now = self._world.clock()
        self._next = {one.entry: now + (one.entry.follow or 0.0) for one in self._followed()}

    def expire(self) -> None:
        """Each model's time is over, as after a snapshot was restored that may be weeks old."""
        self._next = dict.fromkeys(self._next, float("-inf"))

    def look(self, patience: float = PATIENCE) -> None:
        """Looks at the aliases whose time is over, and waits so many seconds for that."""
        if min(self._next.values()) > self._world.clock() or not self._looking.acquire(blocking=False):
            return
        thread = Thread(target=self._run, name="scorelet-following", daemon=True)
        thread.start()
        thread.join(patience)

    def _followed(self) -> list[Served]:
        return [one for one in self._shelf.served if one.entry.follow is not None]

    def _run(self) -> None:
        try:
            for served in self._followed():
                if self._next[served.entry] <= self._world.clock():
                    self._follow(served)
                    self._next[served.entry] = self._world.clock() + (served.entry.follow or 0.0)
        finally:
            self._looking.release()

    def _follow(self, served: Served) -> None:
        world, ref = self._world, served.entry.ref
        try:
            standing = world.find(served)
            if standing.version == served.version:
                return
            new = world.load(served, standing)
        except ScoreletError as error:
            failures = self.failures + 1
            said = str(error).partition("\n")[0]
            world.tell(
                f"{ref} cannot be followed (failure {failures}), {served.short_version} goes on answering: {said}"
            )
            self.failures = failures
            return
        self._shelf.replace(served, new)
        world.tell(f"{ref} moved from {served.short_version} to {new.short_version}")
