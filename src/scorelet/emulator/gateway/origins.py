"""Which pages may call (CORS), where the gateway answers for it: HTTP APIs and function URLs.

The gateway answers a preflight by itself, and what the function says of origins is dropped.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
"""

from __future__ import annotations

from collections.abc import Sequence

from scorelet.aws.endpoint import EXPOSED_HEADERS, PREFLIGHT_SECONDS
from scorelet.emulator.gateway.call import Call
from scorelet.runtime.messages import Headers, Response

_OURS = "access-control-"


class Origins:
    """allowed: origins whose pages may call; "*" for all, empty where the gateway leaves it to the function."""

    def __init__(self, allowed: Sequence[str]) -> None:
        self._allowed = frozenset(allowed)

    def preflight(self, call: Call) -> Response | None:
        """The answer to a browser that asks whether a page may call; None where it is another call.

        A page that may not gets an answer that does not say that it may.
        """
        asks = call.header("origin") is not None and call.header("access-control-request-method") is not None
        if not self._allowed or call.method != "OPTIONS" or not asks:
            return None
        may = self._may(call)
        if not may:
            return Response(204)
        terms = (("methods", "*"), ("headers", "*"), ("max-age", str(PREFLIGHT_SECONDS)))
        names = tuple((f"access-control-{'' if name == 'max-age' else 'allow-'}{name}", value) for name, value in terms)
        return Response(204, (*may, *names))

    def dressed(self, response: Response, call: Call) -> Response:
        """With what the caller's page must know."""
        if not self._allowed:
            return response
        kept = tuple((name, value) for name, value in response.headers if not name.startswith(_OURS))
        may = self._may(call)
        exposed = (("access-control-expose-headers", EXPOSED_HEADERS),) if may else ()
        return response._replace(headers=(*kept, *may, *exposed))

    def _may(self, call: Call) -> Headers:
        origin = call.header("origin")
        if origin is None:
            return ()
        if "*" in self._allowed:
            return (("access-control-allow-origin", "*"),)
        return (("access-control-allow-origin", origin), ("vary", "origin")) if origin in self._allowed else ()
