"""Avro files: what is written is read, also by fastavro and from fastavro; whatever is wrong is one clear error."""

from __future__ import annotations

import io
import json
import random
import struct
import time
import zlib
from contextlib import suppress
from typing import Any

import fastavro
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import PfaInitializationError, PfaInputError, PfaSyntaxError, UsageError
from scorelet.pfa import avro_container
from scorelet.pfa.avro_binary import binary_encoder
from scorelet.pfa.avro_container import MAGIC, read_datum, write_table
from scorelet.pfa.avro_reading import EMPTY_VALUES
from scorelet.pfa.schemas import read_schema
from scorelet.pfa.types import BYTES, LONG, Map
from scorelet.pfa.values import decoder
from tests.pfa.documents import DOUBLES, failure
from tests.pfa.schemas_and_values import DRAWN, untagged

MARKER = b"sixteen bytes...!"[:16]
AT = "$.cells.t.init"


def container(schema: bytes, *blocks: bytes, codec: bytes = b"null", counts: int = 1) -> bytes:
    """A file of these blocks, whatever is in them."""
    whole = binary_encoder(LONG)
    parts = [MAGIC, binary_encoder(Map(BYTES))({"avro.schema": schema, "avro.codec": codec}), MARKER]
    for block in blocks:
        parts += [whole(counts), whole(len(block)), block, MARKER]
    return b"".join(parts)


def long(value: int) -> bytes:
    return binary_encoder(LONG)(value)


def read(data: bytes, schema: Any) -> Any:
    return read_datum(data, read_schema(schema), "'t.avro'", AT)


def problem(data: bytes, schema: Any) -> str:
    """What is said of a file that cannot be read."""
    error = failure(read, data, schema)
    assert (type(error), error.place) == (PfaInitializationError, AT)
    start = "cannot read the Avro file 't.avro': "
    assert error.message.startswith(start)
    return error.message.removeprefix(start)


# --------------------------------------------------------------------------------------------- there and back


@given(DRAWN, st.sampled_from(["null", "deflate"]))
@settings(derandomize=True, deadline=None, max_examples=150)
def test_what_is_written_is_read(drawn: tuple[Any, Any], codec: str) -> None:
    schema, value = drawn
    assert read(write_table(schema, value, codec=codec), schema) == decoder(read_schema(schema))(value)


@given(DRAWN, st.sampled_from(["null", "deflate"]))
@settings(derandomize=True, deadline=None, max_examples=150)
def test_fastavro_reads_what_we_write_and_we_what_it_writes(drawn: tuple[Any, Any], codec: str) -> None:
    schema, value = drawn
    theirs = io.BytesIO()
    fastavro.writer(theirs, fastavro.parse_schema(schema), [untagged(schema, value)], codec=codec)
    assert read(theirs.getvalue(), schema) == decoder(read_schema(schema))(value)
    ours = write_table(schema, value, codec=codec)
    found = [list(fastavro.reader(io.BytesIO(data), return_named_type=True)) for data in (ours, theirs.getvalue())]
    assert found[0] == found[1]


@pytest.mark.parametrize("count", [0, 1, 62, 63, 64, 65, 127, 128, 8191, 8192, 20_000])
@pytest.mark.parametrize("codec", ["null", "deflate"])
def test_arrays_of_doubles_of_every_length(count: int, codec: str) -> None:
    numbers = [struct.unpack("<d", struct.pack("<q", i * 0x0123456789ABCD))[0] for i in range(count)]
    for schema, value in ((DOUBLES, numbers), ({"type": "map", "values": DOUBLES}, {"é" * count: numbers, "": []})):
        assert repr(read(write_table(schema, value, codec=codec), schema)) == repr(value)


def test_arrays_in_several_blocks_and_blocks_that_say_their_size() -> None:
    pair = struct.pack("<2d", 1.5, -0.0)
    blocks = long(2) + pair + long(-2) + long(16) + pair + long(0)
    assert read(container(b'{"type": "array", "items": "double"}', blocks), DOUBLES) == [1.5, -0.0] * 2
    texts = long(1) + b"\x02a" + long(-1) + long(2) + b"\x02b" + long(0)
    strings = {"type": "array", "items": "string"}
    assert read(container(b'{"type": "array", "items": "string"}', texts), strings) == ["a", "b"]
    entries = long(1) + b"\x02a\x02" + long(-1) + long(3) + b"\x02b\x04" + long(0)
    assert read(container(b'{"type": "map", "values": "int"}', entries), {"type": "map", "values": "int"}) == {
        "a": 1,
        "b": 2,
    }


def test_nan_and_the_infinities() -> None:
    found = read(write_table(DOUBLES, [float("nan"), float("inf"), float("-inf")]), DOUBLES)
    assert repr(found) == "[nan, inf, -inf]"


def test_the_first_value_of_several_is_taken_and_empty_blocks_are_passed_over() -> None:
    assert read(container(b'"int"', b"\x02\x04", counts=2), "int") == 1
    later = container(b'"int"', b"", counts=0) + container(b'"int"', b"\x06")[-19:]
    assert read(later, "int") == 3
    assert read(container(b'"int"', b"\x02", b"\x04"), "int") == 1


