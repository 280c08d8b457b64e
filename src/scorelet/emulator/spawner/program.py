"""The spawner's loop: requests from the emulator, ends of processes, the end of the emulator."""

from __future__ import annotations

import array
import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from scorelet.emulator import descent
from scorelet.emulator.spawner import ending, kernel
from scorelet.emulator.spawner.places import Ground, Place, Places
from scorelet.emulator.spawner.starting import Start, start

_KILOBYTE = 1 if sys.platform == "darwin" else 1024
"""What ru_maxrss counts in."""

_MARKS = 24
"""Bits for the processes of one spawner; the bits above them are the spawner's own number."""


class _Running(NamedTuple):
    place: int
    mark: int


class Spawner:
    """Answers one emulator."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._places: Places | None = None
        self._work = ""
        self._interpreter = ""
        self._kept: dict[int, Place] = {}
        self._running: dict[int, _Running] = {}
        self._counted = 0
        self._requests: dict[str, Callable[..., tuple[Any, ...]]] = {
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
        if self._work:
            ending.remove(self._work)

    def reap(self) -> bool:
        """Takes in all children that ended; whether any are left."""
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
                self._say({"ended": pid, "status": code, "peak": usage.ru_maxrss * _KILOBYTE})
        if some:
            ending.end_strays(self._running, (running.mark for running in self._running.values()))
        return True

    def _answer(self, request: dict[str, Any]) -> None:
        do, number = request.pop("do"), request.pop("id")
        try:
            answer, *descriptors = self._requests[do](**request)
        except OSError as error:
            answer = {"error": error.strerror or str(error), "errno": error.errno, "at": error.filename}
            descriptors = []
        self._say({"id": number, **answer}, *descriptors)

    def _say(self, message: dict[str, Any], *descriptors: int) -> None:
        with contextlib.suppress(OSError):  # the emulator has ended: the loop sees it, too
            _send(self._connection, json.dumps(message).encode() + b"\n", descriptors)
        for number in descriptors:
            os.close(number)

    def _open(self, folders: str, **ground: str) -> tuple[Any, ...]:
        self._work = ground["work"]
        self._places = Places(Ground(**ground), folders)
        self._interpreter = ground["interpreter"]
        return ({"isolation": self._places.isolation, "why": self._places.why, "roots": self._places.roots},)

    def _place(self, storage: int) -> tuple[Any, ...]:
        assert self._places is not None
        place = self._places.make(storage)
        self._counted += 1
        self._kept[self._counted] = place
        return ({"place": self._counted, "roots": place[:3]},)

    def _spawn(self, place: int, variables: dict[str, str], arguments: list[str]) -> tuple[Any, ...]:
        kept = self._kept[place]
        self._counted += 1
        mark = (os.getpid() << _MARKS) + self._counted
        command = [self._interpreter, "-I", "-S", os.path.join(kept.runtime, "bootstrap.py"), *arguments]
        pid, output = start(Start(command, variables, kept.task, kept.view, mark))
        self._running[pid] = _Running(place, mark)
        return {"pid": pid}, output

    def _leave(self, place: int) -> tuple[Any, ...]:
        assert self._places is not None
        here = [pid for pid, running in self._running.items() if running.place == place]
        for pid in here:
            descent.kill_group(pid)
        ending.wait_until(lambda: self.reap() is False or self._running.keys().isdisjoint(here))
        self._places.leave(self._kept.pop(place))
        return ({},)


def _send(connection: socket.socket, data: bytes, descriptors: list[int] | tuple[int, ...]) -> None:
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
    sent = connection.sendmsg([data], ancillary)
    connection.sendall(data[sent:])


def _calm() -> int:
    """Signals as a started process should find them, none that ends this program; what is readable at SIGCHLD."""
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
    """The number of the connection's descriptor, which was inherited."""
    connection = socket.socket(fileno=int(arguments[0]))
    connection.set_inheritable(False)
    if sys.platform == "linux":
        kernel.adopt_orphans()
    awakened = _calm()
    gc.freeze()
    spawner = Spawner(connection)
    try:
        spawner.serve(awakened)
    finally:
        spawner.end()
