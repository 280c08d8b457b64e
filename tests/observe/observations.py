"""Observations, sinks that fail, and a world that does not wait."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from threading import Event
from typing import Any

from scorelet.observe.observation import Observation
from scorelet.observe.records import Record
from scorelet.observe.world import World

VERSION = "3f2a9c0d1e5b" + "0" * 52

SEEN = Observation(
    time=1795190322.1234,
    request_id="r1",
    model="iris",
    version=VERSION,
    status=200,
    seconds=0.00025,
    rows=1,
    inputs=({"petal": 1.5},),
    outputs=("setosa",),
    key_id="k1",
)


def seen(number: int) -> Observation:
    """One of many, each with its own id."""
    return SEEN._replace(request_id=f"r{number}")


def parsed(records: Iterable[Record]) -> list[dict[str, Any]]:
    return [json.loads(record.line) for record in records]


class Kept:
    """A sink that keeps what it is given; while `failing`, it raises that instead. `on_try` happens first."""

    where = "/logs"

    def __init__(self, failing: Exception | None = None) -> None:
        self.failing = failing
        self.batches: list[Sequence[Record]] = []
        self.tries = 0
        self.closed = False
        self.on_try: Callable[[], object] = lambda: None

    @property
    def ids(self) -> list[str]:
        return [record["id"] for batch in self.batches for record in parsed(batch)]

    def write(self, records: Sequence[Record]) -> None:
        self.tries += 1
        self.on_try()
        if self.failing is not None:
            raise self.failing
        self.batches.append(records)

    def close(self) -> None:
        self.closed = True


class Played:
    """A world whose time passes only when someone waits; `told` has its lines, `waited` its waits."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waited: list[float] = []
        self.told: list[str] = []

    @property
    def world(self) -> World:
        return World(lambda: self.now, self._wait, self.pass_time, self.told.append)

    def _wait(self, event: Event, seconds: float | None) -> bool:
        if not event.is_set():
            assert seconds is not None, "would wait for ever"
            self.pass_time(seconds)
        return event.is_set()

    def pass_time(self, seconds: float) -> None:
        self.waited.append(round(seconds, 6))
        self.now += seconds
