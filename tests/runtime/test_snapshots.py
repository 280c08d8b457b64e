"""Before and after a snapshot: nothing stays open, nothing is the same in all machines."""

from __future__ import annotations

import json
import random
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from scorelet.runtime.connections import Connections
from scorelet.runtime.door import can_extend, start
from scorelet.runtime.snapshots import after, register
from tests.bundle.models import ROWS
from tests.runtime.lambda_packages import write


class Closing(Connections):
    closed = 0

    def close(self) -> None:
        self.closed += 1
        super().close()


class Expiring:
    expired = 0

    def expire(self) -> None:
        self.expired += 1


def test_after_a_restore_nothing_is_as_old_as_the_snapshot(tmp_path: Path) -> None:
    door = start({}, str(write(tmp_path)), own=str(tmp_path / "own"), stdout=StringIO())
    looking: Any = Expiring()
    door.looking, connections = looking, Closing({})
    drawn = []
    for _ in range(2):
        random.seed(1)
        after(door, connections)
        drawn.append(random.random())
    assert drawn[0] != drawn[1]
    assert (connections.closed, looking.expired) == (2, 2)


def test_hooks_are_registered_where_the_runtime_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import snapshot_restore_py as hooks

    for registry in ("_before_snapshot_registry", "_after_restore_registry"):
        monkeypatch.setattr(hooks, registry, [])
    door = start({}, str(write(tmp_path)), own=str(tmp_path / "own"), stdout=StringIO())
    register(door, Connections({}))
    found = [
        [function.__name__ for function, _, _ in each]
        for each in (hooks.get_before_snapshot(), hooks.get_after_restore())
    ]
    assert found == [["before"], ["after"]]


def test_connections_that_were_never_needed_close_all_the_same() -> None:
    Connections({}).close()


@pytest.mark.parametrize(
    ("environment", "can"),
    [
        ({"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001"}, True),
        ({"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001", "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand"}, True),
        ({"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001", "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}, False),
        ({"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001", "AWS_LAMBDA_MAX_CONCURRENCY": "4"}, False),
        ({}, False),
    ],
)
def test_where_an_extension_can_be(environment: dict[str, str], can: bool) -> None:
    assert can_extend(environment) is can


@pytest.mark.parametrize(("kind", "cold"), [("on-demand", 1), ("snap-start", 1), ("provisioned-concurrency", 0)])
def test_provisioned_machines_are_not_cold(tmp_path: Path, kind: str, cold: int) -> None:
    stdout = StringIO()
    environment = {"AWS_LAMBDA_INITIALIZATION_TYPE": kind}
    door = start(environment, str(write(tmp_path)), own=str(tmp_path / "own"), stdout=stdout)
    door(ROWS[0], None)
    assert json.loads(stdout.getvalue())["ColdStart"] == cold
