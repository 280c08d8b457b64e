"""The system's errors -> the store's, with what to do."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path

from scorelet.errors import StoreError, StoreUnreachableError

_RIGHTS = "give this user the right, or choose another folder"
_NO_FOLDER = "a store is a folder: choose another path"

NEXT_STEPS: Mapping[int, str] = {
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EROFS: "choose a folder on a disk that can be written",
    errno.ENOSPC: "make room on its disk; what was there before is whole",
    errno.EDQUOT: "make room within your quota; what was there before is whole",
    errno.EFBIG: "choose a folder on a disk that takes larger files",
    errno.ENOTDIR: _NO_FOLDER,
    errno.EEXIST: _NO_FOLDER,
    errno.EISDIR: "a folder is where a file should be: move it away",
    errno.ELOOP: "its symbolic links lead in a circle: mend them",
    errno.ENAMETOOLONG: "choose a folder with a shorter path",
    errno.EIO: "its disk fails: look at the system's log",
    errno.ESTALE: "its network disk was mounted anew: try again",
    errno.EMFILE: "close other files, or raise the limit: ulimit -n",
}


def translated(error: OSError, doing: str, path: Path) -> StoreError:
    """The error of `doing` something (read, write, list, remove) with `path`."""
    why = (error.strerror or str(error)).lower()
    next_step = NEXT_STEPS.get(error.errno or 0, "see that the folder can be read and written")
    return StoreUnreachableError(f"cannot {doing} {path}: {why}\n{next_step}")
