from __future__ import annotations

import asyncio
import json
import os
import pwd
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from scorelet.emulator.processes.processes import Process, ProcessError, Processes
from scorelet.errors import UsageError
from tests.emulator.trying import LEAVES_ITS_GROUP, processes, said, told
from tests.ends import eventually, is_gone

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


def test_the_users_own_folder_is_hidden(tmp_path: Path) -> None:
    """But for the interpreter where that is in it. What a function finds there it would not find on Lambda."""
    home = Path(pwd.getpwuid(os.getuid()).pw_dir).resolve()
    installed = Path(sys.base_prefix).resolve()
    left = [installed.relative_to(home).parts[0]] if installed.is_relative_to(home) else []

    async def run() -> None:
        async with processes(tmp_path, "namespaces") as started:
            said = await told(started, await started.place(1), f"print(os.listdir({str(home)!r}), time.time() > 0)")
            assert said == f"{left} True\n"

    if not home.is_dir() or {path.name for path in home.iterdir()} == set(left):
        pytest.skip(f"{home} has nothing that could be hidden")
    asyncio.run(run())


@both
def test_leaves_the_users_other_processes_alone(tmp_path: Path, mode: str) -> None:
    """`os.kill(-1, 9)` would else end the emulator, and all that the user has open."""
    code = f"""
for other in (os.getppid(), {os.getpid()}):
    for attempt in (lambda: os.kill(other, 0), lambda: open(f"/proc/{{other}}/environ").read()):
        try:
            print(attempt())
        except OSError as error:
            print(error.errno)
child = os.fork()
if child == 0:
    time.sleep(100)
os.kill(child, 9)
print(os.waitpid(child, 0)[1])
"""

    async def run() -> None:
        async with processes(tmp_path, mode) as started:
            assert (await told(started, await started.place(1), code)).split() == ["1", "13", "1", "13", "9"]

    if tuple(map(int, os.uname().release.split(".")[:2])) < (6, 12):
        pytest.skip("Linux has this since 6.12")
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


def test_twenty_at_once(tmp_path: Path) -> None:
    async def run() -> None:
        async with processes(tmp_path, "namespaces") as started:

            async def one(number: int) -> str:
                code = f"open('/tmp/it', 'x').write('{number}'); time.sleep(0.1); print(open('/tmp/it').read())"
                return await told(started, await started.place(1), code)

            assert await asyncio.gather(*map(one, range(20))) == [f"{number}\n" for number in range(20)]

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


def test_who_goes_away_while_the_package_is_unpacked_leaves_nothing(tmp_path: Path) -> None:
    begun, may_go_on = threading.Event(), threading.Event()

    def unpack(folder: Path) -> None:
        begun.set()
        may_go_on.wait(20)
        folder.mkdir(parents=True)

    async def run() -> None:
        async with Processes(tmp_path / "work" / "package", unpack=unpack, work=tmp_path / "work"):
            pass

    async def cancelled() -> None:
        running = asyncio.ensure_future(run())
        await asyncio.to_thread(begun.wait, 20)
        running.cancel()
        await asyncio.sleep(0.01)
        may_go_on.set()
        await asyncio.wait([running])
        assert running.cancelled()

    asyncio.run(cancelled())
    assert list(tmp_path.iterdir()) == []


def test_a_work_folder_that_cannot_be(tmp_path: Path) -> None:
    async def run() -> None:
        async with Processes(tmp_path, work=tmp_path / "file" / "work"):
            pass

    (tmp_path / "file").write_text("mine")
    with pytest.raises(ProcessError) as refused:
        asyncio.run(run())
    assert str(refused.value) == (
        f"the emulator's folder cannot be made: Not a directory ({tmp_path}/file/work)\n"
        "make sure that there is room on the disk"
    )
    assert (tmp_path / "file").read_text() == "mine"


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
