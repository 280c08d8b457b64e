"""The spawner's loop: requests from the emulator, ends of processes, the end of the emulator."""

from __future__ import annotations

import array
import contextlib
import errno
import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from scorelet.emulator.processes import descent
from scorelet.emulator.processes.spawner import ending, kernel
from scorelet.emulator.processes.spawner.places import Ground, Place, Places
from scorelet.emulator.processes.spawner.starting import Start, start

Answer = tuple[Any, ...]
"""A message's members, and descriptors that go with it and are closed here."""

_KILOBYTE = 1 if sys.platform == "darwin" else 1024
"""What ru_maxrss counts in."""


class _Running(NamedTuple):
    place: int
    mark: int


class Spawner:
    """Answers one emulator."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._places: Places | None = None
        self._interpreter = ""
        self._kept: dict[int, Place] = {}
        self._running: dict[int, _Running] = {}
        self._counted = 0
        self._requests: dict[str, Callable[..., Answer]] = {
            "open": self._open,
            "place": self._place,
            "spawn": self._spawn,
            "leave": self._leave,
        }

    def serve(self, awakened: int) -> None:
        """Until the emulator ends, or its connection does; `awakened` can be read when a child ended."""
        connection = self._connection.fileno()
        buffer = b""
        while True:
            ready, _, _ = select.select([connection, awakened], [], [])
            if awakened in ready:
                os.read(awakened, 4096)
                self.reap()
            if connection in ready:
                received = self._connection.recv(65536)
                if not received:
                    return
                *lines, buffer = (buffer + received).split(b"\n")
                for line in lines:
                    self._answer(json.loads(line))

    def end(self) -> None:
        ending.end_all(self._running, self.reap)

    def reap(self) -> bool:
        """Takes in all children that ended, and ends what they left behind; whether any children are left."""
        some = False
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if pid == 0:
                break
            some = True
            if self._running.pop(pid, None) is not None:
                descent.kill_group(pid)
                code = os.waitstatus_to_exitcode(status)
                say(self._connection, {"ended": pid, "status": code, "peak": usage.ru_maxrss * _KILOBYTE})
        if some:
            ending.end_strays(self._running, (running.mark for running in self._running.values()))
        return True

    def _answer(self, request: dict[str, Any]) -> None:
        do, number = request.pop("do"), request.pop("id")
        try:
            answer, *descriptors = self._requests[do](**request)
        except OSError as error:
            answer, descriptors = failure(error), []
        say(self._connection, {"id": number, **answer}, *descriptors)

    def _open(self, ground: dict[str, str], folders: str) -> Answer:
        places = self._places = Places(Ground(**ground), folders)
        self._interpreter = ground["interpreter"]
        gc.freeze()
        return ({"isolation": places.isolation, "why": places.why, "roots": places.roots},)

    def _place(self, storage: int) -> Answer:
        if self._places is None:
            raise OSError(errno.ENOENT, "nothing is open")
        place = self._places.make(storage)
        self._counted += 1
        self._kept[self._counted] = place
        return ({"place": self._counted, "roots": place.roots},)

    def _spawn(self, place: int, variables: dict[str, str], arguments: list[str]) -> Answer:
        kept = self._known(place)
        self._counted += 1
        mark = descent.make_mark(os.getpid(), self._counted)
        command = [self._interpreter, "-I", "-S", os.path.join(kept.roots.runtime, "bootstrap.py"), *arguments]
        pid, output = start(Start(command, variables, kept.roots.task, kept.view, mark))
        self._running[pid] = _Running(place, mark)
        return {"pid": pid}, output

    def _leave(self, place: int) -> Answer:
        kept = self._known(place)
        here = [pid for pid, running in self._running.items() if running.place == place]
        for pid in here:
            descent.kill_group(pid)
        ending.wait_until(lambda: not self.reap() or self._running.keys().isdisjoint(here))
        if self._places is not None:
            self._places.leave(kept)
        del self._kept[place]
        return ({},)

    def _known(self, place: int) -> Place:
        if place not in self._kept:
            raise OSError(errno.ENOENT, "that execution environment was left")
        return self._kept[place]


def failure(error: OSError) -> dict[str, Any]:
    return {"error": error.strerror or str(error), "at": error.filename or ""}


def say(connection: socket.socket, message: dict[str, Any], *descriptors: int) -> None:
    """A line to the emulator. Where it has ended already, the loop sees it next."""
    data = json.dumps(message).encode() + b"\n"
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
    with contextlib.suppress(OSError):
        sent = connection.sendmsg([data], ancillary)
        connection.sendall(data[sent:])
    for number in descriptors:
        os.close(number)


def prepare_signals() -> int:
    """None ends this program, and a started process finds them as they should be; what is readable at SIGCHLD."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    for number in signal.valid_signals():
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    awakened, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    # Handlers, for exec sets those to the default: a signal that is ignored would be so in the processes as well.
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, lambda number, frame: None)
    return awakened


def main(arguments: list[str]) -> None:
    """The inherited connection's descriptor, and the work folder: it is made here, so that whoever is killed when, it
    is there only as long as this program is, which removes it."""
    connection, work = socket.socket(fileno=int(arguments[0])), arguments[1]
    connection.set_inheritable(False)
    if sys.platform == "linux":
        kernel.adopt_orphans()
    awakened = prepare_signals()
    try:
        _serve(connection, work, awakened)
    finally:
        ending.remove(work)


def _serve(connection: socket.socket, work: str, awakened: int) -> None:
    try:
        os.makedirs(work, 0o700, exist_ok=True)
    except OSError as error:
        say(connection, {"id": 0, **failure(error)})
        return
    say(connection, {"id": 0})
    spawner = Spawner(connection)
    try:
        spawner.serve(awakened)
    finally:
        spawner.end()
