"""What is done after an answer: metrics become lines, and the prediction log goes to where it is kept.

Lambda stops a machine as soon as its answer has left. So this is done before that, in bounded time; or, where there
is something slow to do, by an extension, which Lambda waits for after the answer has left.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scorelet.observe.emf import EmbeddedMetrics
    from scorelet.observe.observation import Observer
    from scorelet.observe.prediction_log import PredictionLog

BOUND = 1.0
"""Seconds after which nothing more is begun, where an answer waits."""


class Beside(Protocol):
    """What goes on after answers have left."""

    @property
    def is_there(self) -> bool:
        """Whether it will do what there is to do."""
        ...

    def finished(self) -> None:
        """An answer is ready."""
        ...


class After:
    """Called when an answer is ready."""

    def __init__(
        self, metrics: EmbeddedMetrics, log: PredictionLog | None = None, beside: Beside | None = None
    ) -> None:
        self.beside = beside
        self._metrics = metrics
        self._log = log
        self._writing = Lock()

    @property
    def observers(self) -> tuple[Observer, ...]:
        return (self._metrics,) if self._log is None else (self._metrics, self._log)

    def __call__(self, clock: Callable[[], float]) -> None:
        if self.beside is not None and self.beside.is_there:
            self.beside.finished()
        else:
            self.flush(clock() + BOUND)

    def flush(self, deadline: float = float("inf")) -> None:
        """Writes what there is; `deadline` is of `time.monotonic()`."""
        with self._writing:  # lines of two threads would mix
            self._metrics.flush()
        if self._log is not None:
            self._log.flush(deadline)
