"""Which requests are logged.

A request is in the sample or not by a hash of its id alone: the same in every worker, on every machine and each time
that it is tried again. A larger sample has all the requests of a smaller one.
"""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

_RANGE = 1 << 32
_SPREAD = 0x9E3779B1
"""CRC-32 alone maps consecutive ids to a regular pattern. A product with this odd number (2**32 by the golden ratio)
breaks it, and folding brings what was mixed into the lower half up again."""


def sampler(part: float) -> Callable[[str], bool]:
    """Whether a request of that id is among the `part` (0 to 1) that is logged."""
    limit = round(part * _RANGE)

    def chosen(request_id: str) -> bool:
        mixed = crc32(request_id.encode("utf-8", "replace")) * _SPREAD % _RANGE
        return (mixed ^ mixed >> 16) * _SPREAD % _RANGE < limit

    return chosen
