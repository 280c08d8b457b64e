"""What a measurement leaves: one figure, the two values it was made from, and the promise it belongs to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Promise:
    """What was promised of a figure."""

    limit: float
    at_most: bool = True

    def kept(self, figure: float) -> bool:
        return figure <= self.limit if self.at_most else figure >= self.limit


@dataclass(frozen=True)
class Result:
    """`ours` and `theirs` are medians in `unit`; `figure`, in `figure_unit`, is what the promise speaks of.

    `ours` is None where nothing could be measured; `against` then says why.
    """

    section: str
    subject: str
    ours: float | None
    against: str = ""
    theirs: float | None = None
    unit: str = "µs"
    figure: float | None = None
    figure_unit: str = "x"
    promise: Promise | None = None
    ours_best: float | None = None
    theirs_best: float | None = None

    @property
    def kept(self) -> bool | None:
        """None where nothing was promised."""
        return None if self.promise is None or self.figure is None else self.promise.kept(self.figure)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"kept": self.kept}


@dataclass(frozen=True)
class Settings:
    """How long and how large to measure."""

    rounds: int = 21
    lap: float = 0.01
    """Seconds that one contender runs before the next has its turn."""
    starts: int = 30
    """How often each interpreter is started."""
    nodes: tuple[int, ...] = (500_000,)
    """Sizes of the large documents."""
    labels: int = 20_000
    """So many rows, whose labels are compared."""
    requests_rounds: int = 5
    requests_seconds: float = 4.0
    """How often each server is put under load, and for how long."""


QUICK = Settings(rounds=2, lap=0.0, starts=1, nodes=(1_000,), labels=100, requests_rounds=1, requests_seconds=1.0)
"""Whether everything runs; the figures mean nothing."""
