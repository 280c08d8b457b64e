from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import sys
from pathlib import Path

import pytest

from scorelet.emulator.processes import descent
from scorelet.emulator.processes.processes import ProcessError, Processes
from scorelet.emulator.processes.spawner_client import SpawnerClient
from tests.emulator.trying import processes, told

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def _spawner() -> int:
    (child,) = descent.children(os.getpid())
    return child


def _open_in(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def test_a_spawner_that_hangs_holds_up_nothing(tmp_path: Path) -> None:
    async def run() -> None:
        client = SpawnerClient.start(str(tmp_path / "work"), patience=0.5)
        await client.started()
        os.kill(_spawner(), signal.SIGSTOP)
        with pytest.raises(ProcessError) as refused:
            await client.ask("place", storage=1)
        assert str(refused.value) == (
            "there can be no /tmp for an execution environment: no answer within 0.5 s\nstart the emulator again"
        )
        with pytest.raises(ProcessError, match=r"the spawner took nothing in for 0\.5 s"):
            await client.ask("spawn", place=1, variables={"A": "x" * 10_000_000}, arguments=[])
        await client.close()

    asyncio.run(run())


def test_isolation_that_cannot_be_set_up(tmp_path: Path) -> None:
    async def run() -> None:
        async with Processes(package, runtime=tmp_path / "none", work=tmp_path / "work", folders="no"):
            pass

    package = tmp_path / "package"
    package.mkdir()
    with pytest.raises(ProcessError) as refused:
        asyncio.run(run())
    assert str(refused.value) == (
        f"the isolation of processes cannot be set up: No such file or directory ({tmp_path}/none)\n"
        "make sure that there is room on the disk"
    )
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize("mode", ["namespaces", "folders"])
def test_descriptors_do_not_pile_up(tmp_path: Path, mode: str) -> None:
    async def run() -> None:
        async with processes(tmp_path, mode) as started:
            await one(started)
            pids = (os.getpid(), _spawner())
            before = [_open_in(pid) for pid in pids]
            for _ in range(5):
                await one(started)
            assert [_open_in(pid) for pid in pids] == before

    async def one(started: Processes) -> None:
        place = await started.place(1)
        await told(started, place, "print(1)")
        with pytest.raises(ProcessError):
            await started.spawn(place, {"A": "\0"}, [])
        await started.leave(place)

    asyncio.run(run())


def test_a_spawner_that_crashes_says_why(tmp_path: Path) -> None:
    async def run() -> None:
        async with processes(tmp_path) as started:
            process = await started.spawn(await started.place(1), {}, ["time.sleep(100)"])
            assert started._spawner is not None
            with pytest.raises(ProcessError) as ended:
                await started._spawner.ask("dance")
            assert str(ended.value) == (
                "the program that starts the functions' processes has ended: KeyError: 'dance'\n"
                "start the emulator again"
            )
            assert await process.ended == -signal.SIGKILL

    asyncio.run(run())


def test_no_descriptors_left(tmp_path: Path) -> None:
    async def run() -> None:
        async with processes(tmp_path) as started:
            place = await started.place(1)
            held = []
            with contextlib.suppress(OSError):
                while True:
                    held.append(os.dup(0))
            try:
                with pytest.raises(ProcessError) as refused:
                    await started.spawn(place, {}, ["time.sleep(100)"])
            finally:
                for number in held:
                    os.close(number)
            assert str(refused.value) == (
                "a function's process cannot be started: Too many open files\n"
                "end other programs, or lower --concurrency"
            )
            assert await told(started, place, "print(1)") == "1\n"

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, hard))
    try:
        asyncio.run(run())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_after_the_end(tmp_path: Path) -> None:
    async def run() -> None:
        async with processes(tmp_path) as started:
            place = await started.place(1)
        with pytest.raises(ProcessError, match=r"^the program that starts the functions' processes has ended\n"):
            await started.spawn(place, {}, ["pass"])

    asyncio.run(run())
