from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from scorelet.emulator.processes import Process, ProcessError, Processes
from scorelet.errors import UsageError
from tests.emulator.trying import AS_A_DAEMON, LEAVES_ITS_GROUP, eventually, is_gone, processes, said, told

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
both = pytest.mark.parametrize("mode", ["namespaces", "folders"])


@both
def test_sees_the_package_and_the_standard_library_only(tmp_path: Path, mode: str) -> None:
    code = """
import importlib.util, json, mine
print(json.dumps([mine.name, sys.path[1:], [name for name in ("psutil", "pytest", "scorelet", "sqlite3")
    if importlib.util.find_spec(name)], sys.flags.isolated, sys.flags.no_site]))
try:
    import sklearn
except ModuleNotFoundError as error:
    print(error)
"""

    async def run() -> None:
        async with processes(tmp_path, mode) as started:
            first, second = (await told(started, await started.place(1), code)).splitlines()
            base = f"{sys.base_prefix}/lib/python{sys.version_info.major}{{}}{sys.version_info.minor}"
            paths = [base.format("") + ".zip", base.format("."), base.format(".") + "/lib-dynload"]
            assert json.loads(first) == ["mine", paths, ["sqlite3"], 1, 1]
            assert second == "No module named 'sklearn'"

    asyncio.run(run())


@both
def test_starts_as_on_lambda(tmp_path: Path, mode: str) -> None:
    code = """
import json, resource, signal
ignored = [n.name for n in signal.valid_signals() if signal.getsignal(n) == signal.SIG_IGN and hasattr(n, "name")]
old = os.umask(0)
print(json.dumps([os.getcwd(), dict(os.environ), old, os.getsid(0) == os.getpid(), sys.stdin.read(), ignored,
    list(signal.pthread_sigmask(signal.SIG_BLOCK, [])), sorted(os.listdir("/proc/self/fd")),
    resource.getrlimit(resource.RLIMIT_NOFILE)]))
sys.stdout.flush()
print("to stderr", file=sys.stderr)
"""

    async def run() -> None:
        async with processes(tmp_path, mode) as started:
            place = await started.place(1)
            seen, last = (await told(started, place, code, {"LANG": "C.UTF-8", "A": "ü"})).splitlines()
            variables = {"LANG": "C.UTF-8", "A": "ü"}
            if mode == "folders":
                variables["TMPDIR"] = place.roots.tmp
            # Python itself ignores the two signals; the last descriptor lists the folder.
            expected = [started.roots.task, variables, 0o022, True, "", ["SIGPIPE", "SIGXFSZ"], [], list("0123")]
            assert json.loads(seen) == [*expected, [1024, 1024]]
            assert last == "to stderr"

    asyncio.run(run())


def test_paths_are_those_of_lambda(tmp_path: Path) -> None:
    async def run() -> None:
        async with processes(tmp_path, "namespaces") as started:
            assert started.roots == ("/var/task", "/var/runtime", "/tmp")
            assert started.why == ""
            code = "print(*(sorted(os.listdir(at)) for at in ('/var', '/var/task', '/tmp', '/dev/shm')))"
            assert await told(started, await started.place(1), code) == "['runtime', 'task'] ['mine.py'] [] []\n"

    asyncio.run(run())


@both
def test_cannot_write_to_the_package_and_the_runtime(tmp_path: Path, mode: str) -> None:
    code = """
import errno
for path in (os.getcwd(), os.path.dirname(sys.argv[0])):
    for name in ("new.py", "mine.py", "bootstrap.py"):
        try:
            open(os.path.join(path, name), "a")
        except OSError as error:
            print(errno.errorcode[error.errno])
"""
    refused = {"namespaces": "EROFS", "folders": "EACCES"}[mode]

    async def run() -> None:
        async with processes(tmp_path, mode) as started:
            assert (await told(started, await started.place(1), code)).split() == [refused] * 6
        assert os.access(tmp_path / "package" / "mine.py", os.W_OK)  # the user's own files are left as they were
        assert (tmp_path / "package" / "mine.py").stat().st_mode & 0o200

    asyncio.run(run())


def test_cannot_write_anywhere_else(tmp_path: Path) -> None:
    code = """
import errno
for path in sys.argv[2:]:
    try:
        open(path, "a")
    except OSError as error:
        print(errno.errorcode[error.errno])
open("/dev/null", "w").write("x")
print(len(open("/dev/urandom", "rb").read(3)))
"""
    paths = ["/etc/new", "/dev/shm/new", "/var/new", "/new", str(Path.home() / "new")]

    async def run() -> None:
        async with processes(tmp_path, "namespaces") as started:
            process = await started.spawn(await started.place(1), {}, [code, *paths])
            assert await process.ended == 0
            assert process.drain().split() == [b"EROFS"] * 5 + [b"3"]

    asyncio.run(run())


