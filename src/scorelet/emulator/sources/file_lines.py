"""The lines of a JSON Lines file: each is a record, or a message as it was sent.

A record is an object with the keys that one has in an event (`messageId` and `body`; `kinesis`; `topic`, `partition`,
`offset` and `value`). Any other line, JSON or not, is a message: its text, without the line's end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from scorelet.emulator.sources.values import Json
from scorelet.errors import UsageError

LARGEST_MESSAGE = 1024 * 1024
"""Bytes that SQS and Kinesis take of one; Kafka's limit is its owner's."""

_KEYS: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    "sqs": {"messageId": (str,), "body": (str,)},
    "kinesis": {"kinesis.sequenceNumber": (str,), "kinesis.data": (str,), "eventID": (str,)},
    "kafka": {"topic": (str,), "partition": (int,), "offset": (int,), "value": (str, type(None))},
}


class Line(NamedTuple):
    """number: from 1; record: None where the line is a message."""

    number: int
    text: bytes
    record: Json | None


def read_lines(path: str, kind: str) -> Iterator[Line]:
    """All lines but empty ones. Raises UsageError."""
    for number, text in enumerate(_read(path).split(b"\n"), 1):
        text = text.removesuffix(b"\r")
        if not text.strip():
            continue
        record = _record(text, kind)
        if record is None and len(text) > LARGEST_MESSAGE:
            raise UsageError(
                f"expected at most {LARGEST_MESSAGE} bytes in a message, got {len(text)} - at {path}:{number}\n"
                "put its rows into several lines"
            )
        yield Line(number, text, record)


def text_of(line: Line, path: str) -> str:
    """Raises UsageError: a queue takes text only."""
    try:
        return line.text.decode()
    except UnicodeDecodeError as error:
        raise UsageError(
            f"expected text in UTF-8, got the byte {line.text[error.start]:#04x} - at {path}:{line.number}\n"
            "write the file in UTF-8"
        ) from None


def _read(path: str) -> bytes:
    if path == "-":
        raise UsageError("expected a file of records, got '-'\nwrite them into a file, which can be read again")
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or str(error)).lower()
        raise UsageError(f"cannot read the records in {path}: {why}\nname a JSON Lines file") from None


def _record(text: bytes, kind: str) -> Json | None:
    if not text.lstrip().startswith(b"{"):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    fits = isinstance(value, dict) and all(type(_at(value, key)) in types for key, types in _KEYS[kind].items())
    return value if fits else None


def _at(value: Json, path: str) -> Any:
    """What stands under `outer.inner`; NotImplemented, which no JSON has, where nothing does."""
    found: Any = value
    for key in path.split("."):
        if not isinstance(found, dict) or key not in found:
            return NotImplemented
        found = found[key]
    return found
