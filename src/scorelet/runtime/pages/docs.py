"""GET /docs: the API as a page, for people: what each model takes and gives, a command to paste, a place to try it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scorelet.runtime.messages import Response
from scorelet.runtime.pages.described import Described, described, kept
from scorelet.runtime.pages.docs_model import model_section
from scorelet.runtime.pages.elements import Html, element
from scorelet.runtime.pages.openapi import operations
from scorelet.runtime.pages.operations import Operation
from scorelet.runtime.pages.page import html_page, html_response, link, table

if TYPE_CHECKING:
    from scorelet.runtime.app import App
    from scorelet.runtime.turn import Turn


def page(turn: Turn) -> Response:
    """GET /docs."""
    return html_response(kept(turn.app, "docs", lambda: _page(turn.app)))


def _page(app: App) -> bytes:
    models = described(app)
    keyed = app.service.api.keys
    header = (
        element("h1", app.service.name),
        element("p", "Predictions over HTTP: rows go in as JSON or CSV, answers come as JSON.", class_="quiet"),
        element(
            "nav",
            [element("a", one.address, href=f"#{place(one)}") for one in models],
            element("a", "All operations", href="#operations"),
            link("openapi.json", "OpenAPI document"),
            link("api/models", "Models as JSON"),
        ),
        _key() if keyed else None,
    )
    sections = [model_section(one, place(one), keyed) for one in models]
    return html_page(
        f"{app.service.name}: API",
        [part for part in header if part is not None],
        [*sections, _operations(operations(models, app.service.api)), _errors()],
    )


def place(one: Described) -> str:
    """The anchor of the model's section."""
    return f"model-{one.address}"


def _key() -> Html:
    label = element("label", "Your API key, for trying it here: it goes into the header x-api-key", for_="key")
    field = element("input", id="key", type="password", autocomplete="off", spellcheck="false")
    return element("p", label, field, class_="key")


def _operations(found: Sequence[Operation]) -> Html:
    by_tag: dict[str, list[Operation]] = {}
    for one in found:
        by_tag.setdefault(one.tag, []).append(one)
    groups = [(element("h3", tag), table(("", "path", "what for"), _rows(ones))) for tag, ones in by_tag.items()]
    return element("section", element("h2", "All operations"), *groups, id="operations")


def _rows(found: Sequence[Operation]) -> list[tuple[str, ...]]:
    return [(element("span", one.method, class_="method"), element("code", one.path), one.summary) for one in found]


def _errors() -> Html:
    return element(
        "section",
        element("h2", "Errors"),
        element(
            "p",
            "An error is a problem as RFC 9457 has it: a title, a sentence, and for each thing that is wrong with the "
            "body a JSON pointer to it. Every answer has a header ",
            element("code", "x-request-id"),
            "; say it when you ask the operator.",
        ),
        id="errors",
    )
