"""The container of a packed model: a ZIP archive that can be laid out in one way only.

Any unzip opens it, but it is read by our own few lines, because auditing is then simple: an archive is accepted
when each of its headers is, byte for byte, what `write` would have written. Entries follow one another without a
gap, from the first byte; then comes the directory, then the end. So there is no place for what makes archives
dangerous: names that lead elsewhere, links, two entries of one name, overlapping entries, sizes that differ between
the two headers, zip64, encryption, comments, extra fields, anything before, between or behind.

The date is 1980-01-01, the mode 0644, the order that of ENTRIES. An entry is deflated at level 9, and stored when
that saves less than 8 % (what is quick to read is worth more). The bytes so depend on their input alone, as long as
it is the same zlib that deflates.

Layout: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from struct import Struct
from typing import NamedTuple

from scorelet.errors import BundleError

ENTRIES: tuple[str, ...] = (
    r"manifest\.json",
    r"schema\.json",
    r"model\.(pfa|onnx|pkl)",
    r"tables/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\.(avro|json)",
    r"samples\.jsonl",
    r"parity\.json",
    r"baseline\.json",
)
"""The names that entries may have, in the order of the file."""

_PATTERNS = tuple(re.compile(pattern + r"\Z") for pattern in ENTRIES)

_LOCAL = Struct("<4s5H3I2H")
_CENTRAL = Struct("<4s6H3I5H2I")
_END = Struct("<4s4H2IH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_NEEDS = 20
_MADE_BY = 3 << 8 | _NEEDS
"""Unix, so that the mode counts."""
_DATE = 1 << 5 | 1
_MODE = 0o100644 << 16
_STORED, _DEFLATED = 0, 8
_WORTH = 0.92


class Limits(NamedTuple):
    """What reading accepts: number of entries, bytes packed and unpacked, and how far one may exceed the other."""

    entries: int = 256
    packed: int = 1 << 30
    unpacked: int = 1 << 30
    ratio: int = 100
    """Unpacked to packed bytes, counted beyond the first `free` bytes."""
    free: int = 64 << 20


LIMITS = Limits()


class _Head(NamedTuple):
    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int

    def local(self) -> bytes:
        name = self.name.encode()
        facts = (_NEEDS, 0, self.method, 0, _DATE, self.crc, self.packed, self.size, len(name), 0)
        return _LOCAL.pack(_LOCAL_MARK, *facts) + name

    def central(self) -> bytes:
        name = self.name.encode()
        facts = (_MADE_BY, _NEEDS, 0, self.method, 0, _DATE, self.crc, self.packed, self.size, len(name))
        return _CENTRAL.pack(_CENTRAL_MARK, *facts, 0, 0, 0, 0, _MODE, self.offset) + name

    @property
    def start(self) -> int:
        return self.offset + _LOCAL.size + len(self.name)

    @property
    def end(self) -> int:
        return self.start + self.packed


def rank(name: str) -> tuple[int, str] | None:
    """Where an entry stands in the order of the file; None when no entry may have this name."""
    return next(((i, name) for i, pattern in enumerate(_PATTERNS) if pattern.match(name)), None)


# ------------------------------------------------------------------------------------------- writing


def write(entries: Mapping[str, bytes], limits: Limits = LIMITS) -> bytes:
    """The archive of `entries`: name -> content. Raises BundleError when `read` would refuse it."""
    ranks = {name: rank(name) for name in entries}
    for name in (name for name, found in ranks.items() if found is None):
        raise BundleError(f"a packed model has no entry {name[:100]!r}")
    parts: list[bytes] = []
    heads: list[_Head] = []
    for name in sorted(entries, key=lambda name: ranks[name] or (0, "")):
        method, body = _packed(entries[name])
        offset = heads[-1].end if heads else 0
        heads.append(_Head(name, method, zlib.crc32(entries[name]), len(body), len(entries[name]), offset))
        _check_limits(heads, limits)
        parts += [heads[-1].local(), body]
    return b"".join([*parts, _directory(heads)])


def _packed(content: bytes) -> tuple[int, bytes]:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(content) + deflate.flush()
    return (_DEFLATED, body) if len(body) < len(content) * _WORTH else (_STORED, content)


def _directory(heads: list[_Head]) -> bytes:
    body = b"".join(head.central() for head in heads)
    return body + _END.pack(_END_MARK, 0, 0, len(heads), len(heads), len(body), heads[-1].end if heads else 0, 0)


# ------------------------------------------------------------------------------------------- reading


def read(data: bytes, limits: Limits = LIMITS) -> dict[str, bytes]:
    """The entries of an archive, audited: names, sizes and checksums. Raises BundleError."""
    if not data.startswith(_LOCAL_MARK):
        raise BundleError("this is no packed model: it does not start like one")
    if len(data) > limits.packed:
        raise BundleError(f"the file has {len(data):,} bytes, more than the limit of {limits.packed:,}")
    heads: list[_Head] = []
    while data.startswith(_LOCAL_MARK, heads[-1].end if heads else 0):
        heads.append(_head(data, heads[-1].end if heads else 0))
        _check_order(heads)
        _check_limits(heads, limits)
    if data[heads[-1].end :] != _directory(heads):
        raise BundleError(
            f"the directory at the end, from byte {heads[-1].end}, is not that of the {len(heads)} entries before it: "
            "the file is truncated, or was changed or written by something else than Scorelet"
        )
    return {head.name: _content(memoryview(data)[head.start : head.end], head) for head in heads}


def _head(data: bytes, offset: int) -> _Head:
    if len(data) < offset + _LOCAL.size:
        raise BundleError(f"the file is truncated: it ends within the entry at byte {offset}")
    _, _, _, method, _, _, crc, packed, size, length, _ = _LOCAL.unpack_from(data, offset)
    name = data[offset + _LOCAL.size : offset + _LOCAL.size + length].decode("ascii", "backslashreplace")
    if rank(name) is None:
        raise BundleError(f"a packed model has no entry {name[:100]!r} (at byte {offset})")
    head = _Head(name, method, crc, packed, size, offset)
    if not data.startswith(head.local(), offset) or method not in (_STORED, _DEFLATED):
        raise BundleError(f"entry {name!r} was not written by Scorelet: its header at byte {offset} says other things")
    if head.end > len(data):
        raise BundleError(f"the file is truncated: entry {name!r} has {packed:,} bytes, and fewer are left")
    if method == _STORED and packed != size:
        raise BundleError(f"entry {name!r} is stored in {packed:,} bytes, but says it has {size:,}")
    return head


def _check_order(heads: list[_Head]) -> None:
    names = [head.name for head in heads[-2:]]
    if len(names) == 2 and (rank(names[0]) or (0, "")) >= (rank(names[1]) or (0, "")):
        raise BundleError(f"entry {names[1]!r} comes again or too late, after {names[0]!r}")


def _check_limits(heads: list[_Head], limits: Limits) -> None:
    """Declared sizes, before anything is unpacked; `_content` holds each entry to what it declares."""
    packed, size = sum(head.packed for head in heads), sum(head.size for head in heads)
    if len(heads) > limits.entries:
        raise BundleError(f"there are more than {limits.entries} entries")
    if size > limits.unpacked or packed > limits.packed:
        raise BundleError(f"the entries have {size:,} bytes unpacked, more than the limit of {limits.unpacked:,}")
    if size - limits.free > packed * limits.ratio:
        raise BundleError(f"{packed:,} bytes would unpack to {size:,}, more than {limits.ratio} times as many")


def _content(body: memoryview, head: _Head) -> bytes:
    content = bytes(body) if head.method == _STORED else _inflated(body, head)
    if zlib.crc32(content) != head.crc:
        raise BundleError(f"entry {head.name!r} is damaged: its checksum differs")
    return content


def _inflated(body: memoryview, head: _Head) -> bytes:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = inflate.decompress(body, head.size + 1)
    except zlib.error as error:
        raise BundleError(f"entry {head.name!r} is damaged: {error}") from None
    if len(content) != head.size or not inflate.eof or inflate.unused_data:
        raise BundleError(f"entry {head.name!r} does not unpack to the {head.size:,} bytes that it declares")
    return content
