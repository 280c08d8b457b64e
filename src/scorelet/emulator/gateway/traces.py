"""Ids that a gateway gives."""

from __future__ import annotations

import re
from base64 import b64encode
from os import urandom
from uuid import UUID

_ROOT = re.compile(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24}")


def trace_id(given: str | None, seconds: float) -> str:
    """X-Amzn-Trace-Id: the caller's, where it is one, or a new one."""
    if given is not None and _ROOT.search(given):
        return given
    return f"Root=1-{int(seconds):08x}-{urandom(12).hex()}"


def request_uuid() -> str:
    """An id of Lambda: a random UUID."""
    return str(UUID(bytes=urandom(16), version=4))


def gateway_id() -> str:
    """An id of API Gateway: "JKJaXmPLvHcESHA="."""
    return b64encode(urandom(11), b"-_").decode()
