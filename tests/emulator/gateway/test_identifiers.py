"""Ids: random ones look as AWS's, lasting ones last."""

from __future__ import annotations

from os import urandom
from re import fullmatch
from uuid import UUID

from scorelet.emulator.gateway.api_keys import ApiKeys
from scorelet.emulator.gateway.identifiers import identifiers, stable
from tests.emulator.clocks import NOW
from tests.emulator.gateway.gateways import KEYS, OTHER, SECRET


def test_ids_of_a_request() -> None:
    made = [identifiers(urandom, NOW, None) for _ in range(50)]
    assert {UUID(one.request).version for one in made} == {UUID(one.invoked).version for one in made} == {4}
    assert {UUID(one.request).variant for one in made} == {"specified in RFC 4122"}
    assert all(fullmatch(r"[A-Za-z0-9_-]{15}=", one.extended) for one in made)
    assert all(fullmatch(r"Root=1-6553f100-[0-9a-f]{24}", one.root) for one in made)
    assert all(one.trace.startswith(f"{one.root};Parent=") for one in made)
    assert len({one.request for one in made} | {one.invoked for one in made}) == 100


def test_ids_that_last() -> None:
    assert stable(10, "a", "b") == stable(10, "a", "b")
    assert len({stable(10, "a", "b"), stable(10, "ab"), stable(10, "a", "b", "")}) == 3
    assert fullmatch(r"[0-9a-z]{6}", stable(6, "\ud800"))


def test_a_key_keeps_its_id_under_another_name() -> None:
    known, renamed = list(ApiKeys(KEYS)), list(ApiKeys({"eve": SECRET}))
    assert [key.name for key in known] == ["ada", "bob"]
    assert known[0].id == renamed[0].id != known[1].id
    assert not any(key.id in secret for key in known for secret in (SECRET, OTHER))
