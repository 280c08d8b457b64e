"""Models that change while they answer: an alias moves, a file is written anew.

The new version is loaded beside the old one, which answers until the new one has answered its golden rows right. One
that cannot be used changes nothing: that is told once, and the same version is not tried again.

`look` does what is due and says when to come back. A server calls it from a thread, AWS Lambda between two requests.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from os import urandom
from typing import TYPE_CHECKING

from scorelet.errors import ScoreletError, StoreError

if TYPE_CHECKING:
    from scorelet.runtime.loading import Found, Loader
    from scorelet.runtime.served import Served, Shelf
    from scorelet.service.values import Model

SLOWEST = 300.0
"""Seconds between two looks at most, however often they failed; unless looking is asked for more seldom."""


def load_all(loader: Loader) -> list[tuple[Served, str]]:
    """The models of the service, each with the mark that tells when it changes. Raises as `Loader.load` does."""
    loaded = []
    for entry in loader.service.models:
        found = loader.find(entry)
        loaded.append((loader.load(entry, found), found.mark))
    return loaded


def seconds_between(entry: Model, watch: float | None) -> float | None:
    """How often to look: as `watch` says, else as the service does; None for a version, which never changes."""
    from scorelet.store.refs import parse_ref

    if entry.ref and parse_ref(entry.ref).version is not None:
        return None
    return entry.follow if watch is None else watch


class _Followed:
    """One model; `due` is when it is looked at again, `refused` the mark of a version that is no use."""

    def __init__(self, served: Served, mark: str, every: float, due: float) -> None:
        self.served = served
        self.mark = mark
        self.every = every
        self.due = due
        self.failures = 0
        self.refused = ""
        self.said = ""


class Follower:
    """Keeps a shelf's models up to date.

    loaded   what is on the shelf, with its marks (`load_all`)
    watch    seconds between two looks at every model; None: as the service says of each
    tell     is given a line for the operator
    changed  is given a model that answers from now on
    jitter   from 0 to 1: so that many who follow one alias do not all look at once
    """

    def __init__(
        self,
        loader: Loader,
        shelf: Shelf,
        loaded: Sequence[tuple[Served, str]],
        *,
        watch: float | None = None,
        tell: Callable[[str], object],
        changed: Callable[[Served], object] = lambda served: None,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = lambda: urandom(1)[0] / 255,
    ) -> None:
        self._loader = loader
        self._shelf = shelf
        self._tell = tell
        self._changed = changed
        self._clock = clock
        self._jitter = jitter
        now = clock()
        self._followed = [
            _Followed(served, mark, every, now + every * (0.9 + 0.2 * jitter()))
            for served, mark in loaded
            if (every := seconds_between(served.entry, watch)) is not None
        ]

    def __bool__(self) -> bool:
        """Whether there is anything to follow."""
        return bool(self._followed)

    def expire(self) -> None:
        """Everything is due, as after a snapshot was restored that may be weeks old."""
        for one in self._followed:
            one.due = float("-inf")

    def look(self) -> float:
        """Looks at what is due; gives the seconds until something else is."""
        for one in self._followed:
            if one.due <= self._clock():
                self._look_at(one)
                pause = max(one.every, min(one.every * 2.0 ** min(one.failures, 10), SLOWEST))
                one.due = self._clock() + pause * (0.9 + 0.2 * self._jitter())
        return max(min((one.due for one in self._followed), default=float("inf")) - self._clock(), 0.0)

    def _look_at(self, one: _Followed) -> None:
        try:
            found = self._loader.find(one.served.entry)
            if found.mark not in (one.mark, one.refused):
                self._take(one, found)
        except Exception as error:  # the gate: whatever is wrong with the new, the old one answers
            one.failures += 1
            self._say(one, _said(error))
        else:
            one.failures = 0
            if found.mark != one.refused:
                one.said = ""

    def _take(self, one: _Followed, found: Found) -> None:
        old = one.served
        try:
            new = self._loader.load(old.entry, found)
        except StoreError:
            raise  # the store may answer again
        except Exception as error:  # the gate: a version that is no use now will be none later
            one.refused = found.mark
            self._say(one, _said(error))
            return
        one.served, one.mark, one.refused = new, found.mark, ""
        if new.version == old.version:
            return  # the same model, written again
        self._shelf.replace(old, new)
        self._changed(new)
        took = f"{new.verified} golden rows verified, {new.seconds * 1000:.0f} ms"
        self._tell(f"{new.name}: {old.short_version} -> {new.short_version} ({took})")

    def _say(self, one: _Followed, problem: str) -> None:
        """Once, until it is another problem."""
        if problem != one.said:
            one.said = problem
            self._tell(f"{one.served.name}: {one.served.short_version} goes on answering: {problem}")


def _said(error: Exception) -> str:
    """The first line of what Scorelet says itself; of all else the class too."""
    text = str(error).partition("\n")[0]
    return text if isinstance(error, ScoreletError) else f"{type(error).__name__}: {text}"
