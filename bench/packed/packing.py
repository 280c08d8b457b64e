"""Each model fitted and packed once, whichever sections are asked for."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from time import perf_counter

import scorelet
from bench.packed.families import Family, Fitted
from scorelet.bundle.packed import PackedModel

SAMPLES = 200
"""So many rows are given to `pack`."""


@dataclass(frozen=True)
class Packed:
    """A fitted model, what became of it, why that is no document, and the seconds that packing took."""

    fitted: Fitted
    model: PackedModel
    refused: str | None
    seconds: float


@cache
def packed(family: Family) -> Packed:
    original = fitted(family)
    start = perf_counter()
    packing = scorelet.pack(original.model, name="bench", samples=list(original.rows[:SAMPLES]))
    return Packed(original, packing.packed, packing.refused, perf_counter() - start)


def fitted(family: Family) -> Fitted:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # how well a model fits is nothing to us
        return family.fit()
