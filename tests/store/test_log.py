from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scorelet.errors import StoreDamagedError, StoreUnreachableError
from scorelet.store import changes, open_store
from scorelet.store.folder import Folder
from scorelet.store.layout import LAST_NUMBER, entry_key
from scorelet.store.log import LARGEST_ENTRY, Log
from scorelet.store.model import Entry, Model, Stamp
from tests.store.saying import says


def pushed(model: Model, digit: str) -> Entry:
    stamp = Stamp(datetime(2026, 1, 1, tzinfo=UTC), "ann@here", "", os.urandom(4).hex())
    entry = changes.push(model, digit * 64, 1, stamp)
    assert entry is not None
    return entry


@pytest.fixture
def space(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_an_entry_is_appended_once(space: Folder) -> None:
    log = Log(space, "iris")
    assert log.model() == Model("iris")
    first, other = pushed(log.model(), "1"), pushed(log.model(), "2")
    assert log.append(first)
    assert not log.append(other)
    assert log.append(first), "its own entry is known again"
    assert log.model() == first.model
    assert log.change(1) == first.change


def test_an_entry_that_is_missing(space: Folder) -> None:
    log = Log(space, "iris")
    with says(
        StoreDamagedError,
        f"the log entry {space.place(entry_key('iris', 5))} is damaged: it is missing\nrestore it from a backup",
    ):
        log.change(5)


def test_an_entry_that_is_too_large(space: Folder) -> None:
    place = Path(space.place(entry_key("iris", 1)))
    place.parent.mkdir(parents=True)
    with place.open("wb") as file:
        file.truncate(LARGEST_ENTRY + 1)
    how = f"it has {LARGEST_ENTRY + 1} bytes, at most {LARGEST_ENTRY} are sensible"
    with says(StoreDamagedError, f"the log entry {place} is damaged: {how}\nrestore it from a backup"):
        Log(space, "iris").model()


def test_an_entry_of_a_format_to_come(space: Folder) -> None:
    space.create(entry_key("iris", 1), b'{"format": 2}')
    message = (
        f"this Scorelet is too old for {space.place(entry_key('iris', 1))}: "
        "it has format 2, this Scorelet knows formats up to 1\npip install --upgrade scorelet"
    )
    with says(StoreUnreachableError, message):
        open_store(space.where).names()


def test_numbers_come_to_an_end(space: Folder) -> None:
    entry = pushed(Model("iris", number=LAST_NUMBER), "1")
    with says(StoreDamagedError, f"the log {space.where}/models/iris/log has no numbers left\nstart another model"):
        Log(space, "iris").append(entry)
