"""What a maker of events is given, and ids as AWS writes them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from scorelet.emulator.sources.times import iso
from scorelet.emulator.sources.values import account_of, region_of
from scorelet.service.values import EventSource, Service

Json = Any


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
        return iso(self.now)

    @property
    def region(self) -> str:
        return region_of(self.source.arn)

    @property
    def account(self) -> str:
        return account_of(self.source.arn)

    # ------------------------------------------------------------------------------------------- ids

    def uuid(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def digits(self, count: int) -> str:
        """Hexadecimal ones."""
        return f"{self.random.getrandbits(4 * count):0{count}x}"

    def token(self, size: int) -> str:
        """So many bytes in base64."""
        return b64encode(self.random.randbytes(size)).decode()

    def trace(self) -> str:
        """A header X-Amzn-Trace-Id."""
        return f"Root=1-{int(self.now):08x}-{self.digits(24)}"
