"""The lines that Lambda writes around a function's own, as AWS writes them since 2024 ("Status" in the REPORT line).

    INIT_REPORT Init Duration: 83.58 ms	Phase: init	Status: error	Error Type: Runtime.ImportModuleError
    START RequestId: ... Version: 3
    (the function's own lines)
    END RequestId: ...
    REPORT RequestId: ...	Duration: 1.23 ms	Billed Duration: 112 ms	Memory Size: 512 MB	Max Memory Used: 40 MB	...

A line of its own for a timeout is no longer written. Lines that end without a status end with a tab.
Sources: AWS, "Understanding the Lambda execution environment lifecycle"; lines of real functions of 2025 and 2026.
"""

from __future__ import annotations

import math

from scorelet.emulator.values import Report

KEPT = 1024 * 1024
"""Bytes of one invocation's log: of more, the last ones are kept."""


def start(request_id: str, version: str) -> bytes:
    return f"START RequestId: {request_id} Version: {version}\n".encode()


def end(request_id: str) -> bytes:
    return f"END RequestId: {request_id}\n".encode()


def report(told: Report, *, is_fatal: bool) -> bytes:
    """is_fatal: the environment ended, too. An error that the function's code raised is no status of the invocation."""
    fields = [
        f"REPORT RequestId: {told.request_id}",
        f"Duration: {milliseconds(told.duration)}",
        f"Billed Duration: {told.billed} ms",
        f"Memory Size: {told.memory} MB",
        f"Max Memory Used: {told.used} MB",
    ]
    if told.init is not None:
        fields.append(f"Init Duration: {milliseconds(told.init)}")
    if told.restore is not None:
        fields += [f"Restore Duration: {milliseconds(told.restore)}"]
        fields += [f"Billed Restore Duration: {math.ceil(told.restore * 1000)} ms"]
    return _line(fields, told.status if is_fatal else "", told.error_type)


def init_report(seconds: float, phase: str, status: str, error_type: str) -> bytes:
    """phase: "init", or "invoke" where it was tried again inside an invocation."""
    return _line([f"INIT_REPORT Init Duration: {milliseconds(seconds)}", f"Phase: {phase}"], status, error_type)


def restore_report(seconds: float, status: str = "", error_type: str = "") -> bytes:
    return _line([f"RESTORE_REPORT Restore Duration: {milliseconds(seconds)}"], status, error_type)


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def billed(seconds: float) -> int:
    """Whole milliseconds. What is a millionth of one above is not a millisecond more."""
    return math.ceil(round(seconds * 1000, 6))


def _line(fields: list[str], status: str, error_type: str) -> bytes:
    said = [f"Status: {status}"] if status else [""]
    if status == "error":
        said.append(f"Error Type: {error_type}")
    return ("\t".join(fields + said) + "\n").encode()


class Log:
    """Lines as they come, up to KEPT bytes."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > 2 * KEPT:
            self._pieces = [self.text()]
            self._size = len(self._pieces[0])

    def add_line(self, line: bytes) -> None:
        """On a line of its own."""
        if self._pieces and not self._pieces[-1].endswith(b"\n"):
            self._pieces.append(b"\n")
        self.add(line)

    def text(self) -> bytes:
        return b"".join(self._pieces)[-KEPT:]
