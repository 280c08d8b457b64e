"""The cells and pools of running engines (specification 3.5 and 3.6).

Values are immutable, so reading never waits: a reader sees the old value until a writer has stored the new
one. Writers of a shared cell, or of the same item of a shared pool, wait for each other.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

from scorelet.pfa.support import updated

CELL_CODES, POOL_CODES = (2006, 2007), (2010, 2011)
Function = Callable[[Any], Any] | None


class Cell:
    """A cell of one engine."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def update(self, keys: tuple[Any, ...], kinds: str, function: Function, new: Any) -> Any:
        """The `cell-to` form: see support.updated; returns the new value of the whole cell."""
        self.value = value = updated(self.value, keys, kinds, function, new, CELL_CODES)
        return value

    def saved(self) -> Any:
        """What `restore` needs to undo all changes since."""
        return self.value

    def restore(self, saved: Any) -> None:
        self.value = saved


class SharedCell(Cell):
    """A cell that several engines share; one writer at a time."""

    __slots__ = ("_lock",)

    def __init__(self, value: Any) -> None:
        super().__init__(value)
        self._lock = Lock()

    def update(self, keys: tuple[Any, ...], kinds: str, function: Function, new: Any) -> Any:
        with self._lock:
            return super().update(keys, kinds, function, new)


class Pool:
    """A pool of one engine: its items by name."""

    __slots__ = ("items",)

    def __init__(self, items: dict[str, Any]) -> None:
        self.items = dict(items)

    def update(self, item: str, init: Any, keys: tuple[Any, ...], kinds: str, function: Function, new: Any) -> Any:
        """The `pool-to` form: an item that is not there is `init` first; returns the item's new value."""
        value = updated(self.items.get(item, init), keys, kinds, function, new, POOL_CODES)
        self.items[item] = value
        return value

    def delete(self, item: str) -> None:
        self.items.pop(item, None)

    def saved(self) -> dict[str, Any]:
        return dict(self.items)

    def restore(self, saved: dict[str, Any]) -> None:
        # In place: generated code holds the pool, readers may hold its dict.
        self.items = saved


class SharedPool(Pool):
    """A pool that several engines share; one writer at a time for each item."""

    __slots__ = ("_item_locks", "_lock")

    def __init__(self, items: dict[str, Any]) -> None:
        super().__init__(items)
        self._lock = Lock()
        self._item_locks: dict[str, list[Any]] = {}

    def update(self, item: str, init: Any, keys: tuple[Any, ...], kinds: str, function: Function, new: Any) -> Any:
        with self._holding(item):
            return super().update(item, init, keys, kinds, function, new)

    def delete(self, item: str) -> None:
        with self._holding(item):
            super().delete(item)

    def _holding(self, item: str) -> _ItemLock:
        return _ItemLock(self._lock, self._item_locks, item)


class _ItemLock:
    """The lock of one item. It exists while someone holds it or waits for it, so that locks do not pile up."""

    __slots__ = ("_all", "_guard", "_item", "_lock")

    def __init__(self, guard: Lock, all_locks: dict[str, list[Any]], item: str) -> None:
        self._guard = guard
        self._all = all_locks
        self._item = item
        self._lock: Lock | None = None

    def __enter__(self) -> None:
        with self._guard:
            entry = self._all.setdefault(self._item, [Lock(), 0])
            entry[1] += 1
        self._lock = entry[0]
        entry[0].acquire()

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.release()
        with self._guard:
            entry = self._all[self._item]
            entry[1] -= 1
            if not entry[1]:
                del self._all[self._item]
