"""Real servers: `scorelet serve` and its like in processes of their own, on free ports."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

TIME = 10.0
"""Seconds that starting and ending may take."""


class Server:
    """`scorelet serve ARGUMENTS`; in a `with`, it answers within and is gone afterwards.

    command  of scorelet's; says: where it answers, as it says it on standard error
    """

    command = "serve"
    says = r"answers at (\S+?)[,;] "

    def __init__(self, folder: Path, *arguments: object, environment: Mapping[str, str] | None = None) -> None:
        self._said = folder / "said"
        self._folder = folder
        self._arguments = [str(argument) for argument in arguments]
        self._environment = {**os.environ, "NO_COLOR": "1", "XDG_CACHE_HOME": str(folder), **(environment or {})}

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "scorelet", self.command, "--port", "0", *self._arguments]
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                command, cwd=self._folder, env=self._environment, stderr=said, start_new_session=True
            )
        self.url = self.wait_for(self.says).group(1)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if self.process.poll() is None:
                self.end()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)  # the whole group, whatever state a failed test left it in

    @property
    def said(self) -> str:
        return self._said.read_text()

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Until it says so on standard error."""
        until = time.monotonic() + TIME
        while time.monotonic() < until:
            found = re.search(pattern, self.said)
            if found is not None:
                return found
            assert self.process.poll() is None, self.said
            time.sleep(0.01)
        os.killpg(self.process.pid, signal.SIGKILL)
        raise AssertionError(f"it never said {pattern!r}, but: {self.said}")

    def end(self, number: int = signal.SIGTERM) -> int:
        """Its exit code."""
        self.process.send_signal(number)
        return self.process.wait(TIME)

    def workers(self) -> list[int]:
        """Their pids."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split() if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def ask(self, method: str, path: str, **how: Any) -> requests.Response:
        return requests.request(method, self.url + path, timeout=TIME, **how)

    def connect(self) -> socket.socket:
        host, _, port = self.url.removeprefix("http://").partition("/")[0].rpartition(":")
        return socket.create_connection((host, int(port)), TIME)


def is_gone(pid: int) -> bool:
    """Whether the process ends within a moment."""
    until = time.monotonic() + TIME
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.01)
    return False
