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

    told     called with each finished invocation and its lines
    draw     a number of [0, 1): decides between the two versions of an alias
    dropped  called with the processes of code that nothing can run any more
    """

    def __init__(
        self,
        configuration: Configuration,
        processes: Processes,
        *,
        clock: Clock | None = None,
        told: Callable[[Report, bytes], None] | None = None,
        draw: Callable[[], float] = random.random,
        dropped: Callable[[Processes], None] | None = None,
    ) -> None:
        self.versions = Versions(Version(LATEST, configuration, processes), draw)
        self.clock = clock or Clock()
        self._told = told or _tell_nobody
        self._dropped = dropped or _keep
        self._pools: list[Pool] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self._endings: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    @property
    def configuration(self) -> Configuration:
        """Of the newest code."""
        return self.versions.latest.configuration

    @property
    def environments(self) -> list[Environment]:
        """All there are now."""
        return [environment for pool in self._pools for environment in pool.all]

    @property
    def busy(self) -> int:
        """How many environments are not free."""
        return sum(pool.busy for pool in self._pools)

    async def __aenter__(self) -> Self:
        """Starts what is provisioned: of the version behind "live", or of the newest code."""
        count = self.configuration.provisioned
        if count:
            version = self.versions.resolve(LIVE if LIVE in self.versions.aliases else LATEST)
            await asyncio.gather(*(self._new(version, provisioned=True).start() for _ in range(count)))
        self._background(self._expire(), self._tasks)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(environment.close() for environment in self.environments))
        await asyncio.gather(*self._tasks, *self._endings, return_exceptions=True)

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
        before = self._pool(self.versions.latest)
        self.versions.by_number[LATEST] = Version(LATEST, configuration, processes)
        before.finish()
        self._forget()

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
        environment.take(invocation)
        return await invocation.outcome

    def invoke_later(self, asked: Asked, failed: Failed | None = None) -> Asked:
        """Nobody waits: what fails is tried again after one minute and after two more, then `failed` is told.

        Returns the invocation as it was taken. Raises RefusedError.
        """
        asked = admitted(asked, waits=False)
        self.versions.resolve(asked.qualifier)
        self._background(attempts(asked, self, self.clock, failed), self._tasks)
        return asked

    # Environments.

    async def _environment(self, version: Version) -> Environment:
        """One that is free. Raises RefusedError."""
        environment = await self._pool(version).nearly_free()
        if environment is not None:
            return environment
        concurrency, pool = self.configuration.concurrency, self._pool(version)
        if self.busy >= concurrency or self._is_closed:
            raise throttled(concurrency)
        if pool.free:
            return pool.free.pop()
        self._make_room(concurrency)
        return self._new(version)

    def _pool(self, version: Version) -> Pool:
        """The one of this very version: the newest code has another one as soon as there is newer code."""
        for pool in self._pools:
            if pool.version is version:
                return pool
        is_over = self.versions.by_number.get(version.number) is not version
        self._pools.append(Pool(version, self._end, is_over=is_over))
        return self._pools[-1]

    def _new(self, version: Version, *, provisioned: bool = False) -> Environment:
        environment = Environment(version, self.clock, freed=self._freed, told=self._told, provisioned=provisioned)
        self._pool(version).all.add(environment)
        return environment

    def _make_room(self, concurrency: int) -> None:
        """Another version's environment ends, where there are as many as there may be."""
        if len(self.environments) < concurrency:
            return
        free = [environment for pool in self._pools for environment in pool.free]
        if free:
            oldest = min(free, key=lambda environment: environment.free_since)
            self._pool(oldest.version).end(oldest)

    def _freed(self, environment: Environment) -> None:
        if not self._is_closed:
            self._pool(environment.version).take_back(environment)

    def _end(self, environment: Environment) -> None:
        if not self._is_closed:
            self._background(self._ended(environment), self._endings)

    async def _ended(self, environment: Environment) -> None:
        await environment.close()
        self._pool(environment.version).closing -= 1
        self._forget()

    def _forget(self) -> None:
        """Pools that nobody needs any more, and with the last of them their code."""
        gone = [pool for pool in self._pools if pool.is_over and not pool.is_needed]
        self._pools = [pool for pool in self._pools if pool not in gone]
        kept = {version.processes for version in self.versions.by_number.values()}
        kept |= {pool.version.processes for pool in self._pools}
        for processes in {pool.version.processes for pool in gone} - kept:
            self._dropped(processes)

    async def _expire(self) -> None:
        """Ends what was not needed for long; what is provisioned stays."""
        idle = self.configuration.idle
        while True:
            await self.clock.sleep(idle / 10)
            now = self.clock.monotonic()
            for pool in self._pools:
                for environment in list(pool.free):
                    if now - environment.free_since >= idle and not environment.is_provisioned:
                        pool.end(environment)

    def _background(self, work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[Any]]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)


def _tell_nobody(report: Report, log: bytes) -> None:
    """Where nobody wants to hear of invocations."""


def _keep(processes: Processes) -> None:
    """They end when whoever started them says so."""
