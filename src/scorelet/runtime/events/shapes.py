"""Parts of events, checked: whoever invokes a function can send it anything.

A path is the keys from the outside in, parted by dots. What is null counts as missing, as API Gateway writes it. What
has another type than AWS gives it raises EventError, which tells the place and the type, and nothing of the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from scorelet.errors import EventError

T = TypeVar("T", str, dict[str, Any], list[Any], bool, int)

Json = Any

_SAID = {
    str: "a text",
    dict: "an object",
    list: "an array",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "nothing",
}


def found(event: Json, path: str) -> Json:
    """What is there; None where nothing is. "0" is the first item of an array."""
    return reached(event, path.split("."))


def reached(event: Json, keys: Sequence[str]) -> Json:
    """The same, of a path whose keys are parted already."""
    for key in keys:
        if type(event) is dict:
            event = event.get(key)
        elif type(event) is list and key == "0" and event:
            event = event[0]
        else:
            return None
    return event


def optional(event: Json, path: str, default: T) -> T:
    """What is there, of the type of `default`, or `default` where nothing is."""
    value = found(event, path)
    if value is None:
        return default
    if type(value) is not type(default):
        raise _unexpected(path, type(default), value)
    return value


def needed(event: Json, path: str, kind: type[T]) -> T:
    """What is there, which must be of this type."""
    value = found(event, path)
    if type(value) is not kind:
        raise _unexpected(path, kind, value)
    return value


def texts(event: Json, path: str) -> dict[str, str]:
    """An object of texts; empty where nothing is. Keys whose value is null are left out."""
    return {key: _text(value, path) for key, value in optional(event, path, {}).items() if value is not None}


def text_lists(event: Json, path: str) -> dict[str, list[str]]:
    """An object of arrays of texts; empty where nothing is."""
    return {key: _texts(value, path) for key, value in optional(event, path, {}).items() if value is not None}


def text_list(event: Json, path: str) -> list[str]:
    """An array of texts; empty where nothing is."""
    return _texts(optional(event, path, []), path)


def objects(event: Json, path: str) -> list[dict[str, Any]]:
    """An array of objects, which must be there."""
    items = needed(event, path, list)
    for item in items:
        if type(item) is not dict:
            raise _unexpected(f"{path}.*", dict, item)
    return items


def said(value: Json) -> str:
    """The type of a value, in words."""
    return _SAID.get(type(value), "something else")


def _texts(value: Json, path: str) -> list[str]:
    if type(value) is not list:
        raise _unexpected(f"{path}.*", list, value)
    return [_text(item, path) for item in value]


def _text(value: Json, path: str) -> str:
    if type(value) is not str:
        raise _unexpected(f"{path}.*", str, value)
    return value


def _unexpected(path: str, kind: type, value: Json) -> EventError:
    return EventError(f"expected {_SAID[kind]} at {path} of the event, got {said(value)}")
