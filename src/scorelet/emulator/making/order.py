"""What a maker of events is given, and ids as AWS writes them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from scorelet.emulator.values import ACCOUNT, REGION
from scorelet.service.values import EventSource, Service

Json = Any

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class Order(NamedTuple):
    """An event that is to be made.

    rows     one at least, as callers of the model send them
    model    its name in the service
    service  whose function gets the event
    source   the service's own [[events]], or one like it; of what needs none an empty one
    now      seconds since 1970
    """

    rows: Sequence[Json]
    model: str
    service: Service
    source: EventSource
    now: float
    random: Random

    @property
    def milliseconds(self) -> int:
        return round(self.now * 1000)

    @property
    def iso(self) -> str:
        """The moment as "2023-11-14T22:13:20.000Z"."""
        moment = datetime.fromtimestamp(self.milliseconds / 1000, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    @property
    def region(self) -> str:
        return _part(self.source.arn, 3) or REGION

    @property
    def account(self) -> str:
        return _part(self.source.arn, 4) or ACCOUNT

    @property
    def resource(self) -> str:
        """What the ARN ends with: the queue's name, "stream/rows", "bucket/prefix"."""
        return _part(self.source.arn, 5)

    # ------------------------------------------------------------------------------------------- ids

    def uuid(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def digits(self, count: int) -> str:
        """Hexadecimal ones."""
        return f"{self.random.getrandbits(4 * count):0{count}x}"

    def token(self, size: int) -> str:
        """So many bytes in base64."""
        return b64encode(self.random.randbytes(size)).decode()

    def capitals(self, count: int) -> str:
        """As the ids of users and roles are written."""
        return "".join(self.random.choices(_CAPITALS, k=count))

    def trace(self) -> str:
        """A header X-Amzn-Trace-Id."""
        return f"Root=1-{int(self.now):08x}-{self.digits(24)}"


def _part(arn: str, place: int) -> str:
    parts = arn.split(":", 5)
    return parts[place] if place < len(parts) else ""
