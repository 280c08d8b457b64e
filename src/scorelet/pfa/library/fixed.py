"""Bytes of a fixed length: fixed.toBytes, fixed.fromBytes. The value of a fixed is its bytes."""

from __future__ import annotations

from scorelet.pfa.library.registry import function


@function("fixed.toBytes", "(x: any fixed A) -> bytes", inline="x")
def to_bytes(x: bytes) -> bytes:
    return x


@function("fixed.fromBytes", "(original: any fixed A, replacement: bytes) -> A")
def from_bytes(original: bytes, replacement: bytes) -> bytes:
    return replacement[: len(original)] + original[len(replacement) :]
