"""The processes of a function: each starts fast, sees what it would see on Lambda, and never outlives the emulator.

    async with Processes(package, work=folder) as processes:
        place = await processes.place(512)                                  # an execution environment's own /tmp
        process = await processes.spawn(place, variables, ["app.handler"])  # runs AWS's client, then the handler
        await process.ended

`isolation` is "namespaces" where Linux lets us have them: /var/task, /var/runtime and /tmp are as on Lambda, and all
else is read-only (`spawner/views.py`). Elsewhere it is "folders": real folders, files made read-only by their modes,
TMPDIR for the function's /tmp without a limit of its size; `why` says why. The network is the machine's, always.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from scorelet.emulator.processes import runtime_folder
from scorelet.emulator.processes.process import Process
from scorelet.emulator.processes.spawner import ending
from scorelet.emulator.processes.spawner.places import FOLDERS, NAMESPACES, Ground, Roots
from scorelet.emulator.processes.spawner_client import ProcessError, SpawnerClient, interpreter
from scorelet.errors import UsageError

__all__ = ["FOLDERS", "NAMESPACES", "Place", "Process", "ProcessError", "Processes", "Roots"]


class Place(NamedTuple):
    """One execution environment's: what it writes to /tmp outlives its processes."""

    number: int
    roots: Roots


class Processes:
    """Starts processes of one package.

    package   the unpacked package; it is not to be changed from now on
    unpack    makes it, in a thread; None: it is there
    runtime   a folder with `bootstrap.py` and AWS's runtime client; by default made from what is installed
    work      a folder of the emulator's own: made where it is missing, removed with all in it at the end, also where
              the emulator is killed, be it while the package is made
    folders   why not to try namespaces, in words; "" to try
    """

    def __init__(
        self,
        package: Path,
        *,
        unpack: Callable[[Path], None] | None = None,
        runtime: Path | None = None,
        work: Path,
        folders: str = "",
    ) -> None:
        self._package = package.resolve()
        self._unpack = unpack
        self._runtime = runtime
        self._work = work.resolve()
        self._folders = folders
        self._spawner: SpawnerClient | None = None
        self.isolation = ""
        self.why = ""
        self.roots = Roots("", "", "")

    async def __aenter__(self) -> Self:
        """Raises UsageError and ProcessError."""
        _check(self._work)
        try:
            await self._start()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def place(self, storage: int) -> Place:
        """For a new execution environment, with `storage` MB of /tmp. Raises ProcessError."""
        answer = await self._ask("place", storage=storage)
        return Place(answer["place"], Roots(*answer["roots"]))

    async def spawn(self, place: Place, variables: Mapping[str, str], arguments: Sequence[str]) -> Process:
        """Comes back when the interpreter runs; `variables` are all it has. Raises ProcessError."""
        if self.isolation == FOLDERS:
            variables = {"TMPDIR": place.roots.tmp, **variables}
        spawned = await self._ask("spawn", place=place.number, variables=dict(variables), arguments=list(arguments))
        process: Process = spawned["process"]
        return process

    async def leave(self, place: Place) -> None:
        """Ends what runs there still, and removes its /tmp."""
        await self._ask("leave", place=place.number)

    async def _start(self) -> None:
        self._spawner = SpawnerClient.start(str(self._work))
        await self._spawner.started()
        runtime = await _in_thread(self._prepare)
        ground = Ground(str(self._package), str(runtime.resolve()), str(self._work), interpreter())
        opened = await self._spawner.ask("open", ground=ground._asdict(), folders=self._folders)
        self.isolation, self.why, self.roots = opened["isolation"], opened["why"], Roots(*opened["roots"])

    def _prepare(self) -> Path:
        """The package, and the folder of the runtime."""
        if self._unpack is not None:
            self._unpack(self._package)
        if not self._package.is_dir():
            raise UsageError(f"{self._package}: expected the folder of an unpacked package\nbuild the package again")
        return self._runtime or runtime_folder.make(self._work / "runtime")

    async def close(self) -> None:
        """No process and no folder is left."""
        if self._spawner is not None:
            await self._spawner.close()
        await asyncio.to_thread(ending.remove, str(self._work))  # the spawner has done so, if it could

    async def _ask(self, do: str, **values: Any) -> dict[str, Any]:
        if self._spawner is None:
            raise ProcessError(f"no process can do {do!r} before `async with Processes(...)`")
        return await self._spawner.ask(do, **values)


async def _in_thread(work: Callable[[], Path]) -> Path:
    """Who is cancelled waits for the thread all the same: it would go on to write."""
    done = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.wait([done])
        raise


def _check(work: Path) -> None:
    if Path.cwd().is_relative_to(work) or Path.home().is_relative_to(work):
        raise UsageError(f"{work}: is removed when the emulator ends, but you work in it\nchoose an empty folder")
