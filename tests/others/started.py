"""Another implementation in a process of its own, from the moment that it answers until nothing of it is left."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

TIME = 60.0
"""Seconds that a start may take."""


@contextmanager
def started(
    command: Sequence[str | Path],
    folder: Path,
    variables: Mapping[str, str],
    said: Path,
    answers: Callable[[], bool],
    ends_by: signal.Signals = signal.SIGTERM,
) -> Iterator[None]:
    """In the folder, with these variables alone; what it says is in the file `said`."""
    with said.open("wb") as output:
        process = subprocess.Popen(
            command, env=variables, cwd=folder, stdout=output, stderr=output, start_new_session=True
        )
    try:
        _wait(process, said, answers)
        yield
    finally:
        process.send_signal(ends_by)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _wait(process: subprocess.Popen[bytes], said: Path, answers: Callable[[], bool]) -> None:
    until = time.monotonic() + TIME
    while time.monotonic() < until:
        if answers():
            return
        assert process.poll() is None, said.read_text()
        time.sleep(0.1)
    raise AssertionError(f"it did not start: {said.read_text()}")
