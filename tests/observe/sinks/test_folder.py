from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from scorelet.observe.records import Record
from scorelet.observe.sinks.folder import Folder

NOON = 1795176000.0
DAY = 86400.0
NAME = f"2026-11-20-web1-{os.getpid()}"


def batch(*texts: str, time: float = NOON) -> tuple[Record, ...]:
    return tuple(Record(time, f'"{text}"\n'.encode()) for text in texts)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.iterdir())}


class Disk:
    """Takes so many bytes until it is full; `short`: so many at once."""

    def __init__(self, room: int, short: int = 1 << 20) -> None:
        self.room = room
        self.short = short

    def write(self, file: int, data: bytes | memoryview) -> int:
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = os.write(file, data[: min(self.room, self.short)])
        self.room -= written
        return written


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Folder]:
    folder = Folder(tmp_path / "log" / "iris", host="web1")
    yield folder
    folder.close()


def test_batches_are_appended_to_one_file(sink: Folder, tmp_path: Path) -> None:
    sink.write(batch("a", "b"))
    sink.write(batch("c"))
    assert contents(tmp_path / "log" / "iris") == {f"{NAME}.jsonl": '"a"\n"b"\n"c"\n'}
    assert stat.S_IMODE((tmp_path / "log" / "iris" / f"{NAME}.jsonl").stat().st_mode) & 0o137 == 0
    assert sink.where == str(tmp_path / "log" / "iris")


def test_a_file_a_day_and_late_records_stay_in_the_newest(sink: Folder, tmp_path: Path) -> None:
    sink.write(batch("a"))
    sink.write(batch("b", time=NOON + DAY))
    sink.write(batch("late"))
    after = NAME.replace("20-web1", "21-web1")
    assert contents(tmp_path / "log" / "iris") == {f"{NAME}.jsonl": '"a"\n', f"{after}.jsonl": '"b"\n"late"\n'}


def test_a_large_file_is_not_continued(tmp_path: Path) -> None:
    sink = Folder(tmp_path, host="web1", largest=6)
    for text in ("a", "b", "c"):
        sink.write(batch(text))
    sink.close()
    assert contents(tmp_path) == {f"{NAME}.jsonl": '"a"\n"b"\n', f"{NAME}-2.jsonl": '"c"\n'}


def test_another_process_file_is_never_continued(tmp_path: Path) -> None:
    """The same name was given before: a container that was started again has the same host and process id."""
    (tmp_path / f"{NAME}.jsonl").write_text('"half of a li')
    sink = Folder(tmp_path, host="web1")
    sink.write(batch("a"))
    sink.close()
    assert contents(tmp_path) == {f"{NAME}.jsonl": '"half of a li', f"{NAME}-2.jsonl": '"a"\n'}


def test_a_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    disk = Disk(room=10)
    sink = Folder(tmp_path, host="web1", write=disk.write)
    sink.write(batch("a"))
    for _ in range(3):
        disk.room = 6
        with pytest.raises(OSError, match="No space left"):
            sink.write(batch("bbbb", "cccc"))
    disk.room = 100
    sink.write(batch("bbbb", "cccc"))
    sink.close()
    assert contents(tmp_path) == {f"{NAME}.jsonl": '"a"\n"bbbb"\n"cccc"\n'}


def test_a_batch_that_was_given_up_is_cut_off(tmp_path: Path) -> None:
    disk = Disk(room=6)
    sink = Folder(tmp_path, host="web1", write=disk.write)
    with pytest.raises(OSError, match="No space left"):
        sink.write(batch("given up"))
    disk.room = 100
    sink.write(batch("next"))
    sink.close()
    assert contents(tmp_path) == {f"{NAME}.jsonl": '"next"\n'}


def test_a_disk_that_takes_a_little_at_a_time(tmp_path: Path) -> None:
    sink = Folder(tmp_path, host="web1", write=Disk(room=1000, short=3).write)
    sink.write(batch("abcdef", "ghi"))
    sink.close()
    assert contents(tmp_path) == {f"{NAME}.jsonl": '"abcdef"\n"ghi"\n'}


def test_a_file_that_was_removed_is_begun_anew(sink: Folder, tmp_path: Path) -> None:
    sink.write(batch("a"))
    (tmp_path / "log" / "iris" / f"{NAME}.jsonl").unlink()
    sink.write(batch("b"))
    assert contents(tmp_path / "log" / "iris") == {f"{NAME}.jsonl": '"b"\n'}


def test_a_file_that_was_emptied_goes_on(sink: Folder, tmp_path: Path) -> None:
    sink.write(batch("a"))
    (tmp_path / "log" / "iris" / f"{NAME}.jsonl").write_text("")
    sink.write(batch("b"))
    assert contents(tmp_path / "log" / "iris") == {f"{NAME}.jsonl": '"b"\n'}


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("")
    with pytest.raises(FileExistsError):
        Folder(tmp_path / "log", host="web1").write(batch("a"))


def test_hosts_that_are_no_file_names(tmp_path: Path) -> None:
    sink = Folder(tmp_path, host="../ä b")
    sink.write(batch("a"))
    sink.close()
    assert contents(tmp_path) == {f"2026-11-20-..---b-{os.getpid()}.jsonl": '"a"\n'}
