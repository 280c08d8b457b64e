"""A folder as a space: each key a file.

A file comes into being under a temporary name beside its own, is flushed to the disk, and then linked to its own
name, which fails when that is taken: exactly one writer gets it, and nobody ever sees half of it. The folder is
flushed as well, or a crash could lose the name. A killed writer leaves its temporary file; no reader looks at those,
and a writer that comes by a day later deletes them.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scorelet.errors import StoreDamagedError, StoreUnreachableError
from scorelet.store.folder_errors import translated
from scorelet.store.space import File

TEMPORARY = ".tmp-"
OLD = 24 * 3600
"""Seconds after which nobody writes a temporary file any more."""

_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


class Folder:
    """A space in the folder `root`, which is made by the first write. `clock` gives seconds since 1970."""

    def __init__(self, root: Path, clock: Callable[[], float] = time.time) -> None:
        self._root = root
        self._clock = clock

    @property
    def where(self) -> str:
        return str(self._root)

    def place(self, key: str) -> str:
        return str(self._root / key)

    def create(self, key: str, data: bytes) -> bool:
        path = self._root / key
        with _named("write", path):
            if os.path.lexists(path):
                return False
            with self._written(path.parent, data) as temporary:
                if not _linked(temporary, path):
                    return False
            _flush_folder(path.parent)
        return True

    def replace(self, key: str, data: bytes) -> None:
        path = self._root / key
        with _named("write", path):
            with self._written(path.parent, data) as temporary:
                temporary.replace(path)
            _flush_folder(path.parent)

    def read(self, key: str) -> bytes | None:
        path = self._root / key
        with _named("read", path):
            try:
                descriptor = os.open(path, os.O_RDONLY | _NO_WAITING | _BINARY)
            except FileNotFoundError:
                return None
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # a pipe would never end
                os.close(descriptor)
                raise StoreDamagedError(f"{path} is not a regular file\nrestore it from a backup")
            with os.fdopen(descriptor, "rb") as file:
                return file.read()

    def files(self, folder: str) -> tuple[File, ...]:
        found = []
        for entry in self._entries(folder):
            with _named("list", Path(entry.path)), suppress(FileNotFoundError):  # it may be removed at this moment
                if entry.is_file():
                    found.append(File(entry.name, entry.stat().st_size))
        return tuple(found)

    def folders(self, folder: str) -> tuple[str, ...]:
        return tuple(entry.name for entry in self._entries(folder) if entry.is_dir())

    def delete(self, key: str) -> None:
        path = self._root / key
        with _named("remove", path):
            path.unlink(missing_ok=True)

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        path = self._root / folder
        with _named("list", path):
            try:
                with os.scandir(path) as entries:
                    found = [entry for entry in entries if not entry.name.startswith(".")]
            except FileNotFoundError:
                return []
        return sorted(found, key=lambda entry: entry.name)

    @contextmanager
    def _written(self, folder: Path, data: bytes) -> Iterator[Path]:
        """A temporary file in `folder` that holds `data`, also after a power failure."""
        _make(folder)
        self._delete_old(folder)
        temporary = folder / f"{TEMPORARY}{os.urandom(8).hex()}"
        try:
            with temporary.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            yield temporary
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _delete_old(self, folder: Path) -> None:
        with os.scandir(folder) as entries:
            left = [entry for entry in entries if entry.name.startswith(TEMPORARY)]
        for entry in left:
            with suppress(OSError):  # another writer may delete it at the same time
                if entry.stat(follow_symlinks=False).st_mtime < self._clock() - OLD:
                    Path(entry.path).unlink()


@contextmanager
def _named(doing: str, path: Path) -> Iterator[None]:
    """The gate at which the system's errors become the store's."""
    try:
        yield
    except OSError as error:
        raise translated(error, doing, path) from None


NO_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV})
"""What a file system without hard links says, each another."""


def _linked(temporary: Path, path: Path) -> bool:
    """Give the file its name; False when that is taken."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        raise StoreUnreachableError(
            f"cannot write {path}: its file system has no hard links\nchoose a folder on another disk"
        ) from None
    return True


def _make(folder: Path) -> None:
    """Make a folder and those above it, each there to stay."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        _make(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir()
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    """Write a folder's names to the disk; Windows cannot, and does so itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
