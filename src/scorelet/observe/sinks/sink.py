"""The one shape of all sinks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from scorelet.observe.records import Record


class Sink(Protocol):
    """Where records go.

    `write` takes a batch in whole or raises; then the very same batch is brought again, and whatever was written of it
    must not stand there twice. `close` lets go of what is open; a later `write` opens it again.
    """

    @property
    def where(self) -> str:
        """Its name for people."""

    def write(self, records: Sequence[Record]) -> None: ...

    def close(self) -> None: ...
