"""What the caller asks of packing."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scorelet.errors import UsageError
from scorelet.store.refs import check_name

Watch = Callable[[str, int, int], None]
"""Is told of progress: (stage, done, total)."""


def unwatched(stage: str, done: int, total: int) -> None:
    return None


@dataclass(frozen=True)
class Wishes:
    """What nothing can be packed with raises UsageError.

    outputs        names such as "label" and "probabilities"; () is the usual ones
    trust          allows a pickle that would run code
    tolerance      the largest relative difference that counts as agreement; None is the usual one
    accept_parity  why a model is packed although it differs from the original by more than that
    measure        whether the costs of both are measured, which takes seconds
    """

    name: str
    outputs: tuple[str, ...] = ()
    samples: Any = None
    trust: bool = False
    tolerance: float | None = None
    accept_parity: str | None = None
    watch: Watch = unwatched
    measure: bool = True

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.tolerance is not None and not (math.isfinite(self.tolerance) and self.tolerance >= 0):
            raise UsageError(f"expected a tolerance of 0 or more, such as 1e-6, got {self.tolerance!r}")
        if self.accept_parity is not None and not self.accept_parity.strip():
            raise UsageError("a model that differs is accepted with a reason, got an empty one")
        if len(set(self.outputs)) < len(self.outputs):
            raise UsageError(f"expected each output once, got {', '.join(self.outputs)}")
