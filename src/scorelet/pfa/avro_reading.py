"""The pieces of Avro's binary encoding, read: numbers, strings, and the blocks of arrays and maps.

Every reader is a function `(data, at) -> (value, next)`: positions stay in local variables, which is what makes
tables of hundreds of thousands of numbers quick. What lies beyond the data raises IndexError or struct.error
by itself, and `Damaged` says what else is wrong; `avro_container` translates all of them.

A file may come from a stranger. Nothing is reserved for a count before the bytes behind it were seen to be there:
`Blocks.next` compares each count with what is left, and what takes no bytes at all (null, a record of nothing) is
counted against an allowance, so that three bytes cannot claim a billion nulls.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from struct import Struct
from sys import byteorder
from typing import Any

from scorelet.pfa.numbers import INT_MAX, INT_MIN

Read = Callable[[bytes, int], tuple[Any, int]]

EMPTY_VALUES = 100_000
"""So many values that take no bytes may be in one file."""
_LONGEST_VARINT = 10
_SHORT = 64
"""Arrays of fewer doubles are read by a format made for their length; their count is one byte."""

_FLOAT, _DOUBLE = Struct("<f").unpack_from, Struct("<d").unpack_from


class Damaged(Exception):
    """The bytes are not what their schema says, or the schemas do not fit."""


class Blocks:
    """The blocks of the arrays and maps of one file, and the allowance for values that take no bytes."""

    def __init__(self) -> None:
        self._left = EMPTY_VALUES

    def next(self, data: bytes, at: int, least: int) -> tuple[int, int]:
        """How many items the next block has, each of at least so many bytes; 0 at the end."""
        count, at = read_long(data, at)
        if count < 0:
            count = -count
            size, at = read_long(data, at)
            if size < 0:
                raise Damaged(f"a block of {size} bytes")
        if count * least > len(data) - at:
            raise Damaged(f"{count} items, but only {len(data) - at} bytes are left")
        if not least:
            self.spend(count)
        return count, at

    def spend(self, count: int) -> None:
        """Count values that take no bytes."""
        self._left -= count
        if self._left < 0:
            raise Damaged(f"more than {EMPTY_VALUES} values that take no bytes")


# ----------------------------------------------------------------------------------------------- whole numbers


def read_long(data: bytes, at: int) -> tuple[int, int]:
    """Zig-zag, seven bits a byte, lowest first."""
    byte = data[at]
    if byte < 0x80:
        return byte >> 1 ^ -(byte & 1), at + 1
    number = byte & 0x7F | (data[at + 1] & 0x7F) << 7
    if data[at + 1] < 0x80:
        return number >> 1 ^ -(number & 1), at + 2
    shift = 14
    for place in range(at + 2, at + _LONGEST_VARINT):
        byte = data[place]
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            if number >> 64:
                break
            return number >> 1 ^ -(number & 1), place + 1
        shift += 7
    raise Damaged("a whole number of more than 64 bits")


def read_int(data: bytes, at: int) -> tuple[int, int]:
    byte = data[at]
    if byte < 0x80:
        return byte >> 1 ^ -(byte & 1), at + 1
    number, at = read_long(data, at)
    if not INT_MIN <= number <= INT_MAX:
        raise Damaged(f"{number} as an int")
    return number, at


def read_length(data: bytes, at: int) -> tuple[int, int]:
    """A length, which must lie within the data."""
    length, at = read_long(data, at)
    if not 0 <= length <= len(data) - at:
        raise Damaged(f"{length} bytes, but only {len(data) - at} are left")
    return length, at


# --------------------------------------------------------------------------------------------- other primitives


def read_null(data: bytes, at: int) -> tuple[None, int]:
    return None, at


def read_boolean(data: bytes, at: int) -> tuple[bool, int]:
    byte = data[at]
    if byte > 1:
        raise Damaged(f"the byte {byte} as a boolean")
    return byte == 1, at + 1


def read_bytes(data: bytes, at: int) -> tuple[bytes, int]:
    length, at = read_length(data, at)
    return data[at : at + length], at + length


def read_string(data: bytes, at: int) -> tuple[str, int]:
    length, at = read_length(data, at)
    return str(data[at : at + length], "utf-8"), at + length


def read_float(data: bytes, at: int, unpack: Any = _FLOAT) -> tuple[float, int]:
    return unpack(data, at)[0], at + 4


def read_double(data: bytes, at: int, unpack: Any = _DOUBLE) -> tuple[float, int]:
    return unpack(data, at)[0], at + 8


def fixed_reader(size: int) -> Read:
    """Bytes without a length."""

    def read(data: bytes, at: int) -> tuple[bytes, int]:
        if size > len(data) - at:
            raise Damaged(f"{size} bytes, but only {len(data) - at} are left")
        return data[at : at + size], at + size

    return read


# ------------------------------------------------------------------------------------------------- arrays, maps


def array_reader(item: Read, least: int, blocks: Blocks) -> Read:
    """Blocks of items, each of at least so many bytes."""
    block = blocks.next

    def read(data: bytes, at: int) -> tuple[list[Any], int]:
        done: list[Any] = []
        count, at = block(data, at, least)
        while count:
            for _ in range(count):
                value, at = item(data, at)
                done.append(value)
            count, at = block(data, at, least)
        return done, at

    return read


def map_reader(item: Read, least: int, blocks: Blocks) -> Read:
    """Blocks of keys and values, each value of at least so many bytes."""
    block = blocks.next

    def read(data: bytes, at: int) -> tuple[dict[str, Any], int]:
        done: dict[str, Any] = {}
        count, at = block(data, at, least + 1)
        while count:
            for _ in range(count):
                length = data[at]
                if length & 0x81:  # more than 63 bytes, or less than none
                    key, at = read_string(data, at)
                else:
                    # A key cut short by the end of the data is noticed by the value, or by the next block.
                    start = at + 1
                    at = start + (length >> 1)
                    key = data[start:at].decode()
                done[key], at = item(data, at)
            count, at = block(data, at, least + 1)
        return done, at

    return read


_UNPACK = [Struct(f"<{count}d").unpack_from for count in range(_SHORT)]


def doubles_reader(blocks: Blocks) -> Read:
    """An array of doubles: all numbers of a block at once."""
    unpackers = _UNPACK

    def read(data: bytes, at: int) -> tuple[list[float], int]:
        count = data[at]
        if not count & 0x81:
            # At most 63 in the first block: most arrays are this block alone.
            end = at + 1 + (count << 2)
            if not count:
                return [], end
            if not data[end]:
                return [*unpackers[count >> 1](data, at + 1)], end + 1
        return _long_doubles(data, at, blocks)

    return read


def _long_doubles(data: bytes, at: int, blocks: Blocks) -> tuple[list[float], int]:
    done = array("d")
    count, at = blocks.next(data, at, 8)
    while count:
        done.frombytes(memoryview(data)[at : at + 8 * count])
        at += 8 * count
        count, at = blocks.next(data, at, 8)
    if byteorder == "big":
        done.byteswap()
    return done.tolist(), at
