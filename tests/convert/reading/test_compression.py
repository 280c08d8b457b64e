"""Compressed files: opened, up to a limit."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from importlib.util import find_spec

import pytest

from scorelet.convert.reading.compression import compression_of, opened
from scorelet.errors import ModelReadError

CONTENT = b"a model " * 1000

COMPRESSED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
}


def refusal(data: bytes, limit: int = 1 << 20) -> str:
    with pytest.raises(ModelReadError) as caught:
        opened(data, limit)
    return str(caught.value)


@pytest.mark.parametrize("name", COMPRESSED)
def test_each_compression_is_known_and_opened(name: str) -> None:
    data = COMPRESSED[name](CONTENT)
    assert compression_of(data) == name
    assert opened(data) == CONTENT


@pytest.mark.parametrize("level", range(1, 10))
def test_zlib_of_every_level(level: int) -> None:
    assert opened(zlib.compress(CONTENT, level)) == CONTENT


@pytest.mark.parametrize("data", [b"", b"x", b"xyz,1,2\n", b"tree\nversion=v4\n", b"\x80\x04N."])
def test_what_is_not_compressed_stays_as_it_is(data: bytes) -> None:
    assert compression_of(data) is None
    assert opened(data) == data


@pytest.mark.parametrize("name", COMPRESSED)
def test_a_bomb_is_not_opened(name: str) -> None:
    data = COMPRESSED[name](bytes(3 << 20))
    assert refusal(data) == (
        f"its {len(data):,} bytes of {name} hold more than the 1,048,576 bytes that are read\n"
        "if the model is that large, save it without compression"
    )


@pytest.mark.parametrize("name", COMPRESSED)
def test_a_file_at_the_limit_is_opened(name: str) -> None:
    assert opened(COMPRESSED[name](CONTENT), len(CONTENT)) == CONTENT


@pytest.mark.parametrize("name", COMPRESSED)
def test_a_file_that_is_cut_off(name: str) -> None:
    data = COMPRESSED[name](CONTENT)[:-9]
    assert refusal(data) == f"it is cut off: its {name} compression has no end\ncopy or save the file again"


def test_a_damaged_file() -> None:
    data = bytearray(zlib.compress(CONTENT))
    data[-1] ^= 1
    assert refusal(bytes(data)) == (
        "it is damaged: its zlib compression cannot be undone"
        " (Error -3 while decompressing data: incorrect data check)\ncopy or save the file again"
    )


def test_an_old_file_of_joblib() -> None:
    assert refusal(b"ZF0x1234") == (
        "it was compressed by joblib 0.9 or older\nload it there, and save it again with a newer joblib"
    )


@pytest.mark.skipif(find_spec("lz4") is not None, reason="lz4 is installed")
def test_lz4_names_what_to_install() -> None:
    assert refusal(b"\x04\x22\x4d\x18rest") == (
        "it is compressed with lz4, and lz4 is not installed\ninstall it: pip install lz4"
    )


@pytest.mark.skipif(find_spec("lz4") is None, reason="lz4 is not installed")
def test_lz4() -> None:
    from lz4.frame import compress

    assert opened(compress(CONTENT)) == CONTENT
