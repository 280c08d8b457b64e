"""What the function's reply says of the records of a batch.

With ReportBatchItemFailures the reply is `{"batchItemFailures": [{"itemIdentifier": id}, ...]}`. All went well where
there is nothing in it: null, "", {}, [], or an empty or null list. The whole batch failed where the function raised,
and where the reply cannot be meant: an id that is empty, null or of no record of the batch, an item under another key,
JSON that is no object.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

ReadId = Callable[[Any], Hashable | None]
"""Reads an itemIdentifier; None for what is none."""

_NOTHING: tuple[Any, ...] = (None, "", {}, [])


class Verdict(NamedTuple):
    """failed: places in the batch, ascending; whole: all of it, for a reason that names no record; why: in a line."""

    failed: tuple[int, ...] = ()
    whole: bool = False
    why: str = ""


def verdict(reply: bytes, ids: Sequence[Hashable], read: ReadId) -> Verdict:
    """Of the reply of a function that did not raise."""
    try:
        said = json.loads(reply) if reply.strip() else None
    except (ValueError, RecursionError):
        return all_failed(len(ids), "the reply is no JSON")
    if said in _NOTHING:
        return Verdict()
    if not isinstance(said, dict):
        return all_failed(len(ids), "the reply is no object with the key 'batchItemFailures'")
    items = said.get("batchItemFailures")
    if items is not None and not isinstance(items, list):
        return all_failed(len(ids), "batchItemFailures is no list")
    return _named(items or [], ids, read)


def all_failed(size: int, why: str) -> Verdict:
    return Verdict(tuple(range(size)), True, why)


def _named(items: list[Any], ids: Sequence[Hashable], read: ReadId) -> Verdict:
    places = {id: place for place, id in reversed(list(enumerate(ids)))}
    failed = set()
    for item in items:
        id = read(item.get("itemIdentifier")) if isinstance(item, dict) else None
        if id is None or id not in places:
            return all_failed(len(ids), "batchItemFailures names a record that is not in the batch")
        failed.add(places[id])
    return Verdict(tuple(sorted(failed)))


def text_id(said: Any) -> Hashable | None:
    """A messageId or a sequence number."""
    return said if isinstance(said, str) and said else None


def offset_id(said: Any) -> Hashable | None:
    """{"partition": "topic-0", "offset": 5}"""
    if not isinstance(said, dict):
        return None
    partition, offset = said.get("partition"), said.get("offset")
    return (partition, offset) if isinstance(partition, str) and type(offset) is int else None
