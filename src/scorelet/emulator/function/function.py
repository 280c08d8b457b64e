"""A function: versions, aliases, and environments that come and go with its invocations.

An invocation goes to the environment that was free last, to one that is about to be free, or to a new one, up to the
function's concurrency. An environment that was not needed for `idle` seconds ends.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self

from scorelet.emulator.asynchronous import Failed, attempts
from scorelet.emulator.clock import Clock
from scorelet.emulator.environment.environment import Environment, Version
from scorelet.emulator.environment.invocation import Invocation
from scorelet.emulator.function.admission import admitted, throttled
from scorelet.emulator.function.pool import Pool
from scorelet.emulator.function.versions import Alias, Versions
from scorelet.emulator.processes.processes import Processes
from scorelet.emulator.values import LATEST, LIVE, Asked, Configuration, Outcome, Report


class Function:
    """Itself an `Invoke`. Inside `async with`, it runs; then nothing of it does.

    told  called with each finished invocation and its lines
    draw  a number of [0, 1): decides between the two versions of an alias
    """

    def __init__(
        self,
        configuration: Configuration,
        processes: Processes,
        *,
        clock: Clock | None = None,
        told: Callable[[Report, bytes], None] | None = None,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self.versions = Versions(Version(LATEST, configuration, processes), draw)
        self.clock = clock or Clock()
        self._told = told or _tell_nobody
        self._pools: dict[str, Pool] = {}
        self._busy: set[Environment] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    @property
    def configuration(self) -> Configuration:
        """Of the newest code."""
        return self.versions.latest.configuration

    @property
    def environments(self) -> list[Environment]:
        """All there are now."""
        return [environment for pool in self._pools.values() for environment in pool.all]

    async def __aenter__(self) -> Self:
        """Starts what is provisioned: of the version behind "live", or of the newest code."""
        count = self.configuration.provisioned
        if count:
            version = self.versions.resolve(LIVE if LIVE in self.versions.aliases else LATEST)
            await asyncio.gather(*(self._new(version, provisioned=True).start() for _ in range(count)))
        self._background(self._expire())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(environment.close() for environment in self.environments))
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def publish(self) -> Version:
        """The newest code under the next number."""
        return self.versions.publish()

    def point(self, alias: str, version: str, **shares: float) -> Alias:
        """An alias for a version; `shares` of another one. Raises RefusedError."""
        made = Alias(alias, version, shares)
        self.versions.point(made)
        return made

    def update(self, configuration: Configuration, processes: Processes) -> None:
        """The newest code is another one from now on; what runs of the old one ends when it is free."""
        self.versions.by_number[LATEST] = Version(LATEST, configuration, processes)
        for environment in self._pools.pop(LATEST, Pool()).free:
            self._background(environment.close())

    async def __call__(self, asked: Asked) -> Outcome:
        return await self.invoke(asked)

    async def invoke(self, asked: Asked, *, tail: bool = False) -> Outcome:
        """What comes of it; with `tail`, its lines, too, for which it waits. Raises RefusedError.

        A caller that goes away (cancels) does not end what it began.
        """
        asked = admitted(asked)
        version = self.versions.resolve(asked.qualifier)
        environment = await self._environment(version)
        invocation = Invocation(asked, version.configuration, version.number, tail=tail)
        self._busy.add(environment)
        environment.take(invocation)
        return await invocation.outcome

    def invoke_later(self, asked: Asked, failed: Failed | None = None) -> Asked:
        """Nobody waits: what fails is tried again after one minute and after two more, then `failed` is told.

        Returns the invocation as it was taken. Raises RefusedError.
        """
        asked = admitted(asked, waits=False)
        self.versions.resolve(asked.qualifier)
        self._background(attempts(asked, self, self.clock, failed))
        return asked

    # Environments.

    async def _environment(self, version: Version) -> Environment:
        """One that is free. Raises RefusedError."""
        pool = self._pools.setdefault(version.number, Pool())
        environment = await pool.nearly_free()
        if environment is not None:
            return environment
        concurrency = self.configuration.concurrency
        if len(self._busy) >= concurrency or self._is_closed:
            raise throttled(concurrency)
        if pool.free:
            return pool.free.pop()
        self._make_room(concurrency)
        return self._new(version)

    def _new(self, version: Version, *, provisioned: bool = False) -> Environment:
        environment = Environment(version, self.clock, freed=self._freed, told=self._told, provisioned=provisioned)
        self._pools.setdefault(version.number, Pool()).all.add(environment)
        return environment

    def _make_room(self, concurrency: int) -> None:
        """Another version's environment ends, where there are as many as there may be."""
        if len(self.environments) < concurrency:
            return
        free = [environment for pool in self._pools.values() for environment in pool.free]
        if free:
            self._end(min(free, key=lambda environment: environment.free_since))

    def _freed(self, environment: Environment) -> None:
        self._busy.discard(environment)
        pool = self._pools.get(environment.version.number)
        if pool is None or environment not in pool.all or self._is_closed:
            if not self._is_closed:
                self._background(environment.close())
        elif self.configuration.cold:
            self._end(environment)
        else:
            pool.take_back(environment)

    def _end(self, environment: Environment) -> None:
        self._pools[environment.version.number].remove(environment)
        self._background(environment.close())

    async def _expire(self) -> None:
        """Ends what was not needed for long; what is provisioned stays."""
        idle = self.configuration.idle
        while True:
            await self.clock.sleep(idle / 10)
            now = self.clock.monotonic()
            for pool in self._pools.values():
                for environment in list(pool.free):
                    if now - environment.free_since >= idle and not environment.is_provisioned:
                        self._end(environment)

    def _background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _tell_nobody(report: Report, log: bytes) -> None:
    """Where nobody wants to hear of invocations."""
