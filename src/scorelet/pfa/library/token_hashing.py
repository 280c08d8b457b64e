"""MurmurHash3 (x86, 32 bits) of tokens: where the hashing trick puts them.

Austin Appleby's MurmurHash3_x86_32, public domain: four bytes at a time, each mixed and turned into the state, then
what is left over, then a final mix in which every bit of the state moves every other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from struct import unpack_from

_MASK = 0xFFFFFFFF
_SHORT = 64
"""Longer tokens are not remembered."""
_REMEMBERED = 1 << 14


def murmur3(data: bytes, seed: int = 0) -> int:
    """The hash as a signed number of 32 bits."""
    state = seed
    whole = len(data) & ~3
    for block in unpack_from(f"<{whole >> 2}I", data):
        state ^= _mixed(block)
        state = (state << 13 & _MASK | state >> 19) * 5 + 0xE6546B64 & _MASK
    if whole < len(data):
        state ^= _mixed(int.from_bytes(data[whole:], "little"))
    state ^= len(data)
    state = (state ^ state >> 16) * 0x85EBCA6B & _MASK
    state = (state ^ state >> 13) * 0xC2B2AE35 & _MASK
    state ^= state >> 16
    return state - (1 << 32) if state >> 31 else state


def _mixed(block: int) -> int:
    block = block * 0xCC9E2D51 & _MASK
    return (block << 15 & _MASK | block >> 17) * 0x1B873593 & _MASK


def hashed_by(features: int, signed: bool) -> Callable[[str], tuple[str, float]]:
    """The function that gives a token's place, as a decimal number, and its sign. Raises UnicodeEncodeError."""

    def place_of(token: str) -> tuple[str, float]:
        found = murmur3(token.encode())
        return str(abs(found) % features), -1.0 if signed and found < 0 else 1.0

    remembered = lru_cache(_REMEMBERED)(place_of)
    return lambda token: remembered(token) if len(token) <= _SHORT else place_of(token)
