"""A zip becomes a folder, as Lambda unpacks one; zips come from anyone who may update a function.

All of it is looked at before anything is written: names that lead out of the folder, links, two entries of one name,
a file where another needs a folder, encryption, sizes, depth. What is unpacked is then held to what was declared.

The function is not the owner of its files, and cannot change them: so here their owner may do what Lambda lets others
do, which is to read, and to run what others may run. A file that others may not read cannot be read in Lambda either.
"""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from scorelet.aws.sizes import UNZIPPED
from scorelet.errors import UsageError

ENTRIES = 65_535
"""Files and folders, be they entries or only named by some."""
DEEPEST = 64
"""Folders in one another. A zip of 100 kB can name ten thousand, which take a gigabyte to look at."""
_ENCRYPTED = 0x1
_UNIX = 3
_FOLDER = 0o555
_METHODS = frozenset({ZIP_STORED, ZIP_DEFLATED})
_BROKEN = (BadZipFile, LargeZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError)
"""What zipfile raises for bytes that are no zip, or one that it cannot read."""


def unpack(data: bytes, folder: str | os.PathLike[str], limit: int = UNZIPPED) -> None:
    """Unpack a zip into a new or empty folder: whole, or not at all. Raises UsageError.

    The folder and what is in it can only be read afterwards; `discard` removes it.
    """
    target = Path(folder).absolute()
    part = target.with_name(f".{target.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
    with _opened(data) as archive:
        entries = _audited(archive.infolist(), limit)
        try:
            try:
                part.mkdir(parents=True)
                for entry in entries:
                    _put(archive, entry, part)
                part.rename(target)  # onto a folder that has something in it this fails
                _close(target)
            except BaseException:
                discard(part)
                raise
        except OSError as error:
            reason = error.strerror or str(error)
            raise UsageError(f"cannot unpack to {target}: {reason}; expected a new or empty folder") from None


def discard(folder: str | os.PathLike[str]) -> None:
    """Remove what was unpacked, although it can only be read."""
    from shutil import rmtree

    for place, _, _ in os.walk(folder):
        Path(place).chmod(0o700)
    rmtree(folder, ignore_errors=True)


def _opened(data: bytes) -> ZipFile:
    try:
        return ZipFile(BytesIO(data))
    except _BROKEN as error:
        raise UsageError(f"this is no zip, or a damaged one: {error}") from None


# --- before anything is written --------------------------------------------------------------------------------------


def _audited(entries: list[ZipInfo], limit: int) -> list[ZipInfo]:
    """The entries, once they are known to be harmless."""
    if len(entries) > ENTRIES:
        raise UsageError(f"the zip has {len(entries):,} entries, more than {ENTRIES:,}")
    size = sum(entry.file_size for entry in entries)
    if size >= limit:
        raise UsageError(f"Unzipped size must be smaller than {limit} bytes, got {size}")
    seen: dict[str, bool] = {}
    for entry in entries:
        _check(entry)
        name = entry.filename.rstrip("/")
        if name in seen:
            raise UsageError(f"the zip has two entries {entry.filename[:100]!r}")
        seen[name] = entry.is_dir()
    _check_folders(seen)
    return entries


def _check_folders(seen: Mapping[str, bool]) -> None:
    """That what is in a folder is in no file, and that there are not too many; `seen`: whether a name is a folder's."""
    implied: set[str] = set()
    for name in seen:
        for parent in _parents(name):
            if not seen.get(parent, True):
                raise UsageError(f"the zip has {parent[:100]!r} as a file, and {name[:100]!r} in it")
            implied.add(parent)
        if len(implied) > ENTRIES:
            raise UsageError(f"the zip has more than {ENTRIES:,} folders")


def _parents(name: str) -> list[str]:
    steps = name.split("/")
    return ["/".join(steps[:count]) for count in range(1, len(steps))]


def _check(entry: ZipInfo) -> None:
    name = entry.filename
    mode = _mode(entry)
    kind = stat.S_IFMT(mode)
    if name != entry.orig_filename or not _is_inside(name.removesuffix("/")):
        raise UsageError(f"the zip has an entry {entry.orig_filename[:100]!r}: expected a path inside the folder")
    if kind == stat.S_IFLNK:
        raise UsageError(f"the zip has {name[:100]!r} as a link; a package has files only")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise UsageError(f"the zip has {name[:100]!r}, which is neither a file nor a folder")
    if name.count("/") > DEEPEST:
        raise UsageError(f"the zip has {name[:100]!r}... more than {DEEPEST} folders deep")
    if entry.compress_type not in _METHODS:
        raise UsageError(f"the zip has {name[:100]!r} compressed by method {entry.compress_type}: expected deflate")
    if entry.flag_bits & _ENCRYPTED:
        raise UsageError(f"the zip has {name[:100]!r} encrypted")


def _is_inside(name: str) -> bool:
    return {"", ".", ".."}.isdisjoint(name.split("/")) and not {"\0", "\\", ":"} & set(name)


def _mode(entry: ZipInfo) -> int:
    return entry.external_attr >> 16 if entry.create_system == _UNIX else 0


# --- writing ---------------------------------------------------------------------------------------------------------


def _put(archive: ZipFile, entry: ZipInfo, folder: Path) -> None:
    path = folder / entry.filename
    if entry.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_content(archive, entry))
    path.chmod(_permissions(_mode(entry)))


def _content(archive: ZipFile, entry: ZipInfo) -> bytes:
    """What an entry unpacks to, which is as much as it declares, and has its checksum."""
    try:
        with archive.open(entry) as file:
            content = file.read(entry.file_size + 1)  # what unpacks to more is not unpacked further
    except _BROKEN as error:
        raise UsageError(f"{entry.filename[:100]!r} in the zip is damaged: {error}") from None
    if len(content) != entry.file_size:
        raise UsageError(
            f"{entry.filename[:100]!r} in the zip has {len(content):,} bytes, and declares {entry.file_size:,}"
        )
    return content


def _permissions(mode: int) -> int:
    """What others may do, but not write, for everyone; a zip that says nothing lets everyone read."""
    others = mode & 0o5 if mode & 0o777 else 0o4
    return others << 6 | others << 3 | others


def _close(folder: Path) -> None:
    for place, _, _ in os.walk(folder, topdown=False):
        Path(place).chmod(_FOLDER)
