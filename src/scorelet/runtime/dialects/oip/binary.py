"""The binary form: the values of tensors, as memory has them, behind the JSON of a request.

https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md

The header Inference-Header-Content-Length says where the JSON ends; the parameter `binary_data_size` of a tensor how
many of the bytes behind it are its own, in the order of the tensors. Numbers are little-endian; before each text
stands its length in 4 bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scorelet.bundle.values import shown
from scorelet.errors import RequestError
from scorelet.runtime.dialects.oip.tensors import datatype_named, unfit

HEADER = "inference-header-content-length"
_SIZE = "binary_data_size"
_CODES: Mapping[str, tuple[str, int]] = {
    "BOOL": ("?", 1),
    "INT8": ("b", 1),
    "INT16": ("h", 2),
    "INT32": ("i", 4),
    "INT64": ("q", 8),
    "UINT8": ("B", 1),
    "UINT16": ("H", 2),
    "UINT32": ("I", 4),
    "UINT64": ("Q", 8),
    "FP16": ("e", 2),
    "FP32": ("f", 4),
    "FP64": ("d", 8),
}
"""The code of `struct` and the bytes of one value."""


def parted(body: bytes, length: str) -> tuple[bytes, bytes]:
    """The JSON of a body, and what stands behind it. Raises RequestError (400)."""
    if not (length.isascii() and length.isdecimal() and len(length) < 16 and int(length) <= len(body)):
        raise RequestError(400, f"expected in {HEADER} a number of bytes up to {len(body)}, got {length[:40]!r}")
    return body[: int(length)], body[int(length) :]


class Behind:
    """What stands behind the JSON, taken tensor by tensor."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._taken = 0

    def values(self, json: Any, at: str) -> list[Any] | None:
        """The values of the next tensor; None where they are in the JSON. Raises RequestError (400)."""
        parameters = json.get("parameters") if isinstance(json, dict) else None
        if not isinstance(parameters, dict) or _SIZE not in parameters:
            return None
        size = parameters[_SIZE]
        if type(size) is not int or not 0 <= size <= len(self._data) - self._taken:
            left = len(self._data) - self._taken
            raise unfit(f"{at}/parameters/{_SIZE}", f"expected at most {left} bytes, got {shown(size)}")
        data = self._data[self._taken : self._taken + size]
        self._taken += size
        named = datatype_named(json, at)
        return _texts(data, at) if named == "BYTES" else _numbers(data, named, at)

    def hold_end(self) -> None:
        """Raises RequestError (400) when bytes are left that no tensor has named."""
        if self._taken < len(self._data):
            raise RequestError(400, f"{len(self._data) - self._taken} bytes behind the tensors belong to none of them")


def _numbers(data: bytes, named: str, at: str) -> list[Any]:
    from struct import unpack  # few requests need it

    code, size = _CODES[named]
    if len(data) % size:
        raise unfit(at, f"expected {size} bytes for each value of the datatype {named}, got {len(data)} bytes")
    return list(unpack(f"<{len(data) // size}{code}", data))


def _texts(data: bytes, at: str) -> list[str]:
    texts = []
    place = 0
    while place < len(data):
        start = place + 4
        place = start + int.from_bytes(data[place:start], "little")
        if place > len(data):
            raise unfit(at, "a text in the binary data is longer than what is there")
        try:
            texts.append(data[start:place].decode())
        except UnicodeDecodeError:
            raise unfit(at, f"text {len(texts)} in the binary data is no UTF-8") from None
    return texts
