from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scorelet.errors import StoreUnreachableError
from scorelet.runtime.following import Follower, load_all, seconds_between
from scorelet.runtime.loading import Found, Loader
from scorelet.runtime.served import Served, Shelf
from scorelet.service.values import Model, Service
from scorelet.store import Store, open_store
from tests.bundle.models import ROWS, packed

FIRST, SECOND = packed(), packed(samples=ROWS[:1])
SHORT = FIRST.version[:12], SECOND.version[:12]


class Network(Loader):
    """A loader whose models are away for as long as it is `down`."""

    down = False

    def find(self, entry: Model) -> Found:
        if self.down:
            raise StoreUnreachableError("the network is down\nlook at it")
        return super().find(entry)


class World:
    """A service whose model may change, followed every ten seconds."""

    def __init__(self, entry: Model, store: Callable[[], Store] = lambda: pytest.fail("no store is asked for")) -> None:
        self.now = 0.0
        self.told: list[str] = []
        self.changed: list[Served] = []
        ticks = iter(range(1000))
        loader = Network(Service("test", (entry,)), store, stopwatch=lambda: next(ticks) / 1000)
        self.loader = loader
        loaded = load_all(loader)
        self.shelf = Shelf([served for served, _ in loaded])
        self.follower = Follower(
            loader,
            self.shelf,
            loaded,
            watch=10.0,
            tell=self.told.append,
            changed=self.changed.append,
            clock=lambda: self.now,
            jitter=lambda: 0.5,
        )

    def wait(self, seconds: float) -> float:
        self.now += seconds
        return self.follower.look()

    @property
    def answers(self) -> str:
        return self.shelf.find().version


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "towns.scorelet"
    path.write_bytes(FIRST.data)
    return path


def replace(path: Path, data: bytes) -> None:
    """As a careful writer does."""
    part = path.with_suffix(".part")
    part.write_bytes(data)
    part.replace(path)


def test_a_file_that_is_written_anew(file: Path) -> None:
    world = World(Model("towns", file=str(file)))
    assert (world.wait(0), world.told) == (10.0, [])
    replace(file, SECOND.data)
    assert (world.wait(9.75), world.answers) == (0.25, FIRST.version)
    assert (world.wait(0.25), world.answers) == (10.0, SECOND.version)
    assert world.told == [f"towns: {SHORT[0]} -> {SHORT[1]} (2 golden rows verified, 1 ms)"]
    assert [one.version for one in world.changed] == [SECOND.version]


def test_an_alias_that_moves(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store")
    store.push("towns", FIRST.data)
    store.push("towns", SECOND.data)
    store.move_alias("towns", "prod", FIRST.version)
    world = World(Model("towns", ref="towns@prod"), lambda: store)
    assert (world.answers, world.wait(11), world.answers) == (FIRST.version, 10.0, FIRST.version)
    store.move_alias("towns", "prod", SECOND.version)
    assert (world.wait(11), world.answers) == (10.0, SECOND.version)
    assert world.shelf.find("towns@prod").version == SECOND.version


def test_a_version_that_is_no_use_is_told_once_and_tried_once(file: Path) -> None:
    world = World(Model("towns", file=str(file)))
    replace(file, b"no model")
    assert (world.wait(11), world.answers, world.told) == (10.0, FIRST.version, [world.told[0]])
    assert world.told[0].startswith(f"towns: {SHORT[0]} goes on answering: ")
    world.wait(11)
    assert len(world.told) == 1
    replace(file, SECOND.data)
    world.wait(11)
    assert (world.answers, len(world.told)) == (SECOND.version, 2)


def test_a_place_that_does_not_answer_is_asked_less_and_less(file: Path) -> None:
    world = World(Model("towns", file=str(file)))
    world.loader.down = True
    assert [world.wait(1000) for _ in range(6)] == [20.0, 40.0, 80.0, 160.0, 300.0, 300.0]
    assert world.told == [f"towns: {SHORT[0]} goes on answering: the network is down"]
    world.loader.down = False
    assert (world.wait(1000), world.answers, len(world.told)) == (10.0, FIRST.version, 1)


def test_the_same_model_written_again_is_no_news(file: Path) -> None:
    world = World(Model("towns", file=str(file)))
    before = world.shelf.find()
    replace(file, FIRST.data)
    assert (world.wait(11), world.told, world.shelf.find() is before) == (10.0, [], True)


@pytest.mark.parametrize(
    ("entry", "watch", "seconds"),
    [
        (Model("a", ref="a@prod"), None, None),
        (Model("a", ref="a@prod", follow=30.0), None, 30.0),
        (Model("a", ref="a@prod", follow=30.0), 5.0, 5.0),
        (Model("a", ref="a@3f2a9c41"), 5.0, None),
        (Model("a", file="a.scorelet"), 5.0, 5.0),
    ],
)
def test_how_often_one_looks(entry: Model, watch: float | None, seconds: float | None) -> None:
    assert seconds_between(entry, watch) == seconds


def test_nothing_to_follow(file: Path) -> None:
    loader = Loader(Service("test", (Model("towns", file=str(file)),)), lambda: pytest.fail("no store is asked for"))
    loaded = load_all(loader)
    follower = Follower(loader, Shelf([loaded[0][0]]), loaded, tell=lambda line: None)
    assert (bool(follower), follower.look()) == (False, float("inf"))
