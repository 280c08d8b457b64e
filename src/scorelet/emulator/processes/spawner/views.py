"""What a function's process sees of the file system: mount namespaces, where Linux lets us have them.

    /           as it is, read-only              /tmp          a tmpfs of its own, of the storage's size
    /var/task   the package, read-only           /var/runtime  AWS's runtime client, read-only
    /dev/shm    empty, as there is none on Lambda
    ~           the user's own folder: empty, but for the interpreter where that is in it

One view belongs to one execution environment. It is a mount namespace that only a file descriptor of the spawner and
the processes in it hold: nothing is mounted for the rest of the machine, and all goes when the descriptor is closed,
however the spawner ends. An ordinary user gets it inside a user namespace in which he stays who he is.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import sys
from collections.abc import Iterable

from scorelet.emulator.processes.spawner import kernel

TASK, RUNTIME, TMP = "/var/task", "/var/runtime", "/tmp"

_OWN = "/proc/self/ns/mnt"
_TMPFS = kernel.MS_NOSUID | kernel.MS_NODEV


class Views:
    """Makes views; `enter` has been called, so this process has a mount namespace of its own to come back to.

    home  the folder that is hidden; "" for none
    """

    def __init__(self, package: str, runtime: str, home: str) -> None:
        self._package = package
        self._runtime = runtime
        self._hidden = home
        self._home = os.open(_OWN, os.O_RDONLY)

    def make(self, storage: int, needed: Iterable[str] = ()) -> int:
        """A file descriptor of a new view with `storage` MB of /tmp. Raises OSError, and FileNotFoundError where one
        of the paths that are needed is not to be seen in it.
        """
        kernel.unshare(kernel.CLONE_NEWNS)
        try:
            self._mount(storage)
            for path in needed:
                os.stat(path)
            return os.open(_OWN, os.O_RDONLY)
        finally:
            kernel.enter_mounts(self._home)

    def _mount(self, storage: int) -> None:
        with contextlib.ExitStack() as opened:
            # By descriptors: the paths themselves may be hidden soon.
            numbers = [_opened(path, opened) for path in (self._package, self._runtime)]
            kept = {path: _opened(path, opened) for path in _installed() if _is_below(path, self._hidden)}
            kernel.mount("tmpfs", "/var", "tmpfs", _TMPFS, "mode=755,size=64k")
            for number, target in zip(numbers, (TASK, RUNTIME), strict=True):
                os.mkdir(target)
                kernel.mount(f"/proc/self/fd/{number}", target, flags=kernel.MS_BIND | kernel.MS_REC)
            if self._hidden:
                kernel.mount("tmpfs", self._hidden, "tmpfs", _TMPFS, "mode=755,size=64k")
            for path, number in kept.items():
                os.makedirs(path)
                kernel.mount(f"/proc/self/fd/{number}", path, flags=kernel.MS_BIND | kernel.MS_REC)
        if os.path.isdir("/dev/shm"):
            kernel.mount("tmpfs", "/dev/shm", "tmpfs", _TMPFS, "mode=755,size=4k")
        kernel.make_read_only("/")
        kernel.mount("tmpfs", TMP, "tmpfs", _TMPFS, f"mode=1777,size={storage}m")


def _opened(folder: str, until: contextlib.ExitStack) -> int:
    number = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    until.callback(os.close, number)
    return number


def enter() -> None:
    """Gives this process a mount namespace of its own, if need be in a user namespace. Raises OSError."""
    try:
        kernel.unshare(kernel.CLONE_NEWNS)
    except PermissionError:
        _as_oneself()
    kernel.mount("none", "/", flags=kernel.MS_REC | kernel.MS_PRIVATE)


def _as_oneself() -> None:
    user, group = os.getuid(), os.getgid()
    kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNS)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        _write(f"/proc/self/{name}", text)


def _write(path: str, text: str) -> None:
    number = os.open(path, os.O_WRONLY)
    try:
        os.write(number, text.encode())
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from error
    finally:
        os.close(number)


def home() -> str:
    """The folder of this process's user; "" where he has none of his own."""
    try:
        found = os.path.realpath(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:
        return ""
    return found if os.path.isdir(found) and not _is_below("/usr", found) else ""


def _installed() -> list[str]:
    """Where the interpreter, which is the function's as well, is installed."""
    return sorted({os.path.realpath(path) for path in (sys.base_prefix, sys.base_exec_prefix)})


def _is_below(path: str, folder: str) -> bool:
    return bool(folder) and path != folder and os.path.commonpath([path, folder]) == folder


def refusal(package: str, runtime: str, interpreter: str, home: str) -> str:
    """Why there can be no views on this machine, in words; "" where there can. Tried in a process of its own."""
    if sys.platform != "linux":
        return "mount namespaces are of Linux only"
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(tell, os.fsencode(_tried(package, runtime, interpreter, home)))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(tell)
    with open(told, encoding="utf-8", errors="replace") as file:
        words = file.read()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return words or ("" if status == 0 else f"the attempt ended with status {status}")


def _tried(package: str, runtime: str, interpreter: str, home: str) -> str:
    needed = [interpreter, os.path.dirname(os.__file__), *_libraries()]
    try:
        enter()
        Views(package, runtime, home).make(1, needed)
    except FileNotFoundError as error:
        return f"{error.filename}, which the interpreter needs, would be hidden by the function's own /tmp and /var"
    except OSError as error:
        return f"the system refuses mount namespaces ({error.filename}: {error.strerror})"
    return ""


def _libraries() -> list[str]:
    """The files that this interpreter, which is the function's as well, has mapped into memory."""
    with open("/proc/self/maps") as file:
        found = {line.rstrip("\n").partition("/")[2] for line in file if "/" in line}
    return [f"/{path}" for path in sorted(found) if not path.endswith(" (deleted)")]
