"""What becomes of everything when one of the programs is killed, and of isolation where not all of it is allowed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import scorelet
from scorelet.emulator.processes.processes import ProcessError
from tests.emulator.trying import AS_A_DAEMON, eventually, is_gone, processes, said

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

EMULATOR = """
import asyncio, json, sys
from pathlib import Path
from tests.emulator.trying import AS_A_DAEMON, processes, said, told

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
UNPACKS = """
import asyncio, os, signal, sys, time
from pathlib import Path
from scorelet.emulator.processes.processes import Processes

def unpack(folder):
    folder.mkdir()
    (folder / "half").write_text("of a package")
    os.kill(os.getpid(), signal.SIGKILL)

async def run(folder):
    async with Processes(folder / "work" / "package", unpack=unpack, work=folder / "work"):
        pass

asyncio.run(run(Path(sys.argv[1])))
"""
UNPRIVILEGED = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from scorelet.emulator.processes.processes import Processes

async def run(folder):
    async with Processes(folder / "package", runtime=folder / "runtime", work=folder / "work") as started:
        process = await started.spawn(await started.place(1), {}, [])
        await process.ended
        print(started.isolation, started.why, process.drain().decode())

asyncio.run(run(Path(sys.argv[1])))
"""
SAYS_WHERE_IT_IS = """
import os
print(os.getuid(), os.getcwd(), os.listdir("/tmp"))
for path in ("/tmp/new", "/var/task/new", "/etc/new"):
    try:
        open(path, "w").write("x")
    except OSError as error:
        print(error)
"""
SYSTEM = "/usr/bin/python3"
NOBODY = 65534
SOURCE = Path(scorelet.__file__).parents[1]


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


def test_an_emulator_that_is_killed_while_it_unpacks_leaves_nothing(tmp_path: Path) -> None:
    with _python(UNPACKS, str(tmp_path)) as emulator:
        assert emulator.wait(20) == -signal.SIGKILL
    assert eventually(lambda: list(tmp_path.iterdir()) == [])


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
            with pytest.raises(ProcessError, match=r"^the program that starts the functions' processes has ended\n"):
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


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that another user can work in."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for path, text in (("package/mine.py", ""), ("runtime/bootstrap.py", SAYS_WHERE_IT_IS)):
            (folder / path).parent.mkdir()
            (folder / path).write_text(text)
        for each in (folder, *folder.rglob("*")):
            os.chown(each, NOBODY, NOBODY)
        yield folder


@pytest.mark.skipif(os.getuid() != 0, reason="all tests run as an ordinary user already")
def test_an_ordinary_user_has_namespaces_too(public: Path) -> None:
    command = [SYSTEM, "-I", "-B", "-c", UNPRIVILEGED, str(public), str(SOURCE)]
    ran = subprocess.run(
        command, capture_output=True, text=True, user=NOBODY, group=NOBODY, extra_groups=[], check=False
    )
    if ran.returncode or not ran.stdout.startswith("namespaces"):
        pytest.skip(f"not with {SYSTEM} of this machine: {ran.stdout or ran.stderr.splitlines()[-1:]}")
    assert ran.stdout == (
        f"namespaces  {NOBODY} /var/task []\n"
        "[Errno 30] Read-only file system: '/var/task/new'\n"
        "[Errno 30] Read-only file system: '/etc/new'\n\n"
    )


def test_root_without_its_rights_still_works(tmp_path: Path) -> None:
    """As in a container: whichever of the modes it is, processes run."""
    code = "from scorelet.emulator.processes.spawner import kernel\nkernel.drop_privileges()\n" + EMULATOR.replace(
        "sys.argv[2]", "None"
    )
    with _python(code, str(tmp_path)) as emulator:
        assert emulator.stdout is not None
        pids = json.loads(emulator.stdout.readline())
        emulator.kill()
        assert eventually(lambda: all(map(is_gone, pids)))


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
