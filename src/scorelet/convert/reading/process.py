"""The parent's side of the process that reads a model: asks, waits, and says clearly how it died.

    with ChildProcess("model.pkl", trust=False) as child:
        child.described["class"]            "sklearn.pipeline.Pipeline"
        child.ask({"do": "convert"})        what the function of that name in SERVED gives

A child sees the modules that its parent sees. Where a model is trusted it also sees those in the current folder, where
the classes of one's own lie; an untrusted one does not, so that a file beside it cannot pass for a library.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from scorelet.convert.reading.answers import Json, error_from, line_of
from scorelet.convert.reading.served import SERVED
from scorelet.errors import ModelProcessError, ModelReadError, ScoreletError

MEMORY = 8 << 30
TIMEOUT = 300.0
LONGEST = 4 << 30
"""Bytes of one answer; a child that says more is taken for gone mad."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""One thread each: the threads of BLAS reserve address space, which is limited here, and are of no use."""


@dataclass(frozen=True)
class _Ended:
    """How a process ended: its exit code, or minus the signal's number."""

    code: int
    last_words: str

    def error(self, memory: int) -> ModelProcessError:
        if self.code == -signal.SIGKILL:
            text = "the process that reads it was killed, by a system short of memory perhaps"
            return ModelProcessError(f"{text}\nread it on a larger machine", reason="memory")
        if self.code == -signal.SIGXCPU:
            return ModelProcessError("reading it takes too much processor time\nallow it more", reason="timeout")
        if "MemoryError" in self.last_words or "bad_alloc" in self.last_words:
            return ModelProcessError(f"reading it takes more than {memory:,} bytes\nallow it more", reason="memory")
        how = f"crashed with {signal.Signals(-self.code).name}" if self.code < 0 else f"ended with code {self.code}"
        words = f" ({self.last_words})" if self.last_words else ""
        text = f"the process that reads it {how}{words}"
        return ModelProcessError(f"{text}\nthe file may be damaged, or made for other library versions", reason="crash")


class ChildProcess:
    """A process that has loaded, or will load, the model in `path`.

    `memory` is in bytes, beyond what a bare interpreter takes; `timeout` in seconds, for each question. The process
    starts and loads at the first question, and is killed at the end of the block. One that died is not started again.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        trust: bool = False,
        memory: int = MEMORY,
        timeout: float = TIMEOUT,
        served: Mapping[str, str] = SERVED,
    ) -> None:
        self.path = path
        self.trust = trust
        self.memory = memory
        self.timeout = timeout
        self.served = served
        self._process: subprocess.Popen[bytes] | None = None
        self._words: IO[bytes] | None = None
        self._buffer = bytearray()
        self._closed = False
        self._described: Json | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def described(self) -> Json:
        """What `child.described` says of the model; loads it first."""
        if self._described is None:
            request = {"do": "load", "path": os.fspath(self.path), "trust": self.trust, "served": dict(self.served)}
            self._described = self._asked(request)
        return self._described

    def ask(self, request: Json) -> Json:
        """The answer to a request; the model is loaded first.

        Raises what the child raises, ModelProcessError where it died or took too long: then it is gone.
        """
        loaded = self.described
        return loaded if request.get("do") == "load" else self._asked(request)

    def close(self) -> None:
        """Kill the process, and those that it started."""
        self._closed = True
        process, self._process = self._process, None
        if process is not None:
            _kill(process)
        if self._words is not None:
            self._words.close()
            self._words = None

    def _asked(self, request: Json) -> Json:
        try:
            process = self._running()
            answer = self._answer(process, line_of(request), time.monotonic() + self.timeout)
        except ScoreletError as error:
            self.close()
            raise self._here(error) from None
        if isinstance(answer, dict) and isinstance(answer.get("ok"), dict):
            ok: Json = answer["ok"]
            return ok
        raise self._here(error_from(answer.get("error") if isinstance(answer, dict) else None))

    def _here(self, error: ScoreletError) -> ScoreletError:
        if isinstance(error, ModelReadError) and error.path is None:
            error.path = str(self.path)
        return error

    def _running(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise ModelProcessError("the process that read it has ended", reason="ended")
        if self._process is None:
            self._words = tempfile.TemporaryFile()  # noqa: SIM115 - `close` closes it
            self._process = _started(self.memory, self.timeout, self.trust, self._words)
        return self._process

    def _answer(self, process: subprocess.Popen[bytes], request: bytes, deadline: float) -> Any:
        assert process.stdin is not None
        with suppress(BrokenPipeError):  # it has died: reading says how
            process.stdin.write(request)
            process.stdin.flush()
        line = self._line(process, deadline)
        try:
            return json.loads(line)
        except (ValueError, RecursionError):
            return None

    def _line(self, process: subprocess.Popen[bytes], deadline: float) -> bytes:
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            start = 0
            while (end := self._buffer.find(b"\n", start)) < 0:
                start = len(self._buffer)
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise self._late()
                piece = os.read(process.stdout.fileno(), 1 << 20)
                if not piece or len(self._buffer) > LONGEST:
                    raise self._ended(process).error(self.memory)
                self._buffer += piece
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def _late(self) -> ModelProcessError:
        text = f"reading it takes longer than {self.timeout:g} seconds"
        return ModelProcessError(f"{text}\nallow it more, or look whether the file is a model", reason="timeout")

    def _ended(self, process: subprocess.Popen[bytes]) -> _Ended:
        _kill(process, patience=1.0)
        assert self._words is not None
        self._words.seek(0, os.SEEK_END)
        self._words.seek(max(0, self._words.tell() - 2000))
        lines = [line.strip() for line in self._words.read().decode("utf-8", "replace").splitlines() if line.strip()]
        return _Ended(process.returncode, lines[-1][:300] if lines else "")


def _started(memory: int, timeout: float, trust: bool, words: IO[bytes]) -> subprocess.Popen[bytes]:
    # The current folder is no path of an untrusted child: -P keeps it out, and "" stands for it in sys.path.
    paths = [path for path in sys.path if path] + ([str(Path.cwd())] if trust else [])
    environment = dict.fromkeys(THREADS, "1") | os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    limits = [str(memory), str(int(timeout) + 1)]
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "scorelet.convert.reading.child", *limits],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=words,
        env=environment,
        start_new_session=True,
    )


def _kill(process: subprocess.Popen[bytes], patience: float = 0.0) -> None:
    """End a process and its group; wait a little first where it is ending by itself, so that its code is its own."""
    if patience:
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(BrokenPipeError):
                stream.close()
