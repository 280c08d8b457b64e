"""Rows as callers of the function write them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from scorelet.runtime.strict_json import write

Json = Any


def one(row: Json) -> Json:
    """A body of one row: in a list where the row is one itself, or null, since a list would be taken for rows."""
    return [row] if row is None or isinstance(row, list | tuple) else row


def together(rows: Sequence[Json]) -> Json:
    """A body of all rows."""
    return one(rows[0]) if len(rows) == 1 else list(rows)


def text(body: Json) -> str:
    return write(body).decode()


def base64(data: bytes) -> str:
    return b64encode(data).decode()
