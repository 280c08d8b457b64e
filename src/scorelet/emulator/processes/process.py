"""One process of a function, as the emulator sees it."""

from __future__ import annotations

import array
import asyncio
import fcntl
import os
import signal
import termios
from collections.abc import Callable

from scorelet.emulator.processes import descent, measuring

Output = Callable[[bytes], None]

_CHUNK = 65536


class Process:
    """Running, frozen or ended.

    pid    of the process, and of its group
    ended  resolves with its exit code, or minus the signal that ended it; all output is there by then
    """

    def __init__(self, pid: int, output: int, loop: asyncio.AbstractEventLoop) -> None:
        self.pid = pid
        self.ended: asyncio.Future[int] = loop.create_future()
        self._loop = loop
        self._output: int | None = output
        self._rest = b""
        self._heard: Output | None = None
        self._highest = 0
        os.set_blocking(output, False)

    @property
    def on_output(self) -> Output | None:
        """Called with what the process wrote, as it comes. Without it, output waits in a pipe until `drain`."""
        return self._heard

    @on_output.setter
    def on_output(self, heard: Output | None) -> None:
        self._heard = heard
        if self._output is None:
            return
        if heard is None:
            self._loop.remove_reader(self._output)
        else:
            self._loop.add_reader(self._output, self._hear)

    def drain(self) -> bytes:
        """All output that is there now and was not given to `on_output`."""
        rest, self._rest = self._rest, b""
        return rest if self._output is None else rest + _read(self._output, _available(self._output))

    def freeze(self) -> None:
        """It stands still, with its descendants, until `thaw`."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """The process and all that descends from it, frozen or not; `ended` tells when."""
        self._signal(signal.SIGKILL)

    def memory(self) -> int:
        """Bytes in memory now, with its descendants'."""
        now = 0 if self.ended.done() else measuring.resident(self.pid)
        self._highest = max(self._highest, now)
        return now

    def peak(self) -> int:
        """Bytes at most until now: of what `memory` saw, and of the process alone at any time."""
        if not self.ended.done():
            self._highest = max(self._highest, measuring.highest(self.pid))
        return self._highest

    def has_ended(self, status: int, peak: int) -> None:
        """For `Processes`: the process is gone, and its number may be another's soon."""
        self._highest = max(self._highest, peak)
        if self._output is not None:
            self._take_rest(self._output)
        if not self.ended.done():
            self.ended.set_result(status)

    def _take_rest(self, output: int) -> None:
        rest = _read(output, _available(output))
        if self._heard is None:
            self._rest = rest
        else:
            self._loop.remove_reader(output)
        os.close(output)
        self._output = None
        if self._heard is not None and rest:
            # By the loop, which bears what it raises; and still before anybody who awaits `ended` goes on.
            self._loop.call_soon(self._heard, rest)

    def _hear(self) -> None:
        if self._output is None or self._heard is None:
            return
        if data := _read(self._output, _CHUNK):
            self._heard(data)
        else:  # closed by the process
            self._loop.remove_reader(self._output)

    def _signal(self, number: int) -> None:
        if self.ended.done():
            return
        descent.kill_group(self.pid, number)
        # Those that left the group with setsid, be it just now. What the dead leave behind, the spawner ends.
        for pid in descent.descendants(self.pid):
            if _group(pid) != self.pid:
                descent.kill(pid, number)


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def _available(number: int) -> int:
    count = array.array("i", [0])
    fcntl.ioctl(number, termios.FIONREAD, count)
    return count[0]


def _read(number: int, most: int) -> bytes:
    """Up to so many bytes, without waiting."""
    data = b""
    while len(data) < most:
        try:
            part = os.read(number, most - len(data))
        except BlockingIOError:
            break
        if not part:
            break
        data += part
    return data
