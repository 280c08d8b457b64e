"""The shape of JSON: which keys there are, and of which type each value is."""

from __future__ import annotations

from typing import Any


def shape(value: Any) -> Any:
    """Values become their types; a list the shape of its first item."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return [shape(inner) for inner in value[:1]] if isinstance(value, list) else type(value).__name__


def without(value: Any, *paths: str) -> Any:
    """A copy without what stands under `a.0.b`, which must be there."""
    copy = dict(value) if isinstance(value, dict) else list(value)
    for path in paths:
        key, _, rest = path.partition(".")
        place: Any = int(key) if isinstance(copy, list) else key
        if rest:
            copy[place] = without(copy[place], rest)
        else:
            del copy[place]
    return copy
