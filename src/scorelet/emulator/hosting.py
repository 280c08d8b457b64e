"""A zip becomes a function that runs: unpacked, isolated, published as version 1 behind the alias "live"."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from scorelet.aws.unpacking import unpack
from scorelet.emulator.clock import Clock
from scorelet.emulator.function import LIVE, Function
from scorelet.emulator.processes import Processes
from scorelet.emulator.values import Configuration, Report

Invoked = Callable[[Report, bytes], None]


class Hosted(NamedTuple):
    """A function that runs.

    isolation  "namespaces" or "folders"; why: in words, why it is not namespaces
    host       takes other code
    """

    function: Function
    isolation: str
    why: str
    host: Host

    async def update(self, package: bytes) -> None:
        """The newest code is this zip from now on; published versions stay as they are. Raises ScoreletError."""
        configuration = self.function.configuration
        self.function.update(configuration, await self.host.processes(package))


class Host:
    """Unpacks zips, each into a folder of its own, and has processes started of them."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack

    async def processes(self, package: bytes) -> Processes:
        """Those of a new zip; they end, and their folder goes, with the stack. Raises ScoreletError."""
        work = Path(tempfile.gettempdir()) / f"scorelet-emulator-{os.urandom(8).hex()}"
        processes = Processes(work / "package", unpack=partial(unpack, package), work=work)
        return await self._stack.enter_async_context(processes)


@asynccontextmanager
async def hosted(
    package: bytes, configuration: Configuration, *, clock: Clock | None = None, told: Invoked | None = None
) -> AsyncIterator[Hosted]:
    """The function of a zip, for as long as this lasts. Raises ScoreletError."""
    async with AsyncExitStack() as stack:
        host = Host(stack)
        processes = await host.processes(package)
        function = Function(configuration, processes, clock=clock, told=told)
        function.publish()
        function.point(LIVE, "1")
        await stack.enter_async_context(function)
        yield Hosted(function, processes.isolation, processes.why, host)
