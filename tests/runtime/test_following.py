"""Aliases that are followed: when somebody looks, what is found, and what happens where that fails."""

from __future__ import annotations

from threading import Event
from typing import Any

import boto3
import pytest

from scorelet.bundle.packed import PackedModel
from scorelet.errors import BundleError, StoreError, StoreNotFoundError
from scorelet.runtime.connections import Connections
from scorelet.runtime.following import Following, Standing, World
from scorelet.runtime.served import Served, Shelf
from scorelet.service.values import Model
from scorelet.store import open_store
from tests.bundle.models import packed
from tests.runtime.lambda_packages import newer
from tests.runtime.services import served
from tests.signed.conftest import KEYS

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
    while not watched.told:
        pass
    assert watched.at(200) == NEW
    assert watched.told == [f"towns@prod moved from {OLD[:12]} to {NEW[:12]}"]


def test_after_a_snapshot_the_time_is_over() -> None:
    watched = Watched()
    watched.stands = NEW
    watched.following.expire()
    assert watched.at(0) == NEW


def test_where_an_alias_stands_is_asked_with_signed_calls(moto: tuple[str, int]) -> None:
    url = f"http://{moto[0]}:{moto[1]}"
    session: Any = boto3.session.Session("AKIDEXAMPLE", "example", region_name="eu-west-1")
    client = session.client("s3", endpoint_url=url)
    client.create_bucket(Bucket="followed", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    store = open_store("s3://followed/prefix", client=client, who="someone")
    store.push("towns", packed().data)
    store.push("towns", newer().data)
    store.move_alias("towns", "prod", OLD)
    connections = Connections({**KEYS, "AWS_ENDPOINT_URL": url})
    found = connections.standing("s3://followed/prefix", "towns@prod")
    assert found == Standing(OLD, f"s3://followed/prefix/models/towns/versions/{OLD}-0.scorelet")
    assert connections.fetch("followed", found.place.removeprefix("s3://followed/")) == packed().data
    with pytest.raises(StoreNotFoundError) as caught:
        connections.standing("s3://followed/prefix", "towns@test")
    assert str(caught.value) == "model 'towns' has no alias 'test'\nits aliases are prod"
    connections.close()
    client.close()
