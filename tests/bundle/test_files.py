"""Packed models on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelet.bundle.files import read_file, write_file
from scorelet.errors import BundleError


def test_a_file_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "m.scorelet"
    write_file(path, b"one")
    write_file(path, b"two")
    assert read_file(path, 10) == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "target")
    write_file(link, b"one")
    assert link.is_symlink()
    assert (tmp_path / "target").read_bytes() == b"one"


def test_reading_stops_at_the_limit(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(bytes(1000))
    assert len(read_file(tmp_path / "big", 99)) == 100


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    (tmp_path / "folder" / "inside").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    for path in (tmp_path / "none" / "m", tmp_path / "folder", Path("/"), tmp_path / "a\0b", loop):
        with pytest.raises(BundleError) as caught:
            write_file(path, b"x")
        assert str(caught.value).startswith(f"cannot write {str(path)!r}: ")
    assert str(caught.value) == f"cannot write {str(loop)!r}: Too many levels of symbolic links"
    assert sorted(tmp_path.rglob("*")) == before


def test_a_name_that_is_none() -> None:
    with pytest.raises(BundleError) as caught:
        read_file(Path("a\0b"), 10)
    assert str(caught.value) == "cannot read 'a\\x00b': embedded null byte"
