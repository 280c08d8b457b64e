"""Packed models on disk: read with a limit, written whole or not at all."""

from __future__ import annotations

import os
from errno import ELOOP
from typing import TYPE_CHECKING

from scorelet.errors import BundleError

if TYPE_CHECKING:
    from pathlib import Path


def read_file(path: Path, limit: int) -> bytes:
    """The file's bytes, one more than `limit` at most. Raises BundleError."""
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise BundleError(f"cannot read {str(path)!r}: {_reason(error)}") from None


def write_file(path: Path, data: bytes) -> None:
    """Write beside `path`, and rename: readers see the old file or the new one, whole. Raises BundleError."""
    try:
        target = _resolved(path)  # a link stays, and what it leads to changes
        temporary = target.with_name(f".{target.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
        try:
            with temporary.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        raise BundleError(f"cannot write {str(path)!r}: {_reason(error)}") from None


def _resolved(path: Path) -> Path:
    """What `path` leads to. Of a link that leads to itself Python before 3.13 raises RuntimeError, later the link."""
    try:
        found = path.resolve()
        loops = found.is_symlink()
    except RuntimeError:
        loops = True
    if loops:
        raise OSError(ELOOP, os.strerror(ELOOP))
    return found


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
