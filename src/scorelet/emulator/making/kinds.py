"""The kinds of events that can be made: one row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from itertools import cycle, islice
from json import dumps
from random import Random
from types import MappingProxyType
from typing import NamedTuple

from scorelet.emulator.clock import Clock
from scorelet.emulator.making import alb, direct, gateways, kafka, kinesis, s3, schedule, sns, sqs
from scorelet.emulator.making.models import Origin, source_of
from scorelet.emulator.making.order import Json, Order
from scorelet.emulator.values import ACCOUNT, LARGEST_REQUEST, REGION
from scorelet.errors import UsageError
from scorelet.service.values import EventSource, Service

_PLACE = f"{REGION}:{ACCOUNT}"
_CLUSTER = "rows/751d2973-a626-431c-9d4e-d7975eb44dd7-2"
_BATCH, _FIFO_BATCH = 10_000, 10
"""Records in a batch, at most."""


class Kind(NamedTuple):
    """make: an event of an order; origin: what such events come from; most: rows in one, 0 where it brings none."""

    make: Callable[[Order], Json]
    origin: Origin = Origin()
    most: int = _BATCH


def _from(source: str, arn: str, *, fifo: bool | None = None, topics: tuple[str, ...] = ()) -> Origin:
    return Origin(source, fifo, EventSource(source, arn, topics=topics))


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "rest": Kind(gateways.rest),
        "http": Kind(gateways.http),
        "url": Kind(gateways.url),
        "alb": Kind(alb.request),
        "sqs": Kind(sqs.messages, _from("sqs", f"arn:aws:sqs:{_PLACE}:rows", fifo=False)),
        "sqs-fifo": Kind(sqs.fifo_messages, _from("sqs", f"arn:aws:sqs:{_PLACE}:rows.fifo", fifo=True), _FIFO_BATCH),
        "sns": Kind(sns.message, _from("sns", f"arn:aws:sns:{_PLACE}:rows")),
        "kinesis": Kind(kinesis.records, _from("kinesis", f"arn:aws:kinesis:{_PLACE}:stream/rows")),
        "kafka": Kind(kafka.records, _from("kafka", f"arn:aws:kafka:{_PLACE}:cluster/{_CLUSTER}", topics=("rows",))),
        "s3": Kind(s3.put, _from("s3", "arn:aws:s3:::rows")),
        "schedule": Kind(schedule.ping, most=0),
        "direct": Kind(direct.rows),
    }
)


def kind_of(name: str) -> Kind:
    """Raises UsageError."""
    if name in KINDS:
        return KINDS[name]
    near = get_close_matches(name, KINDS, n=1)
    hint = f"did you mean {near[0]!r}?\n" if near else ""
    raise UsageError(f"no events of kind {name[:60]!r} are made\n{hint}there are {', '.join(KINDS)}")


def made(
    kind: str, rows: Sequence[Json], model: str, service: Service, count: int, clock: Clock, random: Random
) -> Json:
    """An event of this kind, with `count` of the rows, which begin anew where they are fewer.

    The same rows, moment and random numbers make the same event. Raises UsageError.
    """
    known = kind_of(kind)
    _check_count(kind, known.most, count)
    source = source_of(known.origin, service, model)
    event = known.make(Order([*islice(cycle(rows), count)], model, service, source, clock.time(), random))
    size = len(written(event))
    if size > LARGEST_REQUEST:
        raise UsageError(
            f"{count} rows make an event of {size} bytes, and Lambda takes {LARGEST_REQUEST}\nask for fewer of them: -n"
        )
    return event


def written(event: Json) -> bytes:
    """As it stands in a file."""
    return f"{dumps(event, indent=2, allow_nan=False)}\n".encode()


def _check_count(kind: str, most: int, count: int) -> None:
    if most and not 1 <= count <= most:
        raise UsageError(f"an event of kind {kind!r} has 1 to {most} rows, got {count}")
    if not most and count != 1:
        raise UsageError(f"an event of kind {kind!r} brings no rows, got {count}\nleave -n out")
