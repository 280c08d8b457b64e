"""A trained model becomes a packed model, proven equal to the original.

from scorelet.packing import load, pack

result = pack("model.pkl", samples="rows.csv", name="iris", to="iris.scorelet")
result.packed                       the packed model, with its certificate
result.before, result.after         what the original and the packed model cost to use
load("iris.scorelet").predict(...)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorelet.packing.facade import load, pack

if TYPE_CHECKING:
    from scorelet.packing.path import Packing

__all__ = ["Packing", "load", "pack"]
