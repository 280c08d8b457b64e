"""The types of vectors, matrices and small model records, for resolving library functions."""

from __future__ import annotations

from scorelet.pfa.types import DOUBLE, Array, Field, Map, Record, Type

VECTOR = Array(DOUBLE)
MATRIX = Array(VECTOR)
SPARSE_VECTOR = Map(DOUBLE)
SPARSE_MATRIX = Map(SPARSE_VECTOR)


def record(**fields: Type) -> Record:
    return Record("Model", [Field(name, t) for name, t in fields.items()])
