"""GET /: which models answer here, and where to read on. A page for browsers, JSON for others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorelet.runtime.bodies import JSON_HEADERS
from scorelet.runtime.dialects.shaped import wants_html
from scorelet.runtime.messages import Response
from scorelet.runtime.pages.described import Described, described, kept
from scorelet.runtime.pages.elements import element
from scorelet.runtime.pages.models import summary
from scorelet.runtime.pages.page import html_page, html_response, link, table
from scorelet.runtime.strict_json import write

if TYPE_CHECKING:
    from scorelet.runtime.app import App
    from scorelet.runtime.turn import Turn

_VARY = (("vary", "accept"),)


def page(turn: Turn) -> Response:
    """GET /."""
    app = turn.app
    if wants_html(turn.request.headers.get("accept", "")):
        response = html_response(kept(app, "status", lambda: _page(app)))
        return response._replace(headers=response.headers + _VARY)
    return Response(200, JSON_HEADERS + _VARY, write(told(app)))


def told(app: App) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "service": app.service.name,
        "models": [summary(one) for one in described(app)],
        "paths": {"docs": "/docs", "openapi": "/openapi.json", "models": "/api/models"},
    }


def _page(app: App) -> bytes:
    models = described(app)
    count = "one model" if len(models) == 1 else f"{len(models)} models"
    header = (
        element("h1", app.service.name),
        element("p", f"{count} behind one API", class_="quiet"),
        element(
            "nav",
            link("docs", "API documentation"),
            link("openapi.json", "OpenAPI document"),
            link("api/models", "Models as JSON"),
            link("readyz", "Readiness"),
        ),
    )
    names = ("model", "version", "what it is", "golden rows", "predict with")
    section = element("section", table(names, [_row(one) for one in models]))
    return html_page(app.service.name, header, [section], at_root=True)


def _row(one: Described) -> tuple[str, ...]:
    served, manifest = one.served, one.served.manifest
    tags = [element("span", tag, class_="tag") for tag in (served.alias, "default" if one.default else "") if tag]
    verified = element("span", f"{served.verified} right", class_="good") if served.verified else ""
    return (
        element("div", link(f"{one.path[1:]}/metadata", served.name), *((" ", tag) for tag in tags)),
        element("code", served.short_version),
        f"{manifest.source.estimator} ({manifest.task})",
        verified,
        element("code", f"POST {one.path}/predict"),
    )
