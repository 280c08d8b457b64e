"""A function's reply, as people read it."""

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
