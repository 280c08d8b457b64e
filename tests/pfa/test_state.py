"""Cells and pools; shared ones under real threads."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.state import Cell, Pool, SharedCell, SharedPool

THREADS, TIMES = 4, 500


def slowly(old: int) -> int:
    """One more, with a chance for another thread in between."""
    for _ in range(20):
        pass
    return old + 1


def together(work: Callable[[], Any]) -> None:
    """`work` on several threads at once."""
    ready = Barrier(THREADS)

    def run() -> None:
        ready.wait()
        for _ in range(TIMES):
            work()

    threads = [Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


@pytest.mark.parametrize("kind", [Cell, SharedCell])
def test_a_cell_is_replaced_or_changed_within(kind: type[Cell]) -> None:
    cell = kind({"a": [1, 2]})
    before = cell.value
    assert cell.update((), "", None, {"a": [3]}) == {"a": [3]}
    assert cell.update(("a", 0), "ma", None, 4) == {"a": [4]}
    assert cell.update(("a",), "m", lambda old: [*old, 5], None) == {"a": [4, 5]}
    assert cell.value == {"a": [4, 5]}
    assert before == {"a": [1, 2]}


@pytest.mark.parametrize("kind", [Cell, SharedCell])
def test_a_failed_update_changes_nothing(kind: type[Cell]) -> None:
    cell = kind([1, 2])
    for keys in ((2,), (-1,)):
        with pytest.raises(PfaRuntimeError) as caught:
            cell.update(keys, "a", None, 3)
        assert (caught.value.code, caught.value.message) == (2006, "array index not found")
    with pytest.raises(ZeroDivisionError):
        cell.update((0,), "a", lambda old: old / 0, None)
    assert cell.value == [1, 2]
    # A lock that a failure left behind would block here.
    assert cell.update((0,), "a", None, 3) == [3, 2]


def test_a_cell_can_be_restored() -> None:
    cell = Cell([1])
    saved = cell.saved()
    cell.update((0,), "a", None, 2)
    cell.restore(saved)
    assert cell.value == [1]


@pytest.mark.parametrize("kind", [Pool, SharedPool])
def test_the_items_of_a_pool(kind: type[Pool]) -> None:
    first = {"a": 1}
    pool = kind(first)
    assert pool.update("a", 100, (), "", lambda old: old + 1, None) == 2
    assert pool.update("b", 100, (), "", lambda old: old + 1, None) == 101
    assert pool.update("c", 100, (), "", None, 7) == 7
    pool.delete("a")
    pool.delete("never there")
    assert pool.items == {"b": 101, "c": 7}
    assert first == {"a": 1}


@pytest.mark.parametrize("kind", [Pool, SharedPool])
def test_a_failed_update_of_an_item_leaves_the_pool(kind: type[Pool]) -> None:
    pool = kind({"a": {"x": 1}})
    with pytest.raises(PfaRuntimeError) as caught:
        pool.update("a", {}, ("y",), "m", None, 3)
    assert (caught.value.code, caught.value.message) == (2011, "map key not found")
    with pytest.raises(ZeroDivisionError):
        pool.update("b", {"x": 0}, (), "", lambda old: 1 / old["x"], None)
    assert pool.items == {"a": {"x": 1}}
    assert pool.update("a", {}, ("x",), "m", None, 3) == {"x": 3}


def test_a_pool_can_be_restored() -> None:
    pool = Pool({"a": 1})
    saved = pool.saved()
    pool.update("a", 0, (), "", None, 2)
    pool.update("b", 0, (), "", None, 2)
    pool.restore(saved)
    assert pool.items == {"a": 1}


def test_no_update_of_a_shared_cell_is_lost() -> None:
    cell = SharedCell(0)
    together(lambda: cell.update((), "", slowly, None))
    assert cell.value == THREADS * TIMES


def test_no_update_of_a_shared_pool_is_lost_and_no_lock_is_left() -> None:
    pool = SharedPool({"a": 0})

    def both() -> None:
        pool.update("a", 0, (), "", slowly, None)
        pool.update("b", 0, (), "", slowly, None)
        pool.update("gone", 0, (), "", slowly, None)
        pool.delete("gone")

    together(both)
    assert pool.items["a"] == pool.items["b"] == THREADS * TIMES
    assert not pool._item_locks


def test_items_of_a_shared_pool_do_not_wait_for_each_other() -> None:
    pool = SharedPool({"a": 0, "b": 0})

    def through_b(old: int) -> int:
        return old + int(pool.update("b", 0, (), "", slowly, None))

    worker = Thread(target=lambda: pool.update("a", 0, (), "", through_b, None), daemon=True)
    worker.start()
    worker.join(10)
    assert not worker.is_alive()
    assert pool.items == {"a": 1, "b": 1}
