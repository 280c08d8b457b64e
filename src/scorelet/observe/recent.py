"""Which requests were seen a moment ago, in bounded memory.

Two generations of hashes: where the younger is full, it becomes the older, whose content is forgotten. So the last
`size` are always known, never more than twice as many are kept, and nothing has to be searched for what is oldest.
"""

from __future__ import annotations

from collections.abc import Hashable


class Recent:
    """At least the last `size` keys. Not thread-safe: its owner has a lock."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._younger: set[int] = set()
        self._older: set[int] = set()

    def __contains__(self, key: Hashable) -> bool:
        hashed = hash(key)
        return hashed in self._younger or hashed in self._older

    def add(self, key: Hashable) -> None:
        if len(self._younger) >= self._size:
            self._older, self._younger = self._younger, set()
        self._younger.add(hash(key))
