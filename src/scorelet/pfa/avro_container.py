"""Avro object container files (Avro 1.x): tables of numbers beside a document, read and written.

    magic        "Obj" 1
    metadata     a map of bytes: avro.schema (JSON), avro.codec (null or deflate)
    marker       16 bytes
    blocks       the number of values, the size in bytes, the values (compressed), the marker again

PFA's `"source": "avro"` means the first value of such a file. It is read straight to a canonical value of the
cell's type: see `avro_resolution`. Whatever is wrong with a file is one PfaInitializationError.

What is written depends on the value alone: the marker, which other writers draw at random, is a hash of the rest.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import Any

from scorelet.errors import PfaInitializationError, PfaInputError, PfaSyntaxError, UsageError
from scorelet.pfa.avro_binary import binary_encoder
from scorelet.pfa.avro_reading import Blocks, Damaged, map_reader, read_bytes, read_length, read_long
from scorelet.pfa.avro_resolution import reader
from scorelet.pfa.schemas import read_schema
from scorelet.pfa.types import BYTES, LONG, Map, Schema, Type
from scorelet.pfa.values import Mismatch, decoder

MAGIC = b"Obj\x01"
MARKER = 16
LONGEST = 300
"""Characters of what is said of a file: the names in it are its writer's."""
LARGEST = 1 << 28
"""A compressed block may hold so many bytes: 256 MB."""


# ------------------------------------------------------------------------------------------------------ reading


def read_datum(data: bytes, wanted: Type, name: str, at: str) -> Any:
    """The first value of a container file, canonical for the type `wanted`.

    `name` is the file's, as messages show it. Raises PfaInitializationError, with the place `at`.
    """
    try:
        return _first(data, wanted)
    except Damaged as damage:
        problem = f"{str(damage)[:LONGEST]}..." if len(str(damage)) > LONGEST else str(damage)
    except (IndexError, struct.error):
        problem = "it ends too early"
    except UnicodeDecodeError:
        problem = "a string is not UTF-8"
    except RecursionError:
        problem = "its data or schema nests too deeply"
    except MemoryError:
        problem = "it needs more memory than there is"
    raise PfaInitializationError(f"cannot read the Avro file {name}: {problem}", at)


def _first(data: bytes, wanted: Type) -> Any:
    if data[: len(MAGIC)] != MAGIC:
        raise Damaged("it does not start as one")
    metadata, at = map_reader(read_bytes, 1, Blocks())(data, len(MAGIC))
    read = reader(_schema(metadata), wanted)
    decompress = _codec(metadata)
    marker, at = data[at : at + MARKER], at + MARKER
    while at < len(data):
        count, at = read_long(data, at)
        size, at = read_length(data, at)
        if data[at + size : at + size + MARKER] != marker:
            raise Damaged("a block does not end with the file's marker")
        if count < 0:
            raise Damaged(f"a block of {count} values")
        if count:
            return _only(read, decompress(data[at : at + size]), count)
        at += size + MARKER
    if len(marker) < MARKER:
        raise Damaged("it ends too early")
    raise Damaged("it holds no value")


def _only(read: Callable[[bytes, int], tuple[Any, int]], block: bytes, count: int) -> Any:
    """The first value of a block; where it is the only one, it is the whole block."""
    value, end = read(block, 0)
    if end > len(block):
        raise Damaged("it ends too early")
    if count == 1 and end < len(block):
        raise Damaged(f"{len(block) - end} bytes are left after its value")
    return value


def _schema(metadata: Mapping[str, bytes]) -> Type:
    from scorelet.pfa.sources import parse

    text = metadata.get("avro.schema")
    if text is None:
        raise Damaged("it has no schema")
    try:
        return read_schema(parse(str(text, "utf-8"), "$"))
    except PfaSyntaxError as error:
        raise Damaged(f"its schema is wrong: {error}") from None


def _codec(metadata: Mapping[str, bytes]) -> Callable[[bytes], bytes]:
    name = str(metadata.get("avro.codec", b"null"), "utf-8")
    if name not in _DECOMPRESS:
        raise Damaged(f"expected the codec null or deflate, got {name[:40]!r}; write it again with one of them")
    return _DECOMPRESS[name]


def _inflated(block: bytes) -> bytes:
    import zlib

    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        done = inflater.decompress(block, LARGEST)
    except zlib.error as error:
        raise Damaged(f"its block cannot be decompressed: {error}") from None
    if inflater.unconsumed_tail:
        raise Damaged(f"a block of more than {LARGEST} bytes")
    if not inflater.eof:
        raise Damaged("its compressed block ends too early")
    return done


def _as_it_is(block: bytes) -> bytes:
    return block


_DECOMPRESS: Mapping[str, Callable[[bytes], bytes]] = {"null": _as_it_is, "deflate": _inflated}


# ------------------------------------------------------------------------------------------------------ writing


def write_table(schema: Schema, value: Any, *, codec: str = "null") -> bytes:
    """An Avro container file that holds one value: what a cell with ``"source": "avro"`` names.

    `schema` is the cell's type (an Avro schema as parsed JSON), `value` plain Python as engines take it, `codec`
    "null" or "deflate". The same value gives the same bytes. Raises PfaSyntaxError for a schema that is none,
    PfaInputError for a value of another type or with text that UTF-8 cannot say, UsageError for another codec.
    """
    if codec not in _COMPRESS:
        raise UsageError(f"expected the codec 'null' or 'deflate', got {codec!r}")
    t = read_schema(schema)
    written = _container(t, codec, _COMPRESS[codec](_encoded(t, value)))
    try:
        read_datum(written, t, "written", "$")  # what is written can be read
    except PfaInitializationError as error:
        raise PfaInputError(f"a value that cannot be kept as Avro: {error.message}", "$") from None
    return written


def _encoded(t: Type, value: Any) -> bytes:
    try:
        return binary_encoder(t)(decoder(t)(value))
    except Mismatch as mismatch:
        raise mismatch.translated(PfaInputError, "$") from None
    except RecursionError:
        raise PfaInputError("the value nests too deeply", "$") from None


def _container(t: Type, codec: str, block: bytes) -> bytes:
    import json
    from hashlib import sha256

    schema = json.dumps(t.schema, separators=(",", ":"), sort_keys=True).encode()
    metadata = binary_encoder(Map(BYTES))({"avro.codec": codec.encode(), "avro.schema": schema})
    whole = binary_encoder(LONG)
    marker = sha256(metadata + block).digest()[:MARKER]
    return b"".join([MAGIC, metadata, marker, whole(1), whole(len(block)), block, marker])


def _deflated(block: bytes) -> bytes:
    import zlib

    deflater = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return deflater.compress(block) + deflater.flush()


_COMPRESS: Mapping[str, Callable[[bytes], bytes]] = {"null": _as_it_is, "deflate": _deflated}
