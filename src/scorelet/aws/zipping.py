"""Files become a zip: the same files, the same bytes.

All entries are of 1980, regular files that everyone may read, deflated as far as zlib does, in the order of their
names. (Another build of zlib may deflate to other bytes, which unpack to the same.)
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_UNIX = 3
_MODE = 0o100644 << 16
_DATE = (1980, 1, 1, 0, 0, 0)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The zip of files by their paths."""
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        for name in sorted(files):
            archive.writestr(_entry(name), files[name], ZIP_DEFLATED, compresslevel=9)
    return data.getvalue()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _DATE)
    entry.create_system = _UNIX
    entry.external_attr = _MODE
    return entry
