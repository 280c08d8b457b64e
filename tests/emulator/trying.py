"""Runs code in a function's process, instead of AWS's client."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from scorelet.emulator.processes.processes import Place, Process, Processes

MODES = {"namespaces": "", "folders": "the test wants folders"}
"""Why not to try namespaces."""

RUNS_ITS_ARGUMENT = "import os, sys, time\nsys.path[:0] = [os.getcwd()]\nexec(sys.argv[1])\n"


LEAVES_ITS_GROUP = """
import subprocess
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"], start_new_session=True)
print(grandchild.pid, flush=True)
"""
AS_A_DAEMON = """
there, is_there = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        print(os.getpid(), flush=True)
        os.write(is_there, b"1")
        time.sleep(100)
    os._exit(0)
os.read(there, 1)
"""
"""Programs that end neither with their group nor with their parent; each prints its number."""


@asynccontextmanager
async def processes(
    folder: Path, mode: str | None = "folders", files: Mapping[str, str] = {}
) -> AsyncIterator[Processes]:
    """Of a package with such files; skips the test where this machine has not the mode. None: whichever it has."""
    for name, text in {
        "package/mine.py": "name = 'mine'\n",
        "runtime/bootstrap.py": RUNS_ITS_ARGUMENT,
        **files,
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    started = Processes(
        folder / "package", runtime=folder / "runtime", work=folder / "work", folders=MODES[mode or "namespaces"]
    )
    async with started:
        if mode not in (None, started.isolation):
            pytest.skip(started.why)
        yield started


async def told(started: Processes, place: Place, code: str, variables: Mapping[str, str] = {}) -> str:
    """What the code printed; it must end well."""
    process = await started.spawn(place, variables, [code])
    status = await asyncio.wait_for(process.ended, 20)
    output = process.drain().decode()
    assert status == 0, output
    return output


async def said(process: Process, text: bytes = b"\n") -> bytes:
    """What the process has written, once this is in it."""
    output = process.drain()
    until = time.monotonic() + 20
    while text not in output:
        assert time.monotonic() < until, output
        await asyncio.sleep(0.005)
        output += process.drain()
    return output


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within seconds: ends of processes are seen some microseconds later."""
    until = time.monotonic() + 10
    while not condition() and time.monotonic() < until:
        time.sleep(0.005)
    return condition()


def is_gone(pid: int) -> bool:
    """Ended, be it that its parent has not looked yet."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"
