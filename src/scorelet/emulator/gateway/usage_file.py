"""What keys have used of their quotas, from one start of the emulator to the next: a small file of JSON.

    {"format": 1, "used": {"k1e2y3i4d5": {"period": "day 2026-11-20", "requests": 12}}}

No key is in it. It is written whole or not at all, a second after a count at the latest, and at the end. What is wrong
with it, or with the disk, is told, and the gateway goes on without it.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scorelet.bundle.files import read_file, write_file
from scorelet.emulator.clock import Clock
from scorelet.emulator.gateway.quota import Usage, Used
from scorelet.errors import BundleError, RequestError
from scorelet.runtime.strict_json import parse, write
from scorelet.service.values import Quota

NAME = "usage.json"
FORMAT = 1
PAUSE = 1.0
"""Seconds between two writings."""
_LARGEST = 16 * 1024 * 1024

Tell = Callable[[str], object]


def to_standard_error(line: str) -> None:
    print(line, file=sys.stderr)


class KeptUsage:
    """The usage of keys, kept in a folder; None: nowhere. Whoever makes one closes it."""

    def __init__(
        self,
        quota: Quota | None,
        folder: Path | None = None,
        clock: Clock | None = None,
        tell: Tell = to_standard_error,
    ) -> None:
        self._path = folder / NAME if folder is not None and quota is not None else None
        self._clock = clock or Clock()
        self._tell = tell
        self._told = ""
        self._waiting: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()
        self._usage = Usage(quota, self._read())

    def left(self, key: str) -> bool:
        """Whether one more may come in."""
        return self._usage.left(key, self._clock.time())

    def count(self, key: str) -> None:
        """One has come in."""
        self._usage.count(key, self._clock.time())
        if self._path is not None and self._waiting is None:
            self._waiting = asyncio.get_running_loop().create_task(self._write_later())

    @property
    def said(self) -> str:
        """The quota, in words: "1000/day"."""
        quota = self._usage.quota
        return f"{quota.requests}/{quota.period}" if quota is not None else "no end"

    async def close(self) -> None:
        """Write what was not written yet."""
        if self._waiting is not None:
            self._waiting.cancel()
        if self._waiting is not None or self._told:  # what could not be written may go better now
            await self._write()

    async def _write_later(self) -> None:
        await self._clock.sleep(PAUSE)
        self._waiting = None
        await asyncio.shield(self._write())  # a thread does not stop: the next one waits for it

    async def _write(self) -> None:
        async with self._lock:
            await asyncio.to_thread(self._written, written(self._usage.used))

    def _written(self, data: bytes) -> None:
        assert self._path is not None
        try:
            write_file(self._path, data)
        except BundleError as error:
            self._say(f"{error}: what is counted for quotas will be lost at the end")
        else:
            self._told = ""

    def _read(self) -> Mapping[str, Used]:
        if self._path is None:
            return {}
        try:
            return used_in(read_file(self._path, _LARGEST)) if self._path.is_file() else {}
        except (BundleError, OSError) as error:
            self._say(f"{error}: quotas begin anew")
        except ValueError as error:
            self._say(f"{str(self._path)!r} is damaged: {error}; quotas begin anew, and it will be replaced")
        return {}

    def _say(self, line: str) -> None:
        """Once, until it goes well again."""
        if line != self._told:
            self._told = line
            self._tell(line)


def written(used: Mapping[str, Used]) -> bytes:
    """The file."""
    return write({"format": FORMAT, "used": {key: one._asdict() for key, one in sorted(used.items())}})


def used_in(data: bytes) -> dict[str, Used]:
    """What the file says. Raises ValueError."""
    try:
        document = parse(data)
    except RequestError:
        raise ValueError("it is no JSON") from None
    if type(document) is not dict or document.get("format") != FORMAT or type(document.get("used")) is not dict:
        raise ValueError(f'expected {{"format": {FORMAT}, "used": {{...}}}}')
    return {key: _used(key, one) for key, one in document["used"].items()}


def _used(key: str, one: Any) -> Used:
    if type(one) is dict and one.keys() == set(Used._fields):
        used = Used(**one)
        if type(used.period) is str and type(used.requests) is int and used.requests >= 0:
            return used
    raise ValueError(f"expected a period and requests for the key {key[:40]!r}")
