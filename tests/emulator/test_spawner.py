"""What becomes of everything when one of the programs is killed, and of isolation where not all of it is allowed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scorelet.emulator import descent
from scorelet.emulator.processes import ProcessError
from scorelet.emulator.spawner import ending
from scorelet.emulator.spawner.places import make_read_only
from tests.emulator.test_processes import AS_A_DAEMON
from tests.emulator.trying import eventually, is_gone, processes, said

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

EMULATOR = """
import asyncio, json, sys
from pathlib import Path
from tests.emulator.test_processes import AS_A_DAEMON
from tests.emulator.trying import processes, said, told

async def run():
    async with processes(Path(sys.argv[1]), sys.argv[2]) as started:
        place = await started.place(1)
        made = [await started.spawn(place, {}, [AS_A_DAEMON + "time.sleep(100)"]) for _ in range(2)]
        pids = [int(await said(process)) for process in made]
        made[0].freeze()
        print(json.dumps([*pids, *(process.pid for process in made)]), flush=True)
        await asyncio.sleep(100)

asyncio.run(run())
"""
UNPRIVILEGED = """
import asyncio, sys
from pathlib import Path
from scorelet.emulator.spawner import kernel
from tests.emulator.trying import processes, told

async def run():
    async with processes(Path(sys.argv[1]), "namespaces") as started:
        print(await told(started, await started.place(1), "print(os.getuid(), os.getcwd(), os.listdir('/tmp'))"))

kernel.drop_privileges()
asyncio.run(run())
"""


def _python(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("mode", ["namespaces", "folders"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_emulator_leaves_nothing(tmp_path: Path, mode: str, number: int) -> None:
    with _python(EMULATOR, str(tmp_path), mode) as emulator:
        assert emulator.stdout is not None
        line = emulator.stdout.readline()
        if not line:
            pytest.skip(f"no {mode} here")
        pids = json.loads(line)
        assert not any(map(is_gone, pids))
        emulator.send_signal(number)
        assert eventually(lambda: all(map(is_gone, pids)))
        assert eventually(lambda: not (tmp_path / "work").exists())


@pytest.mark.parametrize("mode", ["namespaces", "folders"])
def test_a_killed_spawner_leaves_no_process(tmp_path: Path, mode: str) -> None:
    async def run() -> None:
        async with processes(tmp_path, mode) as started:
            place = await started.place(1)
            process = await started.spawn(place, {}, [AS_A_DAEMON + "time.sleep(100)"])
            daemon = int(await said(process))
            process.freeze()
            os.kill(_parent(process.pid), signal.SIGKILL)
            assert await asyncio.wait_for(process.ended, 5) == -signal.SIGKILL
            assert eventually(lambda: is_gone(process.pid) and is_gone(daemon))
            with pytest.raises(ProcessError) as refused:
                await started.spawn(place, {}, ["pass"])
            assert str(refused.value) == (
                "the program that starts the functions' processes has ended\nstart the emulator again"
            )
        assert not (tmp_path / "work").exists()

    asyncio.run(run())


def test_a_killed_spawner_answers_whoever_waits(tmp_path: Path) -> None:
    async def run() -> None:
        async with processes(tmp_path) as started:
            place = await started.place(1)
            process = await started.spawn(place, {}, ["time.sleep(100)"])
            spawner = _parent(process.pid)
            os.kill(spawner, signal.SIGSTOP)
            waiting = asyncio.ensure_future(started.spawn(place, {}, ["pass"]))
            await asyncio.sleep(0.01)
            os.kill(spawner, signal.SIGKILL)
            with pytest.raises(ProcessError, match="^the program that starts the functions' processes has ended\n"):
                await waiting

    asyncio.run(run())


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_other_signals_do_not_end_the_spawner(tmp_path: Path, number: int) -> None:
    async def run() -> None:
        async with processes(tmp_path) as started:
            place = await started.place(1)
            process = await started.spawn(place, {}, ["time.sleep(100)"])
            os.kill(_parent(process.pid), number)
            again = await started.spawn(place, {}, ["print(1)"])
            assert await again.ended == 0
            assert not process.ended.done()

    asyncio.run(run())


def test_an_ordinary_user_has_namespaces_too(tmp_path: Path) -> None:
    with _python(UNPRIVILEGED, str(tmp_path)) as python:
        output, _ = python.communicate(timeout=30)
    if python.returncode:
        pytest.skip("user namespaces are refused here")
    assert output == f"{os.getuid()} /var/task []\n\n"


def test_an_interpreter_that_would_be_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = tmp_path / "python"  # under /tmp, or what stands for it here
    hidden.symlink_to(getattr(sys, "_base_executable", sys.executable))
    monkeypatch.setattr(sys, "_base_executable", str(hidden))

    async def run() -> None:
        async with processes(tmp_path, "namespaces") as started:
            pytest.fail(started.isolation)

    if not str(tmp_path).startswith(("/tmp/", "/var/")):
        pytest.skip(f"{tmp_path} is not under /tmp")
    with pytest.raises(pytest.skip.Exception) as skipped:
        asyncio.run(run())
    words = "which the interpreter needs, would be hidden by the function's own /tmp and /var"
    assert str(skipped.value) == f"{hidden}, {words}" or "refuses" in str(skipped.value)


def test_marks_are_inherited_and_read() -> None:
    assert descent.mark(os.getpid()) is None
    assert descent.mark(2**22 + 1) is None
    assert descent.children(2**22 + 1) == []


def test_removes_what_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kept").touch()
    folder = tmp_path / "work" / "a" / "b"
    folder.mkdir(parents=True)
    (folder / "file").write_text("")
    (folder / "link").symlink_to(tmp_path / "outside")
    (folder / "broken").symlink_to("nowhere")
    make_read_only(str(tmp_path / "work"))
    assert folder.stat().st_mode & 0o777 == 0o555
    ending.remove(str(tmp_path / "work"))
    assert [path.name for path in tmp_path.iterdir()] == ["outside"]
    assert (tmp_path / "outside" / "kept").exists()
