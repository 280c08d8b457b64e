"""The formats of the `pack` and `unpack` forms (specification 7.13.4 and 7.13.5).

A format in a document (``"little unsigned short"``) is read into its normal form: a `struct` code such as
``<H``, or one of ``raw``, ``raw:N``, ``null terminated``, ``length prefixed``, ``pad``.
"""

from __future__ import annotations

import re
import struct
from typing import Any

from scorelet.errors import PfaRuntimeError, PfaSyntaxError
from scorelet.pfa.schemas import short
from scorelet.pfa.types import BOOLEAN, BYTES, DOUBLE, FLOAT, INT, LONG, NULL, Type

_ORDER = {"": ">", "<": "<", ">": ">", "!": ">", "little": "<", "big": ">", "network": ">"}
_NUMBERS: dict[str, tuple[str, Type]] = {
    "boolean": ("?", BOOLEAN),
    "byte": ("b", INT),
    "int8": ("b", INT),
    "unsignedbyte": ("B", INT),
    "unsignedint8": ("B", INT),
    "short": ("h", INT),
    "int16": ("h", INT),
    "unsignedshort": ("H", INT),
    "unsignedint16": ("H", INT),
    "int": ("i", INT),
    "int32": ("i", INT),
    "unsignedint": ("I", LONG),
    "unsignedint32": ("I", LONG),
    "long": ("q", LONG),
    "longlong": ("q", LONG),
    "int64": ("q", LONG),
    "unsignedlong": ("Q", DOUBLE),
    "unsignedlonglong": ("Q", DOUBLE),
    "unsignedint64": ("Q", DOUBLE),
    "float": ("f", FLOAT),
    "float32": ("f", FLOAT),
    "double": ("d", DOUBLE),
    "float64": ("d", DOUBLE),
}
_BOUNDED = {
    "nullterminated": "null terminated",
    "lengthprefixed": "length prefixed",
    "prefixed": "length prefixed",
}
_ORDERED = re.compile(r"\s*(<|>|!|little|big|network)?\s*(.*?)\s*\Z", re.DOTALL)
_ONE_BYTE = ("b", "B", "?")


class Format:
    """A format: its normal text, and the type of its values."""

    __slots__ = ("text", "type")

    def __init__(self, text: str, type: Type) -> None:
        self.text = text
        self.type = type


def read_format(text: str, at: str, *, packing: bool) -> Format:
    """Raises PfaSyntaxError when `text` is no format."""
    found = _ORDERED.match(text)
    order, rest = (found[1] or "", found[2]) if found else ("", text)
    name = "".join(rest.split())
    if name in _NUMBERS:
        code, kind = _NUMBERS[name]
        if not (order and code in _ONE_BYTE):
            return Format(_ORDER[order] + code, kind)
    elif not order:
        if name == "pad":
            return Format("pad", NULL)
        if name in _BOUNDED:
            return Format(_BOUNDED[name], BYTES)
        if name == "raw" and packing:
            return Format("raw", BYTES)
        if name[:3] == "raw" and name[3:].isascii() and name[3:].isdigit():
            return Format(f"raw:{int(name[3:12])}", BYTES)
    raise PfaSyntaxError(
        "expected a binary format such as 'int', 'little unsigned short', 'raw 4' or 'null terminated',"
        f" got {short(text)}",
        at,
    )


def unpack(data: bytes, formats: tuple[str, ...]) -> tuple[Any, ...] | None:
    """The values of the formats one after another, or None when `data` does not have exactly their bytes."""
    values: list[Any] = []
    position = 0
    for text in formats:
        if text == "null terminated":
            end = data.find(b"\0", position)
            if end < 0:
                return None
            values.append(data[position:end])
            position = end + 1
            continue
        if text == "length prefixed":
            size = data[position] if position < len(data) else 0
            position += 1
        else:
            size = _size(text)
        if position + size > len(data):
            return None
        values.append(_value(text, data[position : position + size]))
        position += size
    return tuple(values) if position == len(data) else None


def _size(text: str) -> int:
    if text == "pad":
        return 1
    return int(text[4:]) if text.startswith("raw:") else struct.calcsize(text)


def _value(text: str, piece: bytes) -> Any:
    if text == "pad":
        return None
    if text == "length prefixed" or text.startswith("raw:"):
        return piece
    value = struct.unpack(text, piece)[0]
    return float(value) if text[1:] == "Q" else value


def pack(formats: tuple[str, ...], values: tuple[Any, ...]) -> bytes:
    """The bytes of the values. Raises PfaRuntimeError 3000 or 3001 for bytes of the wrong size."""
    return b"".join(map(_packed, formats, values))


def _packed(text: str, value: Any) -> bytes:
    if text == "pad":
        return b"\0"
    if text == "raw":
        return bytes(value)
    if text == "null terminated":
        return bytes(value) + b"\0"
    if text == "length prefixed":
        if len(value) > 255:
            raise PfaRuntimeError("length prefixed bytes is larger than 255 bytes", code=3001, function="pack")
        return bytes([len(value)]) + bytes(value)
    if text.startswith("raw:"):
        if len(value) != int(text[4:]):
            raise PfaRuntimeError("raw bytes does not have specified size", code=3000, function="pack")
        return bytes(value)
    return _number(text, value)


def _number(text: str, value: Any) -> bytes:
    """A number in its format; one beyond the format's range wraps around, as a cast in C would."""
    code = text[1:]
    if code in "fd?":
        return struct.pack(text, value)
    bits = 8 * struct.calcsize(text)
    wrapped = int(value) & ((1 << bits) - 1) if value - value == 0 else 0
    return wrapped.to_bytes(bits // 8, "little" if text[0] == "<" else "big")
