"""Media types: which bodies are bytes, and which are looked at.

A REST API tells by the Content-Type what a request's body is, and by the first media type of Accept whether a reply's
is decoded (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html;
both were measured for https://github.com/ministackorg/ministack/pull/767).
"""

from __future__ import annotations

from collections.abc import Sequence

JSON = "application/json"


def media_type(value: str | None) -> str:
    """The first one of a header, without parameters; "" for none."""
    return (value or "").partition(",")[0].partition(";")[0].strip().lower()


def is_among(value: str | None, types: Sequence[str]) -> bool:
    """Whether a header's media type is one of these, of which some may be "image/*" or "*/*"."""
    kind = media_type(value)
    return bool(kind) and any(_fits(kind, known.lower()) for known in types)


def _fits(kind: str, known: str) -> bool:
    return known in (kind, "*/*") or (known.endswith("/*") and kind.startswith(known[:-1]))
