"""A service with every event source, a moment and random numbers that never change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from scorelet.emulator.making.kinds import made
from scorelet.service.values import Model, Service
from tests.bundle.models import ROWS, packed
from tests.emulator.clocks import Hands
from tests.runtime.events.recorded import SOURCES

Json = Any

NOW = 1_700_000_000.123
"""Not a whole second: events tell milliseconds."""
KAFKA = SOURCES[4]._replace(topics=("rows",))
SERVICE = Service("towns", (Model("towns", file="towns.scorelet"),), events=(*SOURCES[:4], KAFKA, *SOURCES[6:]))


def make(
    kind: str, count: int = 1, rows: Sequence[Json] = ROWS, service: Service = SERVICE, model: str = "towns"
) -> Json:
    return made(kind, rows, model, service, count, Hands(NOW), Random(7))


def in_files(folder: Path, *names: str, **service: Any) -> Service:
    """A service of the towns' model in a file, under these names."""
    packed().write(folder / "towns.scorelet")
    models = tuple(Model(name, file=str(folder / "towns.scorelet")) for name in names or ("towns",))
    return Service("towns", models, **service)
