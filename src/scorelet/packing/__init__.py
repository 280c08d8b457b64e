"""A trained model becomes a packed model, proven equal to the original.

    from scorelet.packing import pack

    result = pack("model.pkl", samples="rows.csv", name="iris")
    result.packed           the packed model: `result.packed.write("iris.scorelet")`
    result.report           what was found and measured
"""

from __future__ import annotations

from scorelet.packing.path import Packing, Wishes, pack

__all__ = ["Packing", "Wishes", "pack"]
