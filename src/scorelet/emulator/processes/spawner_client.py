"""The emulator's side of the connection to the spawner (`spawner/`)."""

from __future__ import annotations

import array
import asyncio
import collections
import errno
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from scorelet.emulator.processes import descent
from scorelet.emulator.processes.process import Process
from scorelet.errors import ScoreletError

_PROGRAM = """
import sys
sys.path.append({!r})
from scorelet.emulator.processes.spawner.program import main
main(sys.argv[1:])
"""
_SOURCE = str(Path(__file__).resolve().parents[3])

_PATIENCE = 20.0
"""Seconds to wait for an answer: it comes within milliseconds, except where the machine is overloaded."""

_STEPS = {
    "start": ("the emulator's folder cannot be made", "make sure that there is room on the disk"),
    "open": ("the isolation of processes cannot be set up", "make sure that there is room on the disk"),
    "place": ("there can be no /tmp for an execution environment", "start the emulator again"),
    "spawn": ("a function's process cannot be started", "end other programs, or lower --concurrency"),
    "leave": ("the /tmp of an execution environment cannot be removed", "start the emulator again"),
}
"""What was refused, and what to do."""


class ProcessError(ScoreletError):
    """The machine refuses a process, or what it needs."""


class SpawnerClient:
    """Asks the spawner, and hands on what it tells. One event loop uses it."""

    def __init__(self, connection: socket.socket, program: subprocess.Popen[bytes], patience: float) -> None:
        self._connection = connection
        self._program = program
        self._patience = patience
        connection.settimeout(patience)
        self._loop = asyncio.get_running_loop()
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {0: self._loop.create_future()}
        self._processes: dict[int, Process] = {}
        self._descriptors: collections.deque[int] = collections.deque()
        self._buffer = b""
        self._last_words = b""
        self._counted = 0
        self._gone = self._loop.create_future()
        self._loop.add_reader(connection.fileno(), self._receive)

    @classmethod
    def start(cls, work: str, patience: float = _PATIENCE) -> SpawnerClient:
        """Starts the spawner, which makes the work folder. Raises ProcessError."""
        ours, theirs = socket.socketpair()
        program = [interpreter(), "-I", "-S", "-c", _PROGRAM.format(_SOURCE), str(theirs.fileno()), work]
        with theirs:
            try:
                return cls(ours, _started(program, theirs.fileno()), patience)
            except OSError as error:
                ours.close()
                raise _refused("spawn", error.strerror or str(error)) from error

    async def started(self) -> None:
        """The work folder is there, and goes whatever happens. Raises ProcessError."""
        await self._answer("start", 0)

    async def ask(self, do: str, **values: Any) -> dict[str, Any]:
        """Raises ProcessError."""
        if self._gone.done():
            raise self._ended_error()
        self._counted += 1
        number = self._counted
        self._asked[number] = self._loop.create_future()
        try:
            self._connection.sendall(json.dumps({"id": number, "do": do, **values}).encode() + b"\n")
        except TimeoutError as error:
            del self._asked[number]
            self._give_up()  # half of a request may be on its way
            raise _refused(do, f"the spawner took nothing in for {self._patience:g} s") from error
        except OSError as error:
            self._asked.pop(number, None)
            raise self._ended_error() from error
        return await self._answer(do, number)

    async def close(self) -> None:
        """Waits until the spawner has ended everything."""
        if not self._gone.done():
            self._connection.shutdown(socket.SHUT_WR)
            await asyncio.wait([self._gone], timeout=self._patience)
        self._give_up()
        await asyncio.to_thread(self._program.wait)
        if self._program.stderr is not None:
            self._program.stderr.close()

    def _give_up(self) -> None:
        if not self._gone.done():
            self._program.kill()
            self._lost()

    async def _answer(self, do: str, number: int) -> dict[str, Any]:
        try:
            answer = await asyncio.wait_for(self._asked[number], self._patience)
        except TimeoutError as error:
            raise _refused(do, f"no answer within {self._patience:g} s") from error
        if "error" in answer:
            raise _refused(do, answer["error"], answer["at"])
        return answer

    def _receive(self) -> None:
        try:
            data, ancillary, _, _ = self._connection.recvmsg(65536, socket.CMSG_SPACE(16 * array.array("i").itemsize))
        except OSError:
            data, ancillary = b"", []
        for _, _, sent in ancillary:
            self._descriptors.extend(array.array("i", sent))
        if not data:
            self._lost()
            return
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            self._take(json.loads(line))

    def _take(self, message: dict[str, Any]) -> None:
        if "ended" in message:
            if (process := self._processes.pop(message["ended"], None)) is not None:
                process.has_ended(message["status"], message["peak"])
            return
        answer = self._asked.pop(message["id"])
        if "pid" in message:  # here and now: the next message may be that it has ended
            message = self._spawned(message["pid"], wanted=not answer.done())
        if not answer.done():
            answer.set_result(message)

    def _spawned(self, pid: int, *, wanted: bool) -> dict[str, Any]:
        if not self._descriptors:  # the system had none left for this program
            descent.kill_group(pid)
            return {"error": os.strerror(errno.EMFILE), "at": ""}
        process = self._processes[pid] = Process(pid, self._descriptors.popleft(), self._loop)
        if not wanted:  # nobody waits for it any more
            process.kill()
        return {"process": process}

    def _lost(self) -> None:
        """The connection has ended: by `close`, or because the spawner died."""
        if self._gone.done():
            return
        self._gone.set_result(None)
        self._loop.remove_reader(self._connection.fileno())
        self._connection.close()
        self._last_words = self._program.stderr.read() or b"" if self._program.stderr is not None else b""
        self._end_what_is_left()
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(self._ended_error())
        self._asked.clear()

    def _end_what_is_left(self) -> None:
        """Where the spawner could not: it was killed itself."""
        left = list(self._processes.values())
        self._processes.clear()
        if left:
            for process in left:
                process.kill()
            descent.kill_marked(self._program.pid)
        for process in left:
            process.has_ended(-9, 0)

    def _ended_error(self) -> ProcessError:
        words = self._last_words.decode(errors="replace").splitlines()
        last = f": {words[-1]}" if words else ""
        return ProcessError(
            f"the program that starts the functions' processes has ended{last}\nstart the emulator again"
        )


def interpreter() -> str:
    """Python itself, not a virtual environment's: the function must not see what is installed there."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _started(command: list[str], connection: int) -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C is for the emulator, which has its own way to end."""
    program = subprocess.Popen(
        command,
        pass_fds=[connection],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        bufsize=0,
    )
    if program.stderr is not None:
        os.set_blocking(program.stderr.fileno(), False)
    return program


def _refused(do: str, reason: str, at: str = "") -> ProcessError:
    what, next_step = _STEPS[do]
    where = f" ({at})" if at else ""
    return ProcessError(f"{what}: {reason}{where}\n{next_step}")
