"""A zip becomes a function that runs: unpacked, isolated, published as version 1 behind the alias "live"."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

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
        """The newest code is this zip from now on; published versions stay as they are. Raises ScoreletError.

        Who comes last is the newest, however long another one's zip takes.
        """
        async with self.host.in_turn:
            self.function.update(self.function.configuration, await self.host.processes(package))


class Host:
    """Unpacks zips, each into a folder of its own, and has processes started of them. Inside `async with`."""

    def __init__(self) -> None:
        self.in_turn = asyncio.Lock()
        self._open: set[Processes] = set()
        self._endings: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for processes in list(self._open):
            self.end(processes)
        await asyncio.gather(*self._endings)

    async def processes(self, package: bytes) -> Processes:
        """Those of a new zip. Raises ScoreletError."""
        try:
            work = Path(tempfile.gettempdir()) / f"scorelet-emulator-{os.urandom(8).hex()}"
            processes = await Processes(work / "package", unpack=partial(unpack, package), work=work).__aenter__()
        except OSError as error:  # of folders and files: what starts processes has its own words
            raise UsageError(
                f"the package cannot be unpacked in a temporary folder: {(error.strerror or str(error)).lower()}\n"
                "make room there, or set TMPDIR to another folder"
            ) from None
        self._open.add(processes)
        return processes

    def end(self, processes: Processes) -> None:
        """Nothing can run their code any more: they end, and their folder goes."""
        self._open.discard(processes)
        task = asyncio.get_running_loop().create_task(processes.close())
        self._endings.add(task)
        task.add_done_callback(self._endings.discard)


@asynccontextmanager
async def hosted(package: bytes, configuration: Configuration, *, told: Invoked | None = None) -> AsyncIterator[Hosted]:
    """The function of a zip, for as long as this lasts. Raises ScoreletError."""
    async with Host() as host:
        processes = await host.processes(package)
        function = Function(configuration, processes, told=told, dropped=host.end)
        function.publish()
        function.point(LIVE, "1")
        async with function:
            yield Hosted(function, processes.isolation, processes.why, host)
