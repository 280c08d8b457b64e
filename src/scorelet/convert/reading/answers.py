"""What goes between the reading process and its parent: one JSON object a line, errors among them.

An answer is `{"ok": {...}}` or `{"error": {"kind", "arguments", "attributes"}}`. The parent makes an error anew from
its kind's name, which must be one in `scorelet.errors`: nothing that a child sends is ever unpickled or imported.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from scorelet import errors
from scorelet.errors import ModelProcessError, ModelReadError, ScoreletError

Json = dict[str, Any]

KINDS: dict[str, type[ScoreletError]] = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, ScoreletError)
}
"""The errors that may come from a child; any other arrives as a ModelReadError."""


def said(error: ScoreletError) -> Json:
    """An error as JSON. What is no JSON in it is left to its message."""
    return {
        "kind": type(error).__name__,
        "arguments": [value for value in error.args if isinstance(value, str)],
        "attributes": {name: value for name, value in vars(error).items() if _plain(value)},
    }


def _plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(_plain(item) for item in value)
    return value is None or isinstance(value, (str, int, float))


def error_from(answer: Any) -> ScoreletError:
    """The error that a child said."""
    match answer:
        case {"kind": str(kind), "arguments": list(arguments), "attributes": dict(attributes)}:
            error = _made(KINDS.get(kind, ModelReadError), arguments, attributes)
            with suppress(AttributeError):
                str(error)  # its message may need attributes that are missing
                return error
    return ModelProcessError("the process that reads the model answered with nonsense", reason="crash")


def _made(kind: type[ScoreletError], arguments: list[Any], attributes: Json) -> ScoreletError:
    error = kind.__new__(kind)
    error.args = tuple(str(argument) for argument in arguments)
    for name, value in attributes.items():
        setattr(error, name, tuple(value) if isinstance(value, list) else value)
    return error


def line_of(value: Json) -> bytes:
    """A value as a line. Raises TypeError and ValueError for what JSON does not have."""
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"
