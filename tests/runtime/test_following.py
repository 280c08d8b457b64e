"""Aliases that are followed: when somebody looks, what is found, and what happens where that fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from scorelet.bundle.packed import PackedModel
from scorelet.errors import BundleError, StoreError, StoreNotFoundError
from scorelet.runtime.aliases import Space, standing
from scorelet.runtime.following import Following, Standing, World
from scorelet.runtime.served import Served, Shelf
from scorelet.service.values import Model
from scorelet.signed.s3 import Object, Page
from tests.bundle.models import packed
from tests.runtime.lambda_packages import newer, store_at
from tests.runtime.services import served

TTL = 60.0


def towns(model: PackedModel | None = None, follow: float | None = TTL) -> Served:
    one = served("towns", model)
    one.entry = Model("towns", ref="towns@prod", follow=follow)
    return one


class Watched:
    """A shelf of one model, whose alias moves when a test says so."""

    def __init__(self, follow: float | None = TTL) -> None:
        self.now = 0.0
        self.shelf = Shelf([towns(follow=follow)])
        self.stands = packed().version
        self.looks = 0
        self.told: list[str] = []
        self.error: Exception | None = None
        self.gate = Event()
        self.gate.set()
        self.following = Following(self.shelf, World(self.find, self.load, self.told.append, lambda: self.now))

    def find(self, one: Served) -> Standing:
        self.looks += 1
        self.gate.wait(5)
        if self.error is not None:
            raise self.error
        return Standing(self.stands, f"s3://models/{self.stands}")

    def load(self, one: Served, standing: Standing) -> Served:
        return towns(newer())

    def at(self, now: float, patience: float = 5.0) -> str:
        """Which version answers an invocation at that time."""
        self.now = now
        self.following.look(patience)
        return self.shelf.find("towns").version


OLD, NEW = packed().version, newer().version


def test_somebody_looks_when_the_time_is_over_and_not_before() -> None:
    watched = Watched()
    watched.stands = NEW
    assert [watched.at(now) for now in (0, 59.9)] == [OLD, OLD]
    assert watched.looks == 0
    assert [watched.at(now) for now in (60, 61, 119.9)] == [NEW, NEW, NEW]
    assert watched.looks == 1
    assert watched.told == [f"towns@prod moved from {OLD[:12]} to {NEW[:12]}"]


def test_an_alias_that_stands_still_is_looked_at_once_each_time() -> None:
    watched = Watched()
    assert {watched.at(now) for now in range(0, 300, 10)} == {OLD}
    assert (watched.looks, watched.told) == (4, [])


@pytest.mark.parametrize("error", [StoreError("the store is away\ntry again"), BundleError("the store is away")])
def test_where_that_fails_the_old_version_goes_on(error: Exception) -> None:
    watched = Watched()
    watched.error = error
    assert [watched.at(now) for now in (60, 61, 120)] == [OLD, OLD, OLD]
    assert watched.told == [
        f"towns@prod cannot be followed (failure {i}), {OLD[:12]} goes on answering: the store is away" for i in (1, 2)
    ]
    watched.error, watched.stands = None, NEW
    assert watched.at(180) == NEW


def test_an_invocation_waits_for_a_look_no_longer_than_its_patience() -> None:
    watched = Watched()
    watched.stands = NEW
    watched.gate.clear()
    assert watched.at(60, patience=0.01) == OLD
    assert watched.at(200, patience=0.01) == OLD, "one look at a time"
    assert watched.looks == 1
    watched.gate.set()
    while watched.shelf.find("towns").version == OLD:
        pass
    assert watched.told == [f"towns@prod moved from {OLD[:12]} to {NEW[:12]}"]


def test_after_a_snapshot_the_time_is_over() -> None:
    watched = Watched()
    watched.stands = NEW
    watched.following.expire()
    assert watched.at(0) == NEW


class FolderAsS3:
    """The calls of `signed.S3` over the files of a store in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, bucket: str, key: str) -> bytes | None:
        path = self.folder / key.removeprefix("prefix/")
        return path.read_bytes() if path.is_file() else None

    def list(self, bucket: str, prefix: str, delimiter: str) -> Iterator[Page]:
        folder = self.folder / prefix.removeprefix("prefix/")
        inside = sorted(folder.iterdir()) if folder.is_dir() else []
        files = (Object(prefix + path.name, path.stat().st_size) for path in inside if path.is_file())
        yield Page(tuple(files), tuple(f"{prefix}{path.name}/" for path in inside if path.is_dir()))


def test_where_an_alias_stands_is_read_without_an_sdk(tmp_path: Path) -> None:
    store = store_at(tmp_path)
    store.push("towns", packed().data)
    store.push("towns", newer().data)
    store.move_alias("towns", "prod", OLD)
    s3: Any = FolderAsS3(tmp_path)
    where = "s3://models/prefix/"
    assert standing(s3, where, "towns@prod").version == OLD
    assert standing(s3, where, "towns").version == NEW
    place = standing(s3, where, "towns@prod").place
    assert place == f"s3://models/prefix/models/towns/versions/{OLD}-0.scorelet"
    assert s3.get("models", place.removeprefix("s3://models/")) == packed().data
    with pytest.raises(StoreNotFoundError) as caught:
        standing(s3, where, "towns@test")
    assert str(caught.value) == "model 'towns' has no alias 'test'\nits aliases are prod"


def test_a_store_is_never_changed_from_here(tmp_path: Path) -> None:
    s3: Any = FolderAsS3(tmp_path)
    space = Space(s3, "s3://models/prefix")
    for change in (
        lambda: space.create("a", b""),
        lambda: space.replace("a", b""),
        lambda: space.delete("a"),
    ):
        with pytest.raises(StoreError) as caught:
            change()
        assert str(caught.value) == "the runtime changes nothing in a store, got s3://models/prefix/a"
    assert space.folders("models") == ()