def test_the_same_value_gives_the_same_bytes() -> None:
    schema = {"type": "map", "values": DOUBLES}
    one, two = (write_table(schema, {"a": [1, 2.5], "b": []}) for _ in range(2))
    assert (
        one
        == two
        == write_table({"values": {"items": "double", "type": "array"}, "type": "map"}, {"a": [1, 2.5], "b": []})
    )
    assert write_table(schema, {"a": []}) != write_table(schema, {"b": []})


# ------------------------------------------------------------------------------------------ what is not written


def test_what_cannot_be_written() -> None:
    assert str(failure(write_table, DOUBLES, [1, "a"])) == "expected double, got string 'a' - at $[1]"
    assert isinstance(failure(write_table, DOUBLES, [1, "a"]), PfaInputError)
    assert str(failure(write_table, "string", "\ud800")) == (
        "a value that cannot be kept as Avro: cannot read the Avro file written: a string is not UTF-8 - at $"
    )
    assert isinstance(failure(write_table, {"type": "array"}, []), PfaSyntaxError)
    with pytest.raises(UsageError, match=r"^expected the codec 'null' or 'deflate', got 'xz'$"):
        write_table("int", 1, codec="xz")


# ---------------------------------------------------------------------------------------------- hostile files

NULLS = b'{"type": "array", "items": "null"}'
DEEP_SCHEMA = b'{"type": "array", "items": ' * 100_000 + b'"int"' + b"}" * 100_000
"""Deeper than any Python's `json` goes: 3.13 reads ten thousand levels."""
NUMBERS = b'{"type": "array", "items": "double"}'
STRINGS = b'{"type": "array", "items": "string"}'
CHAIN = b'{"type": "record", "name": "Chain", "fields": [{"name": "next", "type": ["null", "Chain"]}]}'
SELF = b'{"type": "record", "name": "Self", "fields": [{"name": "self", "type": "Self"}]}'


def doubling(levels: int) -> bytes:
    """A record of two records of two records ...: its value takes no bytes, and 2 ** levels steps."""
    text = b'{"type": "record", "name": "R0", "fields": []}'
    for i in range(1, levels):
        both = b'{"name": "a", "type": %s}, {"name": "b", "type": "R%d"}' % (text, i - 1)
        text = b'{"type": "record", "name": "R%d", "fields": [%s]}' % (i, both)
    return text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it does not start as one"),
        (MAGIC, "it ends too early"),
        (MAGIC + b"\0", "it has no schema"),
        (MAGIC + long(-1) + long(1), "1 items, but only 0 bytes are left"),
        (MAGIC + long(2**40), f"{2**40} items, but only 0 bytes are left"),
        (container(b"[", b"\0"), "its schema is wrong: not JSON: Expecting value (line 1, column 2) - at $"),
        (container(b'{"type": "array"}', b"\0"), "its schema is wrong: a schema of type 'array' needs 'items' - at $"),
        (container(DEEP_SCHEMA, b"\0"), "its schema is wrong: the JSON nests too deeply - at $"),
        (container(b"\xff", b"\0"), "a string is not UTF-8"),
        (container(b'"int"', b"\0", codec=b"xz"),
         "expected the codec null or deflate, got 'xz'; write it again with one of them"),
        (container(b'"int"', b"\0", codec=b"\xff"), "a string is not UTF-8"),
        (container(b'"int"'), "it holds no value"),
        (container(b'"int"')[:-1], "it ends too early"),
        (container(b'"int"', b"\x02")[:-1] + b"x", "a block does not end with the file's marker"),
        (container(b'"int"', b"\x02", counts=-1), "a block of -1 values"),
        (container(b'"int"') + long(1) + long(-5) + MARKER, "-5 bytes, but only 16 are left"),
        (container(b'"int"') + long(1) + long(2**40) + MARKER, f"{2**40} bytes, but only 16 are left"),
        (container(b'"int"', b"\x07", codec=b"deflate"),
         "its block cannot be decompressed: Error -3 while decompressing data: invalid block type"),
        (container(b'"int"', b"", codec=b"deflate"), "its compressed block ends too early"),
    ],
    ids=range(19),
)  # fmt: skip
def test_a_file_that_is_wrong(data: bytes, said: str) -> None:
    assert problem(data, "int") == said


