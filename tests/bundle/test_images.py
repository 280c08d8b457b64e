"""Compiled documents on disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from scorelet import pfa
from scorelet.bundle.images import Images, image_name, keep
from scorelet.bundle.predict import Predictor
from tests.bundle.models import ANSWERS, ROWS, packed

MODEL = packed()
NAME = image_name(MODEL.version)


def answers(images: Images) -> list[object]:
    predictor = Predictor.of(MODEL, images=images)
    return [predictor.score(row) for row in ROWS]


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Has an entry for each document that was compiled."""
    times: list[int] = []
    load = pfa.load

    def counted(*arguments: Any, **more: Any) -> object:
        times.append(1)
        return load(*arguments, **more)

    monkeypatch.setattr(pfa, "load", counted)
    return times


def test_the_second_start_compiles_nothing(tmp_path: Path, compiled: list[int]) -> None:
    own = str(tmp_path / "cache" / "images")
    assert [answers(Images(own=own)), answers(Images(own=own))] == [ANSWERS, ANSWERS]
    assert len(compiled) == 1
    assert [path.name for path in Path(own).iterdir()] == [NAME]
    assert Path(own).stat().st_mode & 0o777 == 0o700


def test_images_of_a_package_are_read_and_nothing_is_written(tmp_path: Path, compiled: list[int]) -> None:
    (tmp_path / NAME).write_bytes(pfa.save_image(pfa.compile_image(MODEL.model)))
    assert answers(Images(kept=str(tmp_path))) == ANSWERS
    assert not compiled
    assert answers(Images(kept=str(tmp_path / "other"))) == ANSWERS
    assert len(compiled) == 1
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("damage", [b"", b"scorelet image\n", b"\0" * 1000], ids=["empty", "cut", "garbage"])
def test_a_damaged_image_is_made_again(tmp_path: Path, compiled: list[int], damage: bytes) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / NAME).write_bytes(damage)
    assert answers(Images(own=str(tmp_path))) == ANSWERS
    assert len(compiled) == 1
    assert answers(Images(own=str(tmp_path))) == ANSWERS
    assert len(compiled) == 1


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_may_write_to_is_left_alone(tmp_path: Path, compiled: list[int], mode: int) -> None:
    answers(Images(own=str(tmp_path / "own")))
    folder = tmp_path / "own"
    folder.chmod(mode)
    assert answers(Images(own=str(folder))) == ANSWERS
    assert len(compiled) == 2


def test_a_place_that_cannot_be_written_only_costs_time(tmp_path: Path, compiled: list[int]) -> None:
    (tmp_path / "file").write_text("")
    assert answers(Images(own=str(tmp_path / "file" / "images"))) == ANSWERS
    assert len(compiled) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(("mode", "compiles"), [(0o600, 1), (0o666, 2), (0o620, 2)])
def test_an_image_that_others_may_write_to_is_made_again(
    tmp_path: Path, compiled: list[int], mode: int, compiles: int
) -> None:
    own = tmp_path / "images"
    assert answers(Images(own=str(own))) == ANSWERS
    (own / NAME).chmod(mode)
    assert answers(Images(own=str(own))) == ANSWERS
    assert len(compiled) == compiles
    assert (own / NAME).stat().st_mode & 0o777 == 0o600


def test_folders_and_files_are_this_users_whatever_the_mask_is(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keep(str(tmp_path / "cache" / "scorelet" / "images" / "file"), b"content")
    finally:
        os.umask(before)
    made = [tmp_path / "cache", *sorted((tmp_path / "cache").rglob("*"))]
    assert [oct(path.stat().st_mode & 0o777) for path in made] == ["0o700", "0o700", "0o700", "0o600"]


def test_the_oldest_images_go(tmp_path: Path, compiled: list[int]) -> None:
    tmp_path.chmod(0o700)
    for age in range(70):
        old = tmp_path / f"{age:064x}.cpython-311.image"
        old.write_bytes(b"old")
        os.utime(old, ns=(10**18 - age, 10**18 - age))
    (tmp_path / "other").write_text("is left alone")
    answers(Images(own=str(tmp_path)))
    names = {path.name for path in tmp_path.iterdir()}
    youngest = {f"{age:064x}.cpython-311.image" for age in range(63)}
    assert names == {NAME, "other", *youngest}
