"""Several writers at once, over a folder and over S3 alike."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from scorelet.errors import StoreConflictError, StoreNotFoundError
from scorelet.store import ABSENT, Store, open_store
from scorelet.store.layout import entry_key
from scorelet.store.space import File, Space
from scorelet.store.writing import ATTEMPTS
from tests.store.conftest import Clock, MakeStore
from tests.store.saying import says

WRITERS = 2
ROUNDS = 6


def together(make_store: MakeStore, work: Callable[[Store, int], object]) -> None:
    """`work(store, writer)` by several writers at the same time, each with a store of its own."""
    stores = [make_store() for _ in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        for future in [pool.submit(work, store, writer) for writer, store in enumerate(stores)]:
            future.result()


def test_two_writers_lose_no_version(make_store: MakeStore) -> None:
    def push(store: Store, writer: int) -> None:
        for each in range(ROUNDS):
            assert store.push("iris", f"{writer} {each}".encode()).new

    together(make_store, push)
    store = make_store()
    pulled = {store.pull(f"iris@{version.digest}").decode() for version in store.versions("iris")}
    assert pulled == {f"{writer} {each}" for writer in range(WRITERS) for each in range(ROUNDS)}
    assert [change.number for change in store.history("iris")] == list(range(WRITERS * ROUNDS, 0, -1))


def test_the_same_bytes_are_new_once(make_store: MakeStore) -> None:
    new: list[bool] = []
    together(make_store, lambda store, _: new.extend(store.push("iris", b"same %d" % i).new for i in range(ROUNDS)))
    assert sorted(new) == [False] * ROUNDS + [True] * ROUNDS
    assert len(make_store().versions("iris")) == ROUNDS


def test_two_movers_lose_no_move(make_store: MakeStore) -> None:
    for writer in range(WRITERS):
        make_store().push("iris", b"%d" % writer)

    def move(store: Store, writer: int) -> None:
        for _ in range(ROUNDS):
            store.move_alias("iris", "prod", hashlib.sha256(b"%d" % writer).hexdigest())

    together(make_store, move)
    told = make_store().history("iris", "prod")
    assert [later.before for later in told[:-1]] == [earlier.after for earlier in told[1:]]
    assert told[-1].before is None
    assert make_store().resolve("iris@prod").digest == told[0].after


def test_of_two_who_expect_the_same_one_moves(make_store: MakeStore) -> None:
    make_store().push("iris", b"one")
    lost: list[int] = []

    def create(store: Store, writer: int) -> None:
        for each in range(ROUNDS):
            try:
                store.move_alias("iris", f"try-{each}", expect=ABSENT)
            except StoreConflictError:
                lost.append(each)

    together(make_store, create)
    assert sorted(lost) == list(range(ROUNDS))


def test_what_one_pushes_while_another_removes_it(make_store: MakeStore) -> None:
    """Whatever comes first: a version that is listed can be pulled."""
    make_store().push("iris", b"kept")
    digest = hashlib.sha256(b"contested").hexdigest()

    def contest(store: Store, writer: int) -> None:
        for _ in range(ROUNDS):
            if writer:
                store.push("iris", b"contested")
            else:
                try:
                    store.remove(f"iris@{digest}")
                except StoreNotFoundError:
                    continue

    together(make_store, contest)
    store = make_store()
    for version in store.versions("iris"):
        store.pull(f"iris@{version.digest}")
    store.push("iris", b"contested")
    assert store.pull(f"iris@{digest}") == b"contested"


class Steps:
    """A space over another, in which something happens when a key is first created."""

    def __init__(self, inner: Space, happens: Callable[[str], None]) -> None:
        self._inner = inner
        self._happens = happens

    @property
    def where(self) -> str:
        return self._inner.where

    def place(self, key: str) -> str:
        return self._inner.place(key)

    def create(self, key: str, data: bytes) -> bool:
        self._happens(key)
        return self._inner.create(key, data)

    def replace(self, key: str, data: bytes) -> None:
        self._inner.replace(key, data)

    def read(self, key: str) -> bytes | None:
        return self._inner.read(key)

    def files(self, folder: str) -> tuple[File, ...]:
        return self._inner.files(folder)

    def folders(self, folder: str) -> tuple[str, ...]:
        return self._inner.folders(folder)

    def delete(self, key: str) -> None:
        self._inner.delete(key)


def stepping(store: Store, happens: Callable[[str], None]) -> Store:
    return Store(Steps(store.space, happens), who="bob@there", clock=Clock(), sleep=lambda _: None)


def test_bytes_that_a_removal_swept_are_stored_again(make_folder_store: MakeStore) -> None:
    """A push is held between storing its bytes and its entry, while another removes something and sweeps."""
    other = make_folder_store()
    other.push("iris", b"kept")
    other.push("iris", b"unwanted")
    swept: list[str] = []

    def sweep_once(key: str) -> None:
        if "/log/" in key and not swept:
            swept.append(key)
            other.remove("iris@" + hashlib.sha256(b"unwanted").hexdigest())

    slow = stepping(make_folder_store(), sweep_once)
    pushed = slow.push("iris", b"slow")
    assert (pushed.new, pushed.version.epoch, swept) == (True, 1, [entry_key("iris", 3)])
    assert other.pull("iris") == b"slow"
    assert len(other.space.files("models/iris/versions")) == 2


def test_an_undo_is_decided_anew_when_another_was_quicker(make_folder_store: MakeStore) -> None:
    other = make_folder_store()
    for data in (b"one", b"two", b"three"):
        other.push("iris", data)
        other.move_alias("iris", "prod")
    moved: list[str] = []

    def undo_once(key: str) -> None:
        if not moved:
            moved.append(key)
            other.undo_alias("iris", "prod")

    stepping(make_folder_store(), undo_once).undo_alias("iris", "prod")
    assert other.pull("iris@prod") == b"one"


def test_who_is_always_too_late_gives_up(make_folder_store: MakeStore) -> None:
    other = make_folder_store()
    numbers = iter(range(10 * ATTEMPTS))

    def push_first(key: str) -> None:
        if "/log/" in key:
            other.push("iris", b"%d" % next(numbers))

    slow = stepping(make_folder_store(), push_first)
    with says(StoreConflictError, "100 times another writer of 'iris' was quicker\ntry again later"):
        slow.push("iris", b"slow")
    assert len(other.versions("iris")) == ATTEMPTS


def test_a_version_removed_while_it_is_pulled(make_folder_store: MakeStore) -> None:
    store = make_folder_store()
    version = store.push("iris", b"one").version
    store.push("iris", b"two")
    store.move_alias("iris", "prod")
    reader = Store(Removing(store, version.digest), who="bob@there")
    with pytest.raises(StoreNotFoundError, match=rf"has no version that begins with '{version.digest}'"):
        reader.pull(f"iris@{version.short}")


class Removing(Steps):
    """A version is removed right before its bytes are read."""

    def __init__(self, store: Store, digest: str) -> None:
        super().__init__(store.space, lambda key: None)
        self._store = store
        self._digest = digest

    def read(self, key: str) -> bytes | None:
        if self._digest in key:
            self._store.remove(f"iris@{self._digest}")
        return super().read(key)


def test_two_processes_at_one_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("shared")
    script = (
        "import sys; from scorelet.store import open_store; store = open_store(sys.argv[1])\n"
        "for each in range(30): store.push('iris', f'{sys.argv[2]} {each}'.encode())"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(folder), writer]) for writer in "ab"]
    assert [process.wait() for process in running] == [0, 0]
    assert len(open_store(folder).versions("iris")) == 60
