"""Forks, and turns the child into a function's process."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple, NoReturn

from scorelet.emulator.processes import descent
from scorelet.emulator.processes.spawner import kernel

_FILES = 1024
"""Lambda's limit of open files."""


class Start(NamedTuple):
    """A process to be.

    view    a mount namespace's descriptor; None: the folders as they are
    folder  the working folder, as the process sees it
    mark    tells its descendants from others' (`descent`)
    """

    command: Sequence[str]
    variables: Mapping[str, str]
    folder: str
    view: int | None
    mark: int


class Started(NamedTuple):
    """output: the reading end of stdout and stderr."""

    pid: int
    output: int


def start(wanted: Start) -> Started:
    """Comes back when the interpreter runs. Raises OSError, with the step that failed as its file name."""
    output, into = os.pipe()
    try:
        told, tell = os.pipe()
    except OSError:
        os.close(output)
        os.close(into)
        raise
    parent = os.getpid()
    try:
        pid = os.fork()
        if pid == 0:
            _become(wanted, into, tell, parent)
    except OSError:
        for number in (output, told):
            os.close(number)
        raise
    finally:
        os.close(into)
        os.close(tell)
    try:
        _await_exec(pid, told)
    except OSError:
        os.close(output)
        raise
    return Started(pid, output)


def _await_exec(pid: int, told: int) -> None:
    """The child's end of the pipe closes when exec succeeds; before that it may tell of an error."""
    with open(told, encoding="utf-8", errors="replace") as file:
        failure = file.read()
    if failure:
        os.waitpid(pid, 0)
        number, _, step = failure.partition(" ")
        raise OSError(int(number), os.strerror(int(number)), step)


def _become(wanted: Start, into: int, tell: int, parent: int) -> NoReturn:
    """In the child. No way leads back into the program."""
    try:
        os.setsid()
        _connect(into)
        _limit(wanted.mark)
        os.umask(0o022)
        if sys.platform == "linux":
            _isolate(wanted.view, parent)
        os.chdir(wanted.folder)
        os.execve(wanted.command[0], list(wanted.command), dict(wanted.variables))
    except OSError as error:
        os.write(tell, os.fsencode(f"{error.errno} {error.filename or ''}"))
    except ValueError:  # a NUL character, or "=" in a variable's name
        os.write(tell, b"%d variables" % errno.EINVAL)
    finally:
        os._exit(127)


def _connect(into: int) -> None:
    """All other descriptors close at exec by themselves: Python makes them so."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(into, 1)
    os.dup2(into, 2)


def _limit(mark: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(ValueError, OSError):  # an emulator inside an emulator's function
            resource.setrlimit(descent.RLIMIT_LOCKS, (mark, mark))


def _isolate(view: int | None, parent: int) -> None:
    if view is not None:
        kernel.enter_mounts(view)
    kernel.drop_privileges()
    with contextlib.suppress(OSError):  # an older Linux
        kernel.keep_to_oneself()
    kernel.die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the line above
        os._exit(127)
