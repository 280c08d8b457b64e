"""Compressed files are opened in memory, up to a limit: a few kilobytes can hold gigabytes."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from scorelet.errors import ModelReadError

LIMIT = 2 << 30
"""Bytes that a compressed file may hold, unless the caller says otherwise."""

LZMA_MEMORY = 256 << 20
"""What xz may use for its dictionary, which the file names; the strongest setting of `xz` takes 65 MB."""

OLD_JOBLIB = b"ZF0x"


def _lz4() -> Any:
    try:
        from lz4.frame import LZ4FrameDecompressor
    except ImportError as error:
        text = "it is compressed with lz4, and lz4 is not installed\ninstall it: pip install lz4"
        raise ModelReadError(text) from error
    return LZ4FrameDecompressor()


DECOMPRESSORS: Mapping[str, tuple[bytes, Callable[[], Any]]] = {
    "gzip": (b"\x1f\x8b\x08", lambda: zlib.decompressobj(31)),
    "zlib": (b"\x78", lambda: zlib.decompressobj(15)),
    "bzip2": (b"BZh", bz2.BZ2Decompressor),
    "xz": (b"\xfd7zXZ\x00", lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, LZMA_MEMORY)),
    "lzma": (b"\x5d\x00\x00", lambda: lzma.LZMADecompressor(lzma.FORMAT_ALONE, LZMA_MEMORY)),
    "lz4": (b"\x04\x22\x4d\x18", _lz4),
}
"""For each compression the first bytes of a file, and what opens it."""


def compression_of(data: bytes) -> str | None:
    """The compression's name, by the first bytes."""
    return next((name for name, (magic, _) in DECOMPRESSORS.items() if _starts(data, magic)), None)


def _starts(data: bytes, magic: bytes) -> bool:
    # zlib's first byte is the letter x; its second makes both together a multiple of 31 (RFC 1950).
    return data.startswith(magic) and (magic != b"\x78" or int.from_bytes(data[:2]) % 31 == 0)


def opened(data: bytes, limit: int = LIMIT) -> bytes:
    """`data` itself, or what it holds when it is compressed; ModelReadError when that is damaged or too much."""
    if data.startswith(OLD_JOBLIB):
        text = "it was compressed by joblib 0.9 or older\nload it there, and save it again with a newer joblib"
        raise ModelReadError(text)
    name = compression_of(data)
    return data if name is None else _decompressed(data, name, DECOMPRESSORS[name][1](), limit)


def _decompressed(data: bytes, name: str, decompressor: Any, limit: int) -> bytes:
    try:
        content: bytes = decompressor.decompress(data, limit + 1)
    except (zlib.error, lzma.LZMAError, OSError, RuntimeError, EOFError) as error:
        raise ModelReadError(f"it is damaged: its {name} compression cannot be undone ({error})\n{AGAIN}") from error
    if len(content) > limit:
        text = f"its {len(data):,} bytes of {name} hold more than the {limit:,} bytes that are read"
        raise ModelReadError(f"{text}\nif the model is that large, save it without compression")
    if not decompressor.eof:
        raise ModelReadError(f"it is cut off: its {name} compression has no end\n{AGAIN}")
    return content


AGAIN = "copy or save the file again"
"""What helps with every damaged file."""
