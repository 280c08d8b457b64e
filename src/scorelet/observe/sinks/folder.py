"""JSON Lines files in a folder: one per process and day, a further one where it grows too large.

    2026-11-20-web1-4711.jsonl, 2026-11-20-web1-4711-2.jsonl, ...

Each file has one writer for all its life: it is created by the process that writes it, never continued by another.
So a write that failed half-way (a full disk leaves half a line) can be cut off again, and readers that follow the file
see whole lines once the next batch is written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from scorelet.observe.records import Record, iso

LARGEST = 128 << 20
"""Bytes after which a file is not continued."""

_NEW = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
_MODE = 0o640
"""Records hold what callers sent: not for everyone on the machine."""


class Folder:
    """A sink. `largest` bytes for a file; `write` is the system's, which may take less than it was given."""

    def __init__(
        self,
        folder: Path,
        *,
        largest: int = LARGEST,
        host: str | None = None,
        write: Callable[[int, bytes | memoryview], int] = os.write,
    ) -> None:
        self.where = str(folder)
        self._folder = folder
        self._largest = largest
        self._host = _file_name(os.uname().nodename if host is None else host)
        self._write = write
        self._day = ""
        self._file: int | None = None
        self._size = 0

    def write(self, records: Sequence[Record]) -> None:
        """Raises OSError; then nothing of `records` counts as written."""
        # By the newest record: one that was answered late would otherwise bring yesterday's file back.
        day = iso(max(record.time for record in records))[:10]
        self._append(self._current(max(day, self._day)), b"".join(record.line for record in records))

    def close(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            os.close(file)

    def _current(self, day: str) -> int:
        """The open file, cut back to its last whole batch; a new one where that is of yesterday, large or deleted."""
        if self._file is not None:
            found = os.fstat(self._file)
            if found.st_size > self._size:
                os.ftruncate(self._file, self._size)
            self._size = min(self._size, found.st_size)  # smaller: someone has emptied it
            if day == self._day and self._size < self._largest and found.st_nlink:
                return self._file
            self.close()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file, self._size, self._day = self._create(day), 0, day
        return self._file

    def _create(self, day: str) -> int:
        number = 1
        while True:
            suffix = f"-{number}" if number > 1 else ""
            try:
                return os.open(self._folder / f"{day}-{self._host}-{os.getpid()}{suffix}.jsonl", _NEW, _MODE)
            except FileExistsError:
                number += 1

    def _append(self, file: int, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self._write(file, rest) :]
        self._size += len(data)


def _file_name(host: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-.") else "-" for c in host)
