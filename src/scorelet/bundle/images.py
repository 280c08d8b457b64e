"""Compiled documents on disk: what compiling took is saved for the next start.

An image is byte code, so it is read only where nobody else could have put it: from the package that this very program
came in, or from a folder that belongs to this user and that nobody else may write to. It is never part of a packed
model. It is known by the model's version and by Python's; what does not fit is made again (see `pfa/image.py`).
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from scorelet import pfa

if TYPE_CHECKING:
    from scorelet.bundle.packed import PackedModel
    from scorelet.pfa import Engine

SUFFIX = ".image"
KEPT = 64


class Images:
    """Images in the folder `kept`, which is only read, and in the folder `own`, where new ones are put; "" for none.

    `own` is made when it is needed, for this user alone. A folder that others may write to is left alone, and so is one
    that cannot be written: then each start compiles. The KEPT newest images stay in it.
    """

    def __init__(self, kept: str = "", own: str = "") -> None:
        self.kept = kept
        self.own = own

    def engine(self, packed: PackedModel) -> Engine:
        """The engine of a document, from an image or compiled. Raises PfaError."""
        name = image_name(packed.version)
        document = packed.model.decode()
        for folder in filter(None, (self.kept, self.own)):
            if folder == self.own and not _is_ours(folder):
                continue
            data = _content(os.path.join(folder, name), ours=folder == self.own)
            engine = None if data is None else pfa.load_image(data, document, side_files=packed.tables)
            if engine is not None:
                return engine
        engine = pfa.load(packed.model, side_files=packed.tables)
        if self.own:
            self._save(name, pfa.save_image(engine.image))
        return engine

    def _save(self, name: str, data: bytes) -> None:
        if _is_ours(self.own) or not os.path.exists(self.own):
            keep(os.path.join(self.own, name), data)
            _drop_oldest(self.own)


def keep(path: str, data: bytes) -> None:
    """Write a file that saves time the next time: whole or not at all. One that cannot be written is no failure.

    Folders that are not there are made, for this user alone.
    """
    part = f"{path}.{os.urandom(4).hex()}.part"
    try:
        _make(os.path.dirname(path))
        with open(part, "wb", opener=_for_this_user) as file:
            file.write(data)
        os.replace(part, path)
    except OSError:
        if os.path.exists(part):
            os.remove(part)


def _drop_oldest(folder: str) -> None:
    """Versions come and go, and nobody says when; what is dropped too early is compiled again."""
    try:
        with os.scandir(folder) as entries:
            images = [(entry.stat().st_mtime_ns, entry.path) for entry in entries if entry.name.endswith(SUFFIX)]
        for _, path in sorted(images)[:-KEPT]:
            os.remove(path)
    except OSError:  # another process drops them, too
        return


def image_name(version: str) -> str:
    """The file of a version's image for this Python."""
    return f"{version}.{sys.implementation.cache_tag}{SUFFIX}"


def _make(folder: str) -> None:
    """As `os.makedirs`, which leaves the folders on the way to whatever the process's mask allows."""
    if not os.path.isdir(folder):
        _make(os.path.dirname(folder))
        try:
            os.mkdir(folder, 0o700)
        except FileExistsError:
            return  # another process made it


def _for_this_user(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _content(path: str, *, ours: bool) -> bytes | None:
    """`ours`: only what this user wrote, as the open file says itself: what a path leads to may change meanwhile."""
    try:
        with open(path, "rb") as file:
            return file.read() if not ours or _belongs_to_us(os.fstat(file.fileno())) else None
    except OSError:
        return None


def _is_ours(folder: str) -> bool:
    """Whether this user alone can have put something there."""
    try:
        found = os.stat(folder)
    except OSError:
        return False
    return os.path.isdir(folder) and _belongs_to_us(found)


def _belongs_to_us(found: os.stat_result) -> bool:
    if not hasattr(os, "getuid"):  # Windows: a user's cache folder is the user's
        return True
    return found.st_uid == os.getuid() and found.st_mode & 0o022 == 0
