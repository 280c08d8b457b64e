"""What a function replied, and what it says of its failures, as people read it."""

from __future__ import annotations

import json
from typing import Any

Json = Any


def readable(payload: bytes) -> str:
    """Indented JSON. A body that is a JSON object or array, as a text within a reply of HTTP, is shown as that.

    What a terminal would obey is written as JSON's escape. A reply that is no JSON is shown as it is.
    """
    try:
        reply = json.loads(payload)
        shown = json.dumps(_opened(reply), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        shown = payload.decode(errors="backslashreplace")
    return "".join(letter if letter.isprintable() or letter == "\n" else _escaped(letter) for letter in shown)


def said(payload: bytes) -> str:
    """A function's error object in a line: "ValueError: no such town"."""
    try:
        error: Any = json.loads(payload)
    except (ValueError, RecursionError):
        error = None
    if not isinstance(error, dict):
        return "the function failed"
    parts = (error.get("errorType"), error.get("errorMessage"))
    return ": ".join(part for part in parts if isinstance(part, str) and part) or "the function failed"


def _opened(reply: Json) -> Json:
    body = reply.get("body") if isinstance(reply, dict) and "statusCode" in reply else None
    if not isinstance(body, str) or reply.get("isBase64Encoded"):
        return reply
    try:
        inner = json.loads(body)
    except (ValueError, RecursionError):
        return reply
    return {**reply, "body": inner} if isinstance(inner, dict | list) else reply


def _escaped(letter: str) -> str:
    return json.dumps(letter)[1:-1]
