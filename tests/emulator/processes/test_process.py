from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from tests.emulator.trying import AS_A_DAEMON, LEAVES_ITS_GROUP, eventually, is_gone, processes, said

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
both = pytest.mark.parametrize("mode", ["namespaces", "folders"])


@both
def test_frozen_it_stands_still(tmp_path: Path, mode: str) -> None:
    code = """
import threading
count = 0
def on():
    global count
    while True:
        count += 1
        time.sleep(0.001)
threading.Thread(target=on, daemon=True).start()
child = os.fork()
if child == 0:
    os.setsid()
while True:
    print(os.getpid(), count, flush=True)
    time.sleep(0.001)
"""

    async def run() -> None:
        async with processes(tmp_path, mode) as started:
            process = await started.spawn(await started.place(1), {}, [code])
            await said(process)
            process.freeze()
            await asyncio.sleep(0.02)
            process.drain()
            await asyncio.sleep(0.1)
            assert process.drain() == b""
            process.thaw()
            assert await said(process)
            process.freeze()
            process.kill()
            assert await asyncio.wait_for(process.ended, 5) == -signal.SIGKILL

    asyncio.run(run())


@both
@pytest.mark.parametrize("leaving", [LEAVES_ITS_GROUP, AS_A_DAEMON])
@pytest.mark.parametrize("ending", ["kill", "crash"])
def test_what_left_the_group_ends_too(tmp_path: Path, mode: str, leaving: str, ending: str) -> None:
    async def run() -> None:
        async with processes(tmp_path, mode) as started:
            place = await started.place(1)
            other = await started.spawn(place, {}, [AS_A_DAEMON + "time.sleep(100)"])
            daemon = int(await said(other))
            process = await started.spawn(
                place, {}, [leaving + "time.sleep(100 if sys.argv[2] == 'kill' else 0)", ending]
            )
            left = int(await said(process))
            if ending == "kill":
                process.kill()
            assert await process.ended == (-9 if ending == "kill" else 0)
            assert eventually(lambda: is_gone(left))
            assert not is_gone(daemon)
        assert eventually(lambda: is_gone(daemon))
        assert is_gone(other.pid)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("pass", 0),
        ("sys.exit(3)", 3),
        ("os._exit(200)", 200),
        ("1/0", 1),
        ("os.abort()", -signal.SIGABRT),
        ("os.kill(os.getpid(), 15)", -signal.SIGTERM),
        ("import ctypes; ctypes.string_at(0)", -signal.SIGSEGV),
    ],
)
def test_tells_how_it_ended(tmp_path: Path, code: str, status: int) -> None:
    async def run() -> None:
        async with processes(tmp_path) as started:
            process = await started.spawn(await started.place(1), {}, [code])
            assert await asyncio.wait_for(process.ended, 20) == status
            for late in (process.kill, process.freeze, process.thaw):  # its number may be another's by now
                late()
            assert process.memory() == 0

    asyncio.run(run())


def test_memory_now_and_at_most(tmp_path: Path) -> None:
    code = """
taken = bytearray(b"x") * 100_000_000
child = os.fork()
if child == 0:
    more = bytearray(b"x") * 50_000_000
    print("taken", flush=True)
    time.sleep(100)
time.sleep(100)
"""

    async def run() -> None:
        async with processes(tmp_path) as started:
            process = await started.spawn(await started.place(1), {}, [code])
            assert await said(process) == b"taken\n"
            assert 100_000_000 < process.peak() < 130_000_000  # of the process alone, nobody has looked at both
            # What parent and child share counts twice, as in any sum of such figures.
            assert 150_000_000 < process.memory() < 280_000_000
            assert process.peak() >= 150_000_000
            process.kill()
            await process.ended
            assert process.memory() == 0
            assert process.peak() >= 150_000_000

    asyncio.run(run())


def test_peak_is_known_of_a_process_that_nobody_looked_at(tmp_path: Path) -> None:
    async def run() -> None:
        async with processes(tmp_path) as started:
            process = await started.spawn(await started.place(1), {}, ["x = bytearray(b'x') * 100_000_000; del x"])
            await process.ended
            assert 100_000_000 < process.peak() < 130_000_000

    asyncio.run(run())


def test_output_comes_as_it_is_written(tmp_path: Path) -> None:
    async def run() -> None:
        async with processes(tmp_path) as started:
            heard: list[bytes] = []
            code = "print('a', flush=True); sys.stdout.write('b' * 300_000)"
            process = await started.spawn(await started.place(1), {}, [code])
            process.on_output = heard.append
            await process.ended
            assert b"".join(heard) == b"a\n" + b"b" * 300_000
            assert process.drain() == b""

    asyncio.run(run())


def test_output_waits_until_it_is_fetched(tmp_path: Path) -> None:
    async def run() -> None:
        async with processes(tmp_path) as started:
            process = await started.spawn(await started.place(1), {}, ["print('first', flush=True); time.sleep(100)"])
            assert await said(process) == b"first\n"
            process.on_output = print
            process.on_output = None
            assert process.drain() == b""
            process.kill()
            await process.ended
            assert process.drain() == b""

    asyncio.run(run())


def test_a_listener_that_fails_hides_no_end(tmp_path: Path) -> None:
    def fail(data: bytes) -> None:
        raise RuntimeError("as the test wants")

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
        async with processes(tmp_path) as started:
            process = await started.spawn(await started.place(1), {}, ["print(1)"])
            process.on_output = fail
            assert await asyncio.wait_for(process.ended, 10) == 0

    asyncio.run(run())
