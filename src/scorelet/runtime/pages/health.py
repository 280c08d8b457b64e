"""Whether the process lives, and whether it is ready for requests: for load balancers and orchestrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorelet.runtime.bodies import JSON_HEADERS
from scorelet.runtime.messages import Response
from scorelet.runtime.strict_json import write

if TYPE_CHECKING:
    from scorelet.runtime.turn import Turn

_HEADERS = (*JSON_HEADERS, ("cache-control", "no-store"))


def live(turn: Turn) -> Response:
    """GET /livez, /healthz: whoever answers, lives."""
    return Response(200, _HEADERS, write({"status": "live"}))


def ready(turn: Turn) -> Response:
    """GET /readyz: an app answers once its models are loaded and verified, and not before."""
    models: dict[str, list[str]] = {}
    for served in turn.app.shelf.served:
        models.setdefault(served.name, []).append(served.short_version)
    return Response(200, _HEADERS, write({"status": "ready", "models": models}))