@pytest.mark.parametrize(
    ("schema", "block", "said"),
    [
        (b'"int"', b"", "it ends too early"),
        (b'"int"', b"\x02\x02", "1 bytes are left after its value"),
        (b'"int"', b"\xff" * 11, "a whole number of more than 64 bits"),
        (b'"int"', b"\xff" * 9 + b"\x7f", "a whole number of more than 64 bits"),
        (b'"int"', long(2**31), f"{2**31} as an int"),
        (b'"boolean"', b"\x02", "the byte 2 as a boolean"),
        (b'"double"', b"1234567", "it ends too early"),
        (b'"float"', b"123", "it ends too early"),
        (b'"string"', b"\x02\xff", "a string is not UTF-8"),
        (b'"string"', long(-1), "-1 bytes, but only 0 are left"),
        (b'"bytes"', long(5) + b"1234", "5 bytes, but only 4 are left"),
        (b'{"type": "fixed", "name": "F", "size": 5}', b"1234", "5 bytes, but only 4 are left"),
        (b'{"type": "enum", "name": "E", "symbols": ["a"]}', b"\x02", "symbol 1 of enum E, which has 1"),
        (b'["null", "int"]', b"\x04", "member 2 of a union of 2"),
        (b'["null", "int"]', b"\x01", "member -1 of a union of 2"),
        (NUMBERS, long(2**60), f"{2**60} items, but only 0 bytes are left"),
        (NUMBERS, long(-(2**63)), "it ends too early"),
        (NUMBERS, long(-1) + long(-8) + b"12345678\0", "a block of -8 bytes"),
        (NUMBERS, long(5) + b"1234567890", "it ends too early"),
        (NUMBERS, long(200) + b"1234567890", "200 items, but only 10 bytes are left"),
        (NUMBERS, long(1) + b"12345678", "it ends too early"),
        (STRINGS, long(3) + b"\0", "3 items, but only 1 bytes are left"),
        (b'{"type": "map", "values": "null"}', long(1) + long(50) + b"a", "it ends too early"),
        (NULLS, long(2**62) + b"\0", f"more than {EMPTY_VALUES} values that take no bytes"),
        (NULLS, long(EMPTY_VALUES // 2) * 3 + b"\0", f"more than {EMPTY_VALUES} values that take no bytes"),
        (doubling(40), b"", f"more than {EMPTY_VALUES} values that take no bytes"),
        (CHAIN, b"\x02" * 100_000, "its data or schema nests too deeply"),
        (SELF, b"", "its data or schema nests too deeply"),
    ],
    ids=range(28),
)
def test_a_value_that_is_wrong(schema: bytes, block: bytes, said: str) -> None:
    assert problem(container(schema, block), json.loads(schema)) == said


def test_what_is_said_is_short() -> None:
    schema = {"type": "enum", "name": "E" * 1000, "symbols": ["a"]}
    said = problem(container(json.dumps(schema).encode(), b"\x02"), schema)
    assert said == f"symbol 1 of enum {'E' * 283}..."


def test_a_small_block_cannot_become_a_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(avro_container, "LARGEST", 1000)
    packed = zlib.compress(long(1200) + b"a" * 1200, 9, wbits=-15)
    assert problem(container(b'"string"', packed, codec=b"deflate"), "string") == "a block of more than 1000 bytes"


def random_table() -> tuple[Any, bytes]:
    record = {
        "type": "record",
        "name": "Term",
        "fields": [
            {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["a", "b"]}},
            {"name": "idf", "type": ["null", "double", "string"]},
            {"name": "weights", "type": DOUBLES},
            {"name": "ids", "type": {"type": "array", "items": "long"}},
        ],
    }
    schema = {"type": "map", "values": record}
    draw = random.Random(7)
    value = {
        f"term{i}": {
            "kind": draw.choice("ab"),
            "idf": draw.choice([None, {"double": draw.random()}, {"string": "x"}]),
            "weights": [draw.random() for _ in range(draw.randrange(5))],
            "ids": [draw.randrange(-(2**40), 2**40) for _ in range(draw.randrange(4))],
        }
        for i in range(6)
    }
    return schema, write_table(schema, value)


@pytest.mark.parametrize("codec", ["null", "deflate"])
def test_every_truncation_is_one_clear_error(codec: str) -> None:
    schema, data = random_table()
    if codec == "deflate":
        data = write_table("string", "abcabc" * 30, codec="deflate")
        schema = "string"
    t = read_schema(schema)
    for cut in range(len(data)):
        with pytest.raises(PfaInitializationError):
            read_datum(data[:cut], t, "t", AT)


def test_no_changed_byte_is_a_crash_or_takes_long() -> None:
    schema, data = random_table()
    t = read_schema(schema)
    fine = 0
    start = time.process_time()
    for at in range(len(data)):
        for change in (0x01, 0x80, 0xFF, data[at] ^ 0x40):
            if not change & 0xFF:
                continue
            damaged = bytes([*data[:at], data[at] ^ change, *data[at + 1 :]])
            try:
                read_datum(damaged, t, "t", AT)
            except PfaInitializationError:
                continue
            fine += 1
    assert fine > 0  # some bytes are digits of numbers
    assert time.process_time() - start < 20


@given(st.binary(max_size=60), st.sampled_from([NUMBERS, STRINGS, CHAIN, NULLS, b'["null", "long"]']))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_any_bytes_are_a_value_or_one_clear_error(block: bytes, schema: bytes) -> None:
    with suppress(PfaInitializationError):
        read(container(schema, block), json.loads(schema))
