"""The container: one way to write it, and nothing else is read."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.bundle.archive import LIMITS, Limits, rank, read, write
from scorelet.errors import BundleError

CONTENT = {
    "baseline.json": b"{}",
    "model.pfa": b'{"input": "double"}' * 40,
    "tables/b.avro": bytes(range(256)),
    "tables/a.json": b"[1]",
    "manifest.json": b"{}\n",
}
DATA = write(CONTENT)


def refused(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(BundleError) as caught:
        read(data, limits)
    return str(caught.value)


def test_what_is_written_is_read_in_the_order_of_the_format() -> None:
    assert read(DATA) == CONTENT
    assert list(read(DATA)) == ["manifest.json", "model.pfa", "tables/a.json", "tables/b.avro", "baseline.json"]


def test_the_order_in_which_entries_are_given_does_not_matter() -> None:
    assert write(dict(reversed(CONTENT.items()))) == DATA


def test_any_zip_tool_reads_it() -> None:
    with zipfile.ZipFile(io.BytesIO(DATA)) as file:
        assert file.testzip() is None
        assert {info.filename: file.read(info) for info in file.infolist()} == CONTENT
        facts = {(info.date_time, info.external_attr >> 16, info.extra, info.comment) for info in file.infolist()}
        assert facts == {((1980, 1, 1, 0, 0, 0), 0o100644, b"", b"")}
        methods = {info.filename: info.compress_type for info in file.infolist()}
    assert methods["model.pfa"] == zipfile.ZIP_DEFLATED
    assert methods["tables/b.avro"] == methods["manifest.json"] == zipfile.ZIP_STORED


def test_names_that_entries_may_have() -> None:
    assert rank("tables/a.avro") == (3, "tables/a.avro")
    for name in (
        "",
        "model.exe",
        "../model.pfa",
        "/model.pfa",
        "tables/../model.pfa",
        "tables/.avro",
        "tables/a/b.avro",
    ):
        assert rank(name) is None
        with pytest.raises(BundleError) as caught:
            write({name: b""})
        assert str(caught.value) == f"a packed model has no entry {name!r}"


# ------------------------------------------------------------------------------------------- crafted archives


def made(*entries: tuple[str, bytes], **facts: object) -> bytes:
    """A ZIP archive by Python's own writer, which writes what it is told."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in entries:
            info = zipfile.ZipInfo(name)
            for key, value in facts.items():
                setattr(info, key, value)
            file.writestr(info, content)
    return buffer.getvalue()


STARTS = "entry 'manifest.json' was not written by Scorelet: its header at byte 0 says other things"


def test_python_s_own_writer_can_write_the_same() -> None:
    info = {"create_system": 3, "external_attr": 0o100644 << 16}
    assert read(made(("manifest.json", b"{}"), ("model.pfa", b"1"), **info)) == {
        "manifest.json": b"{}",
        "model.pfa": b"1",
    }


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "this is no packed model: it does not start like one"),
        (b"PK\x05\x06" + bytes(18), "this is no packed model: it does not start like one"),
        (b"junk" + DATA, "this is no packed model: it does not start like one"),
        (b"PK\x03\x04", "the file is truncated: it ends within the entry at byte 0"),
        (made(("../x", b"")), "a packed model has no entry '../x' (at byte 0)"),
        (made(("/etc/passwd", b"")), "a packed model has no entry '/etc/passwd' (at byte 0)"),
        (made(("tables/", b"")), "a packed model has no entry 'tables/' (at byte 0)"),
        (made(("model.pfa\u00e9", b"")), r"a packed model has no entry 'model.pfa\\xc3\\xa9' (at byte 0)"),
        (made(("manifest.json", b""), date_time=(1999, 1, 1, 0, 0, 0)), STARTS),
        (made(("manifest.json", b""), compress_type=zipfile.ZIP_LZMA), STARTS),
        (made(("manifest.json", b""), extra=b"\x01\x00\x00\x00"), STARTS),
    ],
    ids=range(11),
)
def test_other_archives_are_refused(data: bytes, message: str) -> None:
    assert refused(data) == message


DIRECTORY = (
    "the directory at the end, from byte {at}, is not that of the {n} entries before it: "
    "the file is truncated, or was changed or written by something else than Scorelet"
)


@pytest.mark.parametrize(
    "data",
    [
        made(("manifest.json", b""), comment=b"hi", create_system=3, external_attr=0o100644 << 16),
        made(("manifest.json", b""), create_system=3, external_attr=0o120777 << 16),
        write({"manifest.json": b""}) + b"\n",
        write({"manifest.json": b""})[:-1],
        write({"manifest.json": b""})[:43],
        write({"manifest.json": b""}).replace(b"PK\x05\x06", b"junkPK\x05\x06"),
    ],
    ids=["comment", "link", "junk behind", "cut", "no directory", "junk between"],
)
def test_the_directory_must_be_that_of_the_entries(data: bytes) -> None:
    assert refused(data) == DIRECTORY.format(at=43, n=1)


def test_names_come_once_and_in_order() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = made(("manifest.json", b"a"), ("manifest.json", b"b"))
    assert refused(twice) == "entry 'manifest.json' comes again or too late, after 'manifest.json'"
    swapped = made(("model.pfa", b"a"), ("manifest.json", b"b"))
    assert refused(swapped) == "entry 'manifest.json' comes again or too late, after 'model.pfa'"


def changed(data: bytes, offset: int, form: str, *values: int) -> bytes:
    """`data` with numbers at `offset` of its first header, and the same in its directory."""
    change = struct.pack(form, *values)
    body = data[:offset] + change + data[offset + len(change) :]
    at = body.index(b"PK\x01\x02") + offset + 2
    return body[:at] + change + body[at + len(change) :]


