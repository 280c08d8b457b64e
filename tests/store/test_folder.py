from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from scorelet.errors import StoreDamagedError, StoreUnreachableError
from scorelet.store import open_store
from scorelet.store.folder import OLD, TEMPORARY, Folder
from scorelet.store.folder_errors import NEXT_STEPS
from scorelet.store.space import File
from tests.store import killed_writer
from tests.store.saying import says


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "space")


def everything(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def test_a_key_is_created_once(folder: Folder) -> None:
    assert folder.create("a/b/c", b"first")
    assert not folder.create("a/b/c", b"second")
    assert folder.read("a/b/c") == b"first"
    folder.replace("a/b/c", b"third")
    assert folder.read("a/b/c") == b"third"
    assert everything(Path(folder.where)) == ["a/b/c"]


def test_files_and_folders_are_listed(folder: Folder) -> None:
    assert (folder.files("a"), folder.folders("a")) == ((), ())
    for key in ("a/2", "a/10", "a/x/1", "a/w/1", "b"):
        folder.create(key, b"12")
    assert folder.files("a") == (File("10", 2), File("2", 2))
    assert folder.folders("a") == ("w", "x")


def test_what_is_not_there(folder: Folder) -> None:
    assert folder.read("a/b") is None
    folder.delete("a/b")
    assert not Path(folder.where).exists()


def test_reading_makes_no_folder(tmp_path: Path) -> None:
    assert open_store(tmp_path / "none").names() == ()
    assert not (tmp_path / "none").exists()


def test_files_may_be_read_by_whom_the_mask_lets(folder: Folder) -> None:
    mask = os.umask(0o027)
    try:
        folder.create("a", b"1")
    finally:
        os.umask(mask)
    assert Path(folder.place("a")).stat().st_mode & 0o777 == 0o640


def test_temporary_files_are_not_listed_and_are_deleted_when_old(tmp_path: Path) -> None:
    now = time.time()
    left = tmp_path / "a" / f"{TEMPORARY}0123"
    left.parent.mkdir()
    left.write_bytes(b"half")
    assert Folder(tmp_path).files("a") == ()
    Folder(tmp_path, clock=lambda: now + OLD - 60).create("a/1", b"1")
    assert everything(tmp_path) == [f"a/{TEMPORARY}0123", "a/1"]
    Folder(tmp_path, clock=lambda: now + OLD + 60).create("a/2", b"2")
    assert everything(tmp_path) == ["a/1", "a/2"]


def test_a_path_that_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"mine")
    next_step = "a store is a folder: choose another path"
    store = open_store(path)
    with says(StoreUnreachableError, f"cannot list {path}/models: not a directory\n{next_step}"):
        store.names()
    with says(StoreUnreachableError, f"cannot list {path}/models/iris/log: not a directory\n{next_step}"):
        store.push("iris", b"one")
    with pytest.raises(StoreUnreachableError, match=r"^cannot write .*: not a directory\na store is a folder"):
        Folder(path).create("a/b", b"1")
    assert path.read_bytes() == b"mine"


def test_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    open_store(tmp_path / "link").push("iris", b"one")
    assert open_store(tmp_path / "real").pull("iris") == b"one"


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    why = os.strerror(errno.ELOOP).lower()
    message = f"cannot read {tmp_path}/a: {why}\nits symbolic links lead in a circle: mend them"
    with says(StoreUnreachableError, message):
        Folder(tmp_path).read("a")


def test_a_link_to_nothing_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    space = Folder(tmp_path)
    assert (space.read("a"), space.files("."), space.create("a", b"1")) == (None, (), False)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    with says(StoreDamagedError, f"{tmp_path}/a is not a regular file\nrestore it from a backup"):
        Folder(tmp_path).read("a")


def test_a_folder_where_a_file_should_be(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with says(StoreDamagedError, f"{tmp_path}/a is not a regular file\nrestore it from a backup"):
        Folder(tmp_path).read("a")
    with pytest.raises(StoreUnreachableError, match=r"^cannot remove "):
        Folder(tmp_path).delete("a")


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachableError, match=r": file name too long\nchoose a folder with a shorter path$"):
        open_store(tmp_path / ("x" * 300)).push("iris", b"one")


@pytest.mark.parametrize("number", sorted(NEXT_STEPS))
def test_what_the_system_says_is_told_and_nothing_is_left(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    store = open_store(tmp_path)
    store.push("iris", b"one")
    before = everything(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", failing)
        with pytest.raises(StoreUnreachableError) as caught:
            store.push("iris", b"two")
    what, _, next_step = str(caught.value).partition("\n")
    assert what.startswith(f"cannot write {tmp_path}/models/iris/versions/")
    assert what.endswith(f": {os.strerror(number).lower()}")
    assert next_step == NEXT_STEPS[number]
    assert everything(tmp_path) == before
    assert store.push("iris", b"two").new


def test_a_file_that_grows_too_large(tmp_path: Path) -> None:
    """The system itself refuses the second half of the bytes."""
    script = (
        "import resource, signal, sys\n"
        "from scorelet.store import open_store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "try: open_store(sys.argv[1]).push('iris', b'x' * 100_000)\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"StoreUnreachableError cannot write {tmp_path}/models/iris/versions/")
    assert done.stdout.endswith(": file too large\nchoose a folder on a disk that takes larger files\n")
    assert everything(tmp_path) == []


def test_a_disk_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", failing)
    message = f"cannot write {tmp_path}/a: its file system has no hard links\nchoose a folder on another disk"
    with says(StoreUnreachableError, message):
        Folder(tmp_path).create("a", b"1")
    assert everything(tmp_path) == []


def test_a_file_that_vanishes_while_it_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    space = Folder(tmp_path)
    space.create("a/1", b"1")
    space.create("a/2", b"1")
    listed = space._entries("a")
    space.delete("a/1")
    monkeypatch.setattr(space, "_entries", lambda folder: listed)
    assert space.files("a") == (File("2", 1),)


def test_a_writer_killed_at_any_step(tmp_path: Path) -> None:
    """Each copy shows one of the states between whole changes, all it lists can be pulled, and work goes on."""
    base, copies = tmp_path / "base", tmp_path / "copies"
    store = open_store(base)
    old = store.push("iris", b"old" * 1000).version.digest
    store.move_alias("iris", "prod")
    command = [sys.executable, killed_writer.__file__, str(base), str(copies)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    steps = int(done.stdout)
    assert steps > 30
    new = open_store(copies / str(steps)).resolve("iris").digest
    between = [([old], old), ([old, new], old), ([old, new], new), ([new], new)]
    met, half_written = set(), 0
    for step in range(1, steps + 1):
        copy = copies / str(step)
        model = open_store(copy).model("iris")
        met.add(between.index(([version.digest for version in model.versions], model.aliases["prod"].digest or "")))
        for version in model.versions:
            open_store(copy).pull(f"iris@{version.digest}")
        half_written += any(path.stat().st_size in (1500, 0) for path in copy.rglob(f"{TEMPORARY}*"))
        assert open_store(copy).push("iris", b"next").new
    assert met == {0, 1, 2, 3}
    assert half_written > 0
