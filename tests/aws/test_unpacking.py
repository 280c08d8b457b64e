"""A zip is unpacked as Lambda does it, or refused before anything is written."""

from __future__ import annotations

import stat
import struct
import tracemalloc
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.aws.unpacking import discard, unpack
from scorelet.aws.zipping import zipped
from scorelet.errors import UsageError

FILES = {"a.py": b"x = 1\n", "deep/er/b.bin": bytes(2000), "empty": b""}


def entry(name: str, mode: int = 0o100644, system: int = 3) -> ZipInfo:
    found = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    found.external_attr, found.create_system, found.compress_type = mode << 16, system, ZIP_DEFLATED
    return found


def archive(entries: Sequence[ZipInfo | str], content: bytes = b"content") -> bytes:
    data = BytesIO()
    with ZipFile(data, "w", ZIP_STORED) as written:
        for each in entries:
            written.writestr(entry(each) if isinstance(each, str) else each, content)
    return data.getvalue()


def refused(data: bytes, folder: Path, limit: int = 10_000) -> str:
    """Why; nothing is left behind."""
    with pytest.raises(UsageError) as caught:
        unpack(data, folder / "task", limit)
    assert list(folder.iterdir()) == []
    return str(caught.value)


def test_what_was_zipped_is_there_and_can_only_be_read(tmp_path: Path) -> None:
    unpack(zipped(FILES), tmp_path / "task")
    found = {path.relative_to(tmp_path / "task").as_posix(): path for path in (tmp_path / "task").rglob("*")}
    assert {name: path.read_bytes() for name, path in found.items() if path.is_file()} == FILES
    assert {stat.S_IMODE(path.stat().st_mode) for path in found.values() if path.is_file()} == {0o444}
    assert {stat.S_IMODE(path.stat().st_mode) for path in found.values() if path.is_dir()} == {0o555}
    discard(tmp_path / "task")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("mode", "system", "is_then"),
    [
        (0o100644, 3, 0o444),
        (0o100755, 3, 0o555),
        (0o100600, 3, 0o000),
        (0o100711, 3, 0o111),
        (0o000666, 3, 0o444),
        (0o100000, 3, 0o444),
        (0o100600, 0, 0o444),
    ],
)
def test_everyone_may_what_others_may(mode: int, system: int, is_then: int, tmp_path: Path) -> None:
    unpack(archive([entry("a", mode, system)]), tmp_path / "task")
    assert stat.S_IMODE((tmp_path / "task" / "a").stat().st_mode) == is_then


def test_folders_may_be_entries(tmp_path: Path) -> None:
    (tmp_path / "task").mkdir()
    folder = archive([entry("a/", 0o040755), entry("a/b/", 0o040755)], b"")
    unpack(folder, tmp_path / "task")
    assert (tmp_path / "task" / "a" / "b").is_dir()


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../a", "a/../../b", "a//b", "./a", "a\\b", "C:/a", "c:a", "a/.", "..", ".", "a//", "/"]
)
def test_names_that_lead_elsewhere(name: str, tmp_path: Path) -> None:
    why = f"the zip has an entry {name!r}: expected a path inside the folder"
    assert refused(archive([name], b""), tmp_path) == why


def test_a_name_that_is_cut_by_a_null(tmp_path: Path) -> None:
    data = archive(["a_b"]).replace(b"a_b", b"a\0b")
    assert refused(data, tmp_path) == "the zip has an entry 'a\\x00b': expected a path inside the folder"


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        (["a", "a"], "the zip has two entries 'a'"),
        (["a", entry("a/", 0o040755)], "the zip has two entries 'a/'"),
        (["a", "a/b"], "the zip has 'a' as a file, and 'a/b' in it"),
        (["a/b/c", "a/b"], "the zip has 'a/b' as a file, and 'a/b/c' in it"),
        ([entry("a", 0o120777)], "the zip has 'a' as a link; a package has files only"),
        ([entry("a", 0o020644)], "the zip has 'a', which is neither a file nor a folder"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_is_no_tree_of_files(entries: list[ZipInfo | str], why: str, tmp_path: Path) -> None:
    content = b"" if any(isinstance(each, ZipInfo) for each in entries) else b"content"
    assert refused(archive(entries, content), tmp_path) == why


def test_a_small_zip_that_names_very_many_folders(tmp_path: Path) -> None:
    deep = "a/" * 16_000
    tracemalloc.start()
    try:
        why = f"the zip has {deep[:100]!r}... more than 64 folders deep"
        assert refused(archive([f"{deep}f"], b""), tmp_path) == why
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    wide = archive([f"{number}/{'a/' * 63}f" for number in range(1100)], b"")
    assert refused(wide, tmp_path) == "the zip has more than 65,535 folders"


@pytest.mark.parametrize("method", [ZIP_BZIP2, ZIP_LZMA])
def test_what_lambda_does_not_unpack(method: int, tmp_path: Path) -> None:
    each = entry("a")
    each.compress_type = method
    assert refused(archive([each]), tmp_path) == f"the zip has 'a' compressed by method {method}: expected deflate"


def test_what_is_declared_too_large(tmp_path: Path) -> None:
    why = "Unzipped size must be smaller than 10000 bytes, got 10000"
    assert refused(archive(["a", "b"], bytes(5000)), tmp_path) == why


def test_what_is_larger_than_declared_or_encrypted(tmp_path: Path) -> None:
    data = bytearray(archive(["a"], bytes(5000)))
    directory = data.index(b"PK\x01\x02")
    small = bytearray(data)
    struct.pack_into("<I", small, 22, 10)
    struct.pack_into("<I", small, directory + 24, 10)
    assert refused(bytes(small), tmp_path).startswith("'a' in the zip is damaged: ")
    struct.pack_into("<H", data, 6, 1)
    struct.pack_into("<H", data, directory + 8, 1)
    assert refused(bytes(data), tmp_path) == "the zip has 'a' encrypted"


def test_a_bomb_that_hides_its_size_takes_no_memory(tmp_path: Path) -> None:
    data = bytearray(archive(["a"], bytes(100_000_000)))
    struct.pack_into("<I", data, 22, 10)
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
    tracemalloc.start()
    try:
        assert refused(bytes(data), tmp_path).startswith("'a' in the zip is damaged: ")
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06", zipped(FILES)[:-30], zipped(FILES)[40:]])
def test_what_is_no_zip(data: bytes, tmp_path: Path) -> None:
    assert "damaged" in refused(data, tmp_path)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(at=st.integers(0, len(zipped(FILES)) - 1), bits=st.integers(1, 255), length=st.integers(1, 4))
def test_a_changed_zip_is_unpacked_whole_or_refused(
    at: int, bits: int, length: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = bytearray(zipped(FILES))
    for place in range(at, min(at + length, len(data))):
        data[place] ^= bits
    folder = tmp_path_factory.mktemp("changed", numbered=True)
    try:
        unpack(bytes(data), folder / "task", 10_000)
    except UsageError:
        assert list(folder.iterdir()) == []
    else:
        discard(folder / "task")


def test_a_folder_that_has_something_in_it_stays_as_it_is(tmp_path: Path) -> None:
    task = tmp_path / "task"
    task.mkdir()
    (task / "mine").write_text("mine")
    with pytest.raises(UsageError) as caught:
        unpack(zipped(FILES), task)
    assert str(caught.value) == f"cannot unpack to {task}: Directory not empty; expected a new or empty folder"
    assert [path.name for path in tmp_path.rglob("*")] == ["task", "mine"]
