"""Output files appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelet.batch.files import whole_file

FULL = Path("/dev/full")


def write_and_fail(path: Path) -> None:
    with whole_file(path) as text:
        text.write("half")
        text.flush()
        raise RuntimeError("stopped")


def test_a_file_appears_at_the_end(tmp_path: Path) -> None:
    with whole_file(tmp_path / "out") as text:
        text.write("é\n")
        assert not (tmp_path / "out").exists()
    assert (tmp_path / "out").read_bytes() == "é\n".encode()
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_what_fails_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("before")
    with pytest.raises(RuntimeError, match="stopped"):
        write_and_fail(out)
    assert out.read_text() == "before"
    assert list(tmp_path.iterdir()) == [out]


def test_mode_and_link_of_the_old_file_stay(tmp_path: Path) -> None:
    out, link = tmp_path / "out", tmp_path / "link"
    out.write_text("before")
    out.chmod(0o640)
    link.symlink_to(out)
    with whole_file(link) as text:
        text.write("after")
    assert link.is_symlink()
    assert out.read_text() == "after"
    assert out.stat().st_mode & 0o777 == 0o640


def test_half_a_surrogate_pair_is_written_as_an_escape(tmp_path: Path) -> None:
    with whole_file(tmp_path / "out") as text:
        text.write('"\ud800"')
    assert (tmp_path / "out").read_bytes() == b'"\\ud800"'


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_a_full_disk_is_named() -> None:
    def fill() -> None:
        with whole_file(FULL) as text:
            text.write("x" * 100_000)

    with pytest.raises(OSError, match="No space left") as caught:
        fill()
    assert caught.value.filename == "/dev/full"
