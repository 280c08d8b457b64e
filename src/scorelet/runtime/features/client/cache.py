"""Answers that are kept for a while: the least recently used go first, by number and by bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from scorelet.runtime.features.client.answer import Answer

ENTRIES = 512
BYTES = 4 * 1024 * 1024


class Cache:
    """Answers by key, each with the time at which it is too old; threads may share it."""

    def __init__(self, clock: Callable[[], float], entries: int = ENTRIES, size: int = BYTES) -> None:
        self._clock = clock
        self._entries = entries
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[float, Answer]] = OrderedDict()
        self._bytes = 0

    def find(self, key: Hashable) -> Answer | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            until, answer = found
            if self._clock() >= until:
                self._drop(key)
                return None
            self._kept.move_to_end(key)
            return answer

    def keep(self, key: Hashable, answer: Answer, seconds: float) -> None:
        """Unless it is no plain success, asks not to be kept, or is larger than a quarter of all there is room for."""
        if answer.status != 200 or "no-store" in answer.headers.get("cache-control", ""):
            return
        if len(answer.content) > self._size // 4:
            return
        with self._lock:
            self._drop(key)
            self._kept[key] = (self._clock() + seconds, answer)
            self._bytes += len(answer.content)
            while len(self._kept) > self._entries or self._bytes > self._size:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: Hashable) -> None:
        found = self._kept.pop(key, None)
        if found is not None:
            self._bytes -= len(found[1].content)
