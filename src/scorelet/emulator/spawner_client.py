"""The emulator's side of the connection to the spawner (`spawner/`)."""

from __future__ import annotations

import array
import asyncio
import collections
import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from scorelet.emulator import descent
from scorelet.emulator.process import Process
from scorelet.errors import ScoreletError

_PROGRAM = (
    "import sys; sys.path.append(sys.argv[1]); from scorelet.emulator.spawner.program import main; main(sys.argv[2:])"
)
_SOURCE = str(Path(__file__).resolve().parents[2])
_PATIENCE = 20.0
"""Seconds to wait for an answer: it comes within milliseconds, except where the machine is overloaded."""

_MARKS = 24


def interpreter() -> str:
    """Python itself, not a virtual environment's: the function must not see what is installed there."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


class ProcessError(ScoreletError):
    """The machine refuses a process, or what it needs."""


class SpawnerClient:
    """Asks the spawner, and hands on what it tells. One event loop uses it."""

    def __init__(self, connection: socket.socket, program: subprocess.Popen[bytes]) -> None:
        self._connection = connection
        self._program = program
        self._loop = asyncio.get_running_loop()
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._counted = 0
        self._processes: dict[int, Process] = {}
        self._descriptors: collections.deque[int] = collections.deque()
        self._buffer = b""
        self._gone = self._loop.create_future()
        self._loop.add_reader(connection.fileno(), self._receive)

    @classmethod
    async def start(cls) -> SpawnerClient:
        """Raises ProcessError."""
        ours, theirs = socket.socketpair()
        ours.settimeout(_PATIENCE)
        command = [interpreter(), "-I", "-S", "-c", _PROGRAM, _SOURCE, str(theirs.fileno())]
        with theirs:
            try:
                program = subprocess.Popen(
                    command,
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    start_new_session=True,
                )
            except OSError as error:
                ours.close()
                raise _refused("starting processes", error.strerror or str(error)) from error
        return cls(ours, program)

    async def ask(self, do: str, **values: Any) -> dict[str, Any]:
        """The spawner's answer. Raises ProcessError."""
        if self._gone.done():
            raise self._ended_error()
        self._counted += 1
        number = self._counted
        answer = self._asked[number] = self._loop.create_future()
        try:
            self._connection.sendall(json.dumps({"id": number, "do": do, **values}).encode() + b"\n")
            found: dict[str, Any] = await asyncio.wait_for(answer, _PATIENCE)
        except TimeoutError as error:
            raise _refused(do, f"no answer within {_PATIENCE:g} s") from error
        except OSError as error:
            raise self._ended_error() from error
        if "error" in found:
            where = f" ({found['at']})" if found["at"] else ""
            raise _refused(do, found["error"] + where)
        return found

    async def close(self) -> None:
        """Waits until the spawner has ended everything."""
        if not self._gone.done():
            self._connection.shutdown(socket.SHUT_WR)
            await asyncio.wait([self._gone], timeout=_PATIENCE)
        if not self._gone.done():
            self._program.kill()
            self._lost()
        await asyncio.to_thread(self._program.wait)
        if self._program.stderr is not None:
            self._program.stderr.close()

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
            process = self._processes.pop(message["ended"])
            process.has_ended(message["status"], message["peak"])
            return
        answer = self._asked.pop(message["id"])
        if "pid" in message:
            # Here and now: the next message may be that it has ended.
            process = message["process"] = Process(message["pid"], self._descriptors.popleft(), self._loop)
            self._processes[process.pid] = process
            if answer.done():  # nobody waits for it any more
                process.kill()
        if not answer.done():
            answer.set_result(message)

    def _lost(self) -> None:
        """The connection has ended: by `close`, or because the spawner died."""
        if self._gone.done():
            return
        self._gone.set_result(None)
        self._loop.remove_reader(self._connection.fileno())
        self._connection.close()
        self._end_what_is_left()
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(self._ended_error())
        self._asked.clear()

    def _end_what_is_left(self) -> None:
        """Where the spawner could not: it was killed itself."""
        if not self._processes:
            return
        for process in self._processes.values():
            process.kill()
        for pid in descent.everybody():
            if (descent.mark(pid) or 0) >> _MARKS == self._program.pid:
                descent.kill(pid)
        for process in self._processes.values():
            process.has_ended(-9, 0)
        self._processes.clear()

    def _ended_error(self) -> ProcessError:
        return ProcessError("the program that starts the functions' processes has ended\nstart the emulator again")


_STEPS = {
    "open": "the isolation of processes cannot be set up",
    "place": "no /tmp for an execution environment",
    "spawn": "a function's process cannot be started",
    "leave": "the /tmp of an execution environment cannot be removed",
}


def _refused(do: str, reason: str) -> ProcessError:
    return ProcessError(f"{_STEPS.get(do, do)}: {reason}\nend other programs, or lower --concurrency")
