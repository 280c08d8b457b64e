"""An ONNX file's outermost layer: protocol buffers have no magic number, but their fields can be walked.

A field is a tag (number and wire type, as a varint) and a value; which fields a ModelProto has is in onnx.proto.
"""

from __future__ import annotations

from dataclasses import dataclass

from scorelet.errors import ModelReadError

VARINT, BYTES = 0, 2
FIELDS = {1: VARINT, 2: BYTES, 3: BYTES, 4: BYTES, 5: VARINT, 6: BYTES, 7: BYTES, 8: BYTES, 14: BYTES, 20: BYTES}
FIELDS |= {25: BYTES, 26: BYTES}
"""The fields of ModelProto and their wire types."""

IR_VERSION, PRODUCER, PRODUCER_VERSION, GRAPH = 1, 2, 3, 7


@dataclass(frozen=True)
class OnnxHead:
    """`whole` is false when the last field goes beyond the end; `fields` are those before it and its own number."""

    fields: frozenset[int]
    texts: dict[int, bytes]
    whole: bool


def walked(data: bytes) -> OnnxHead | None:
    """The outermost fields, or None where they are not those of a ModelProto."""
    at, seen, texts = 0, set[int](), dict[int, bytes]()
    while at < len(data):
        tag, at = _varint(data, at)
        number, wire = tag >> 3, tag & 7
        if FIELDS.get(number) != wire:
            return None
        seen.add(number)
        size, start = _varint(data, at)
        at = start + (size if wire == BYTES else 0)
        if number in (PRODUCER, PRODUCER_VERSION):
            texts[number] = data[start : min(at, start + 100)]
    return OnnxHead(frozenset(seen), texts, at == len(data))


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """The number at `at` and where it ends; beyond the end of the data when it is cut off."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            return value, at + 1
        byte, at = data[at], at + 1
        value |= (byte & 127) << shift
        if byte < 128:
            break
    return value, at


def is_onnx(data: bytes) -> bool:
    """Begins with a small version of the format, and has a graph: all writers put the version first."""
    if data[:1] != b"\x08" or not 0 < int.from_bytes(data[1:2]) < 64:
        return False
    head = walked(data)
    return head is not None and {IR_VERSION, GRAPH} <= head.fields


def producer(data: bytes) -> dict[str, str]:
    """What made the file, and its version. Raises ModelReadError when the file is cut off."""
    head = walked(data)
    if head is None or not head.whole:
        raise ModelReadError("it is cut off: its ONNX graph goes beyond the end\ncopy or save the file again")
    name, version = (head.texts.get(field, b"").decode("utf-8", "replace") for field in (PRODUCER, PRODUCER_VERSION))
    return {name: version} if name and version else {}
