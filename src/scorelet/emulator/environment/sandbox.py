"""One process of a function, from its start to its end, with the APIs that it speaks to.

Whatever happens to it, it is told as it happens, and in the end as one Failure: that it exited, that it was too slow,
that it used too much memory, or that it said itself that it cannot go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

from scorelet.emulator.environment.api_connection import Listener, listen
from scorelet.emulator.environment.extensions_api import About
from scorelet.emulator.environment.failures import OUT_OF_MEMORY, Failure, exited
from scorelet.emulator.environment.runtime_api import Answered, Event, RuntimeApi
from scorelet.emulator.processes.processes import Place, Process, Processes

MEGABYTE = 1024 * 1024

_FIRST_LOOK, _LOOK = 0.005, 0.02
"""Seconds: when the memory is looked at, after an event came and then again and again."""


class Told(Protocol):
    """Who hears of it: first that it is ready (or could be restored), then answers and being ready in turns, at last
    the end."""

    def is_ready(self) -> None: ...

    def can_restore(self) -> None: ...

    def answered(self, answered: Answered) -> None: ...

    def ended(self, failure: Failure) -> None: ...

    def wrote(self, output: bytes) -> None: ...


class Sandbox:
    """limit: MB of memory that it may use."""

    def __init__(self, told: Told, about: About, limit: int, *, snapstart: bool) -> None:
        self._told = told
        self._limit = limit * MEGABYTE
        self._api = RuntimeApi(self, about, snapstart=snapstart)
        self._listener: Listener | None = None
        self._process: Process | None = None
        self._failure: Failure | None = None
        self._look: asyncio.TimerHandle | None = None
        self._is_frozen = False
        self._peak = 0
        self.was_watched = False
        """Whether the memory was looked at since the event came. Reading it takes as long as a quick function does."""

    async def start(
        self, processes: Processes, place: Place, variables: Callable[[str], Mapping[str, str]], handler: str
    ) -> None:
        """variables: for the address of the Runtime API."""
        self._listener = await listen(self._api)
        try:
            self._process = await processes.spawn(place, variables(self._listener.address), [handler])
        finally:
            if self._process is None:
                self._listener.close()
        self._process.on_output = self._told.wrote
        self._process.ended.add_done_callback(self._ended)
        if self._failure is not None:  # it was ended before it began
            self._process.kill()
        self.watch()

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def invoke(self, event: Event) -> None:
        self.watch()
        self._api.invoke(event)
        self._thaw()

    def restore(self) -> None:
        self._api.restore()

    def freeze(self) -> None:
        """Until the next event."""
        if self._process is not None and not self._is_frozen and not self._process.ended.done():
            self._is_frozen = True
            self._process.freeze()

    def kill(self, failure: Failure) -> None:
        """Ends it; `failure` is what is told of it, unless there was another reason before."""
        self._failure = self._failure or failure
        if self._process is not None:
            self._process.kill()

    def watch(self) -> None:
        """Looks at the memory from now on."""
        self.rest()
        self.was_watched = False
        self._look = asyncio.get_running_loop().call_later(_FIRST_LOOK, self._watch)

    def rest(self) -> None:
        """The memory is not looked at any more."""
        if self._look is not None:
            self._look.cancel()
            self._look = None

    def drain(self) -> None:
        """All that it wrote so far is told of."""
        if self._process is not None:
            output = self._process.drain()
            if output:
                self._told.wrote(output)

    def peak(self) -> int:
        """Bytes that it used at most."""
        if self._process is not None and not self._process.ended.done():
            self._peak = max(self._peak, self._process.peak())
        return self._peak

    # What the Runtime API tells.

    def is_ready(self) -> None:
        if self._failure is None:
            self._told.is_ready()

    def can_restore(self) -> None:
        if self._failure is None:
            self._told.can_restore()

    def answered(self, answered: Answered) -> None:
        if self._failure is None:
            self._told.answered(answered)

    def gave_up(self, failure: Failure) -> None:
        self.kill(failure)

    def _watch(self) -> None:
        assert self._process is not None
        self.was_watched = True
        used = self._process.memory()
        self._peak = max(self._peak, used)
        if used > self._limit:
            self.kill(OUT_OF_MEMORY)
        else:
            self._look = asyncio.get_running_loop().call_later(_LOOK, self._watch)

    def _thaw(self) -> None:
        if self._is_frozen and self._process is not None:
            self._is_frozen = False
            self._process.thaw()

    def _ended(self, code: asyncio.Future[int]) -> None:
        self.rest()
        self.drain()
        assert self._listener is not None
        self._listener.close()
        self._told.ended(self._failure or exited(code.result()))
