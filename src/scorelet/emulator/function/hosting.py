"""A zip becomes a function that runs: unpacked, isolated, published as version 1 behind the alias "live"."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from scorelet.aws.unpacking import unpack
from scorelet.emulator.function.function import Function
from scorelet.emulator.processes.processes import Processes
from scorelet.emulator.values import LIVE, Configuration, Report
from scorelet.errors import UsageError

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
        try:
            return await self._started(package)
        except OSError as error:  # of folders and files: what starts processes has its own words
            raise UsageError(
                f"the package cannot be unpacked in a temporary folder: {(error.strerror or str(error)).lower()}\n"
                "make room there, or set TMPDIR to another folder"
            ) from None

    async def _started(self, package: bytes) -> Processes:
        work = Path(tempfile.mkdtemp(prefix="scorelet-emulator-"))
        processes = Processes(work / "package", work=work)
        self._stack.callback(_removed, work)
        await asyncio.to_thread(unpack, package, work / "package")
        return await self._stack.enter_async_context(processes)


def _removed(work: Path) -> None:
    """What is left of a folder: nothing, unless the processes could not be started."""
    from scorelet.emulator.processes.spawner.ending import remove

    remove(str(work))


@asynccontextmanager
async def hosted(package: bytes, configuration: Configuration, *, told: Invoked | None = None) -> AsyncIterator[Hosted]:
    """The function of a zip, for as long as this lasts. Raises ScoreletError."""
    async with AsyncExitStack() as stack:
        host = Host(stack)
        processes = await host.processes(package)
        function = Function(configuration, processes, told=told)
        function.publish()
        function.point(LIVE, "1")
        await stack.enter_async_context(function)
        yield Hosted(function, processes.isolation, processes.why, host)
