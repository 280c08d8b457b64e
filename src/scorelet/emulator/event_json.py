"""Events as JSON, which is what the function is handed."""

from __future__ import annotations

from json import JSONEncoder
from typing import Any

Json = Any

_encode = JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_escape = JSONEncoder(separators=(",", ":"), check_circular=False).encode


def encoded(event: Json) -> bytes:
    """As JSON in UTF-8; lone surrogates, which UTF-8 has not, stay escaped."""
    try:
        return _encode(event).encode()
    except UnicodeEncodeError:
        return _escape(event).encode()
