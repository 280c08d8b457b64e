"""The path of `scorelet emulate event --generate`, written once: a kind -> an event of a service's sample rows."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from scorelet.emulator.clock import Clock
from scorelet.emulator.making.kinds import kind_of, made, written
from scorelet.emulator.making.models import model_of
from scorelet.emulator.making.notes import notes
from scorelet.emulator.making.order import Json
from scorelet.emulator.making.samples import sample_rows
from scorelet.service.values import Service


class Generated(NamedTuple):
    """text: as it stands in a file; notes: what people have to know beside it."""

    event: Json
    text: str
    notes: tuple[str, ...]


def generated(service: Service, kind: str, count: int, model: str, clock: Clock, random: Random) -> Generated:
    """`model`: "" for the one that the source, or the service, has by default. Raises ScoreletError."""
    known = kind_of(kind)
    name = model_of(known.origin, service, model) if known.most else ""
    rows = sample_rows(service, name) if known.most else ()
    event = made(kind, rows, name, service, count, clock, random)
    return Generated(event, written(event).decode(), tuple(notes(kind, event, service)))