ONE = write({"manifest.json": b"x" * 1000})
STORED = write({"manifest.json": b"x"})
CRC, PACKED, SIZE, FLAGS = 14, 18, 22, 6


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (changed(ONE, CRC, "<I", 1), "entry 'manifest.json' is damaged: its checksum differs"),
        (changed(ONE, SIZE, "<I", 999), "entry 'manifest.json' does not unpack to the 999 bytes that it declares"),
        (changed(ONE, SIZE, "<I", 1001), "entry 'manifest.json' does not unpack to the 1,001 bytes that it declares"),
        (
            changed(ONE, SIZE, "<I", 2**32 - 1),
            "the entries have 4,294,967,295 bytes unpacked, more than the limit of 1,073,741,824",
        ),
        (changed(ONE, SIZE, "<I", 2**29), "11 bytes would unpack to 536,870,912, more than 100 times as many"),
        (
            changed(ONE, PACKED, "<I", 2**32 - 1),
            "the file is truncated: entry 'manifest.json' has 4,294,967,295 bytes, and fewer are left",
        ),
        (changed(STORED, SIZE, "<I", 9), "entry 'manifest.json' is stored in 1 bytes, but says it has 9"),
        (changed(ONE, FLAGS, "<H", 1), STARTS),
    ],
    ids=["crc", "fewer", "more", "huge", "bomb", "beyond the end", "stored", "encrypted"],
)
def test_sizes_and_checksums_are_held_to(data: bytes, message: str) -> None:
    assert refused(data) == message


def test_entries_cannot_overlap() -> None:
    """A second directory entry that points into the first entry's data: the directory is not that of the entries."""
    outer = write({"manifest.json": write({"model.pfa": b"x"}), "model.pfa": b"x"})
    at = outer.rindex(b"PK\x01\x02") + 42
    moved = outer[:at] + struct.pack("<I", 43) + outer[at + 4 :]
    assert refused(moved) == DIRECTORY.format(at=outer.rindex(b"PK\x01\x02") - 59, n=2)


def test_data_behind_a_deflated_entry_is_refused() -> None:
    """Deflated data that ends early, with room for something hidden behind it."""
    content = b"x" * 1000
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(content) + deflate.flush() + b"hidden"
    crc = zlib.crc32(content)
    name = b"manifest.json"
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, len(body), 1000, 13, 0) + name
    facts = (20, 0, 8, 0, 33, crc, len(body), 1000, 13, 0, 0, 0, 0, 0o100644 << 16, 0)
    central = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 3 << 8 | 20, *facts) + name
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local) + len(body), 0)
    assert refused(local + body + central + end) == (
        "entry 'manifest.json' does not unpack to the 1,000 bytes that it declares"
    )


def test_limits() -> None:
    few = Limits(entries=4, packed=10_000, unpacked=10_000)
    assert refused(DATA, few) == "there are more than 4 entries"
    assert refused(DATA, Limits(packed=100)) == f"the file has {len(DATA):,} bytes, more than the limit of 100"
    assert refused(DATA, Limits(unpacked=100)) == "the entries have 763 bytes unpacked, more than the limit of 100"
    with pytest.raises(BundleError, match="there are more than 4 entries"):
        write(CONTENT, few)
    zeros = {"manifest.json": bytes(100_000)}
    assert read(write(zeros)) == zeros
    assert refused(write(zeros), Limits(free=0)) == "114 bytes would unpack to 100,000, more than 100 times as many"


# ------------------------------------------------------------------------------------------- fuzzing


def read_or_refused(data: bytes) -> None:
    """Nothing but BundleError; and what is accepted is what would be written, but for how it was deflated."""
    try:
        entries = read(data)
    except BundleError:
        return
    assert list(entries) == sorted(entries, key=lambda name: rank(name) or (0, ""))


def test_every_truncation_is_refused() -> None:
    for end in range(len(DATA)):
        refused(DATA[:end])


def test_every_changed_byte_is_refused() -> None:
    """Headers and directory are compared, contents have checksums; only what pads the last bits may be anything."""
    padding = DATA.index(b"PK\x03\x04", DATA.index(b"model.pfa")) - 1
    for at in range(len(DATA)):
        for flip in (1, 0x80, 0xFF):
            data = bytearray(DATA)
            data[at] ^= flip
            if (at, flip) == (padding, 0x80):
                assert read(bytes(data)) == CONTENT
            else:
                refused(bytes(data))


EDITS: dict[str, Callable[[bytes, int, bytes], bytes]] = {
    "put": lambda data, at, new: data[:at] + new + data[at + len(new) :],
    "insert": lambda data, at, new: data[:at] + new + data[at:],
    "delete": lambda data, at, new: data[:at] + data[at + len(new) :],
    "repeat": lambda data, at, new: data[:at] + data[at - len(new) : at] + data[at:],
}


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    st.lists(
        st.tuples(st.sampled_from(list(EDITS)), st.integers(0, len(DATA)), st.binary(min_size=1, max_size=40)),
        min_size=1,
        max_size=4,
    )
)
def test_edited_archives(edits: list[tuple[str, int, bytes]]) -> None:
    data = DATA
    for edit, at, new in edits:
        data = EDITS[edit](data, at, new)
    read_or_refused(data)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.binary(max_size=300))
def test_noise_after_a_right_start(noise: bytes) -> None:
    read_or_refused(b"PK\x03\x04" + noise)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(
    st.dictionaries(
        st.sampled_from(["manifest.json", "schema.json", "model.onnx", "tables/x.avro", "parity.json"]),
        st.binary(max_size=200) | st.integers(0, 5000).map(bytes),
        min_size=1,
    )
)
def test_all_contents_come_back(entries: dict[str, bytes]) -> None:
    assert read(write(entries)) == entries
