from __future__ import annotations

from pathlib import Path

from scorelet.emulator.processes.spawner import ending
from scorelet.emulator.processes.spawner.places import make_read_only


def test_removes_what_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kept").touch()
    folder = tmp_path / "work" / "a" / "b"
    folder.mkdir(parents=True)
    (folder / "file").write_text("")
    (folder / "link").symlink_to(tmp_path / "outside")
    (folder / "broken").symlink_to("nowhere")
    make_read_only(str(tmp_path / "work"))
    assert folder.stat().st_mode & 0o777 == 0o555
    ending.remove(str(tmp_path / "work"))
    assert [path.name for path in tmp_path.iterdir()] == ["outside"]
    assert (tmp_path / "outside" / "kept").exists()
