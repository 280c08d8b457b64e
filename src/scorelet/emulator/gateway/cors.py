"""What pages of other origins may do, where the gateway answers by itself.

Browsers ask by OPTIONS, without a key, before they call: a mock integration answers them. The answers of a function
have its own headers, but the gateway's errors reach a page only if the API's gateway responses (DEFAULT_4XX and
DEFAULT_5XX) have them, too (https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html).

Where several origins are allowed, the one that asks is named; one that is not among them is told of the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scorelet.aws.endpoint import ALLOWED_HEADERS, PREFLIGHT_SECONDS
from scorelet.runtime.messages import Headers

OPTIONS = "OPTIONS"


class Cors:
    """The origins whose pages may call; none: there is no CORS."""

    def __init__(self, origins: Sequence[str]) -> None:
        self._origins = tuple(origins)

    def __bool__(self) -> bool:
        return bool(self._origins)

    def headers(self, origin: str | None) -> Headers:
        """What an answer needs for a page of this origin to read it."""
        if not self._origins:
            return ()
        if "*" in self._origins:
            return (("access-control-allow-origin", "*"),)
        known = origin if origin is not None and origin in self._origins else self._origins[0]
        return (("access-control-allow-origin", known), ("vary", "origin"))

    def preflight(self, methods: Iterable[str], origin: str | None) -> Headers:
        """What a browser is told of a path that takes these methods."""
        return (
            *self.headers(origin),
            ("access-control-allow-methods", ",".join((*methods, OPTIONS))),
            ("access-control-allow-headers", ALLOWED_HEADERS),
            ("access-control-max-age", str(PREFLIGHT_SECONDS)),
        )
