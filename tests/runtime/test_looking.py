"""When a function looks where its aliases stand, and how long an invocation waits for that."""

from __future__ import annotations

from threading import Event
from typing import Any

import boto3
import pytest

from scorelet.errors import StoreNotFoundError
from scorelet.runtime.connections import Connections
from scorelet.runtime.following import Follower
from scorelet.runtime.loading import Found
from scorelet.runtime.looking import Looking
from scorelet.runtime.served import Served, Shelf
from scorelet.service.values import Model
from scorelet.store import open_store
from tests.bundle.models import packed
from tests.runtime.lambda_packages import newer
from tests.runtime.services import served
from tests.signed.conftest import KEYS

OLD, NEW = packed().version, newer().version


def towns(new: bool = False) -> Served:
    one = served("towns", newer() if new else None)
    one.entry = Model("towns", ref="towns@prod", follow=60.0)
    return one


class Watched:
    """A shelf of one model, whose alias moves when a test says so; a loader of it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.stands = OLD
        self.looks = 0
        self.told: list[str] = []
        self.gate = Event()
        self.gate.set()
        self.shelf = Shelf([towns()])
        loader: Any = self
        loaded = [(one, one.version) for one in self.shelf.served]
        follower = Follower(loader, self.shelf, loaded, tell=self.told.append, clock=self.clock, jitter=lambda: 0.5)
        self.looking = Looking(follower, self.clock)

    def clock(self) -> float:
        return self.now

    def find(self, entry: Model) -> Found:
        self.looks += 1
        self.gate.wait(5)
        return Found(self.stands, lambda: b"")

    def load(self, entry: Model, found: Found) -> Served:
        return towns(new=True)

    def at(self, now: float, patience: float = 5.0) -> str:
        """Which version answers an invocation at that time."""
        self.now = now
        self.looking(patience)
        return self.shelf.find("towns").version


def test_at_first_everything_is_due_and_then_when_its_time_is_over() -> None:
    watched = Watched()
    assert [watched.at(now) for now in (0, 1, 59)] == [OLD, OLD, OLD]
    assert watched.looks == 1
    watched.stands = NEW
    assert [watched.at(now) for now in (59.9, 60, 61)] == [OLD, NEW, NEW]
    assert watched.looks == 2


def test_an_invocation_waits_for_a_look_no_longer_than_its_patience() -> None:
    watched = Watched()
    watched.stands = NEW
    watched.gate.clear()
    assert watched.at(0, patience=0.01) == OLD
    assert watched.at(200, patience=0.01) == OLD, "one look at a time"
    assert watched.looks == 1
    watched.gate.set()
    while not watched.told:
        pass
    assert watched.at(200) == NEW


def test_after_a_snapshot_everything_is_due() -> None:
    watched = Watched()
    assert watched.at(0) == OLD
    watched.stands = NEW
    assert watched.at(1) == OLD
    watched.looking.expire()
    assert watched.at(1) == NEW


def test_a_functions_store_is_read_with_signed_calls(moto: tuple[str, int]) -> None:
    url = f"http://{moto[0]}:{moto[1]}"
    session: Any = boto3.session.Session("AKIDEXAMPLE", "example", region_name="eu-west-1")
    client = session.client("s3", endpoint_url=url)
    client.create_bucket(Bucket="followed", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    store = open_store("s3://followed/prefix", client=client, who="someone")
    store.push("towns", packed().data)
    store.move_alias("towns", "prod", OLD)
    connections = Connections({**KEYS, "AWS_ENDPOINT_URL": url})
    ours = connections.store("s3://followed/prefix")
    assert ours.resolve("towns@prod").digest == OLD
    assert ours.pull("towns@prod") == packed().data
    with pytest.raises(StoreNotFoundError):
        ours.resolve("towns@test")
    connections.close()
    client.close()
