"""How large a function's package may be, and which parts of it are the largest.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import NamedTuple

from scorelet.errors import UsageError

UNZIPPED = 262_144_000
"""Bytes of all files, from which on Lambda refuses a package."""
_SHOWN = 3


class Limits(NamedTuple):
    """A way for the zip to reach Lambda. zipped: bytes at most; way: for people; otherwise: what to do beyond."""

    zipped: int
    way: str
    otherwise: str


_SMALLER = "leave models in a store in S3 (they are read at the start), or give models an own service"
DIRECT = Limits(52_428_800, "in the call itself", "upload it through a bucket")
THROUGH_S3 = Limits(UNZIPPED, "through a bucket", _SMALLER)


class Part(NamedTuple):
    """One file of a package, in bytes as it is and deflated."""

    name: str
    size: int
    zipped: int


def parts_of(files: Mapping[str, bytes]) -> list[Part]:
    """All files, the largest in the zip first."""
    parts = [Part(name, len(content), len(zlib.compress(content, 9))) for name, content in files.items()]
    return sorted(parts, key=lambda part: (-part.zipped, part.name))


def hold_unzipped(files: Mapping[str, bytes]) -> None:
    """Raises UsageError where Lambda would not unpack so much."""
    size = sum(map(len, files.values()))
    if size >= UNZIPPED:
        largest = _largest({name: len(content) for name, content in files.items()})
        raise UsageError(
            f"the package has {shown(size)} unzipped, and Lambda takes less than {shown(UNZIPPED)}; the largest parts: "
            f"{largest}\n{_SMALLER}"
        )


def hold_zipped(size: int, files: Mapping[str, bytes], limits: Limits) -> None:
    """Raises UsageError where the zip is too large for the way that it is to go."""
    if size > limits.zipped:
        largest = _largest({part.name: part.zipped for part in parts_of(files)})
        raise UsageError(
            f"the package has {shown(size)} zipped, and Lambda takes {shown(limits.zipped)} {limits.way}; the largest "
            f"parts: {largest}\n{limits.otherwise}"
        )


def _largest(sizes: Mapping[str, int]) -> str:
    largest = sorted(sizes.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]
    return ", ".join(f"{name} ({shown(size)})" for name, size in largest)


def shown(size: int) -> str:
    """Bytes for people, in thousands and millions, as AWS counts a limit such as 262,144,000."""
    return f"{size / 1e6:,.1f} MB" if size >= 1_000_000 else f"{size / 1e3:,.1f} kB"