@both
def test_tmp_outlives_a_process_and_is_not_anothers(tmp_path: Path, mode: str) -> None:
    where = "path = os.path.join(os.environ.get('TMPDIR', '/tmp'), 'kept')\n"

    async def run() -> None:
        async with processes(tmp_path, mode) as started:
            first, second = await started.place(1), await started.place(1)
            await told(started, first, where + "open(path, 'w').write('of the first')")
            assert await told(started, first, where + "print(open(path).read())") == "of the first\n"
            assert await told(started, second, where + "print(os.path.exists(path))") == "False\n"
            await started.leave(first)
            with pytest.raises(ProcessError) as refused:
                await started.spawn(first, {}, ["pass"])
            assert str(refused.value) == (
                "a function's process cannot be started: that execution environment was left\n"
                "end other programs, or lower --concurrency"
            )
            assert await told(started, second, "print(1)") == "1\n"

    asyncio.run(run())


def test_tmp_is_as_large_as_configured(tmp_path: Path) -> None:
    code = """
file = open("/tmp/large", "wb", 0)
written = 0
try:
    while True:
        written += file.write(bytes(65536))
except OSError as error:
    print(written, error)
"""

    async def run() -> None:
        async with processes(tmp_path, "namespaces") as started:
            for size in (1, 3):
                full = f"{size << 20} [Errno 28] No space left on device\n"
                assert await told(started, await started.place(size), code) == full

    asyncio.run(run())


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


def test_twenty_at_once(tmp_path: Path) -> None:
    async def run() -> None:
        async with processes(tmp_path, "namespaces") as started:

            async def one(number: int) -> str:
                code = f"open('/tmp/it', 'x').write('{number}'); time.sleep(0.1); print(open('/tmp/it').read())"
                return await told(started, await started.place(1), code)

            assert await asyncio.gather(*map(one, range(20))) == [f"{number}\n" for number in range(20)]

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


def test_a_process_that_nobody_waits_for_ends(tmp_path: Path) -> None:
    async def run() -> None:
        async with processes(tmp_path) as started:
            place = await started.place(1)
            wanted = asyncio.ensure_future(started.spawn(place, {}, [f"time.sleep(100) # {tmp_path}"]))
            await asyncio.sleep(0)
            wanted.cancel()
            await told(started, place, "pass")
            assert eventually(lambda: not _commands_with(str(tmp_path)))

    asyncio.run(run())


def _commands_with(text: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_text(errors="replace")
        except OSError:
            continue
        if f"# {text}" in command:
            found.append(command)
    return found


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"A": "\0"}, "Invalid argument (variables)"),
        ({"A=": "1"}, "Invalid argument (variables)"),
        ({"A": "x" * 3_000_000}, "Argument list too long"),
    ],
)
def test_what_the_system_does_not_take(tmp_path: Path, variables: dict[str, str], reason: str) -> None:
    async def run() -> None:
        async with processes(tmp_path) as started:
            place = await started.place(1)
            with pytest.raises(ProcessError, match=f"^a function's process cannot be started: {_quoted(reason)}"):
                await started.spawn(place, variables, ["pass"])
            assert await told(started, place, "print(1)") == "1\n"

    asyncio.run(run())


def _quoted(text: str) -> str:
    return text.replace("(", r"\(").replace(")", r"\)")


def test_a_package_that_was_removed(tmp_path: Path) -> None:
    async def run() -> None:
        async with processes(tmp_path, "namespaces") as started:
            (tmp_path / "package").rename(tmp_path / "elsewhere")
            with pytest.raises(ProcessError) as refused:
                await started.place(1)
            assert str(refused.value) == (
                "there can be no /tmp for an execution environment: No such file or directory "
                f"({tmp_path}/package)\nstart the emulator again"
            )

    asyncio.run(run())


def test_a_package_that_is_none(tmp_path: Path) -> None:
    async def run(**given: Any) -> None:
        async with Processes(**given):
            pass

    with pytest.raises(UsageError) as none:
        asyncio.run(run(package=tmp_path / "none", work=tmp_path / "work"))
    assert str(none.value) == (f"{tmp_path}/none: expected the folder of an unpacked package\nbuild the package again")
    with pytest.raises(UsageError) as here:
        asyncio.run(run(package=tmp_path, work=Path.cwd().parent))
    assert str(here.value) == (
        f"{Path.cwd().parent}: is removed when the emulator ends, but you work in it\nchoose an empty folder"
    )


def test_before_it_is_entered(tmp_path: Path) -> None:
    with pytest.raises(ProcessError, match="before `async with"):
        asyncio.run(Processes(tmp_path, work=tmp_path).place(1))


@both
def test_nothing_is_left_at_the_end(tmp_path: Path, mode: str) -> None:
    async def run() -> list[Process]:
        async with processes(tmp_path, mode) as started:
            place = await started.place(1)
            made = [await started.spawn(place, {}, [LEAVES_ITS_GROUP + "time.sleep(100)"]) for _ in range(3)]
            grandchildren.extend([int(await said(process)) for process in made])
            made[0].freeze()
        assert [process.ended.result() for process in made] == [-9, -9, -9]
        return made

    grandchildren: list[int] = []
    made = asyncio.run(run())
    assert all(is_gone(pid) for pid in [*grandchildren, *(process.pid for process in made)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["package", "runtime"]
