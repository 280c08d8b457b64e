"""One HTML page: whole in itself, and locked so that it stays so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorelet.runtime.messages import Headers, Response
from scorelet.runtime.pages.elements import Html, element, raw
from scorelet.runtime.pages.script import SCRIPT
from scorelet.runtime.pages.style import STYLESHEET

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ICON = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Crect width='8' height='8'\
 rx='2' fill='%232456c9'/%3E%3Cpath d='M2 5.5 4 2.5 6 5.5' fill='none' stroke='%23fff'/%3E%3C/svg%3E"


def html_page(title: str, header: Iterable[Html], sections: Iterable[Html], *, at_root: bool = False) -> bytes:
    """The page; `at_root`: it stands where paths begin, else one step below."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("link", rel="icon", href=_ICON),
        raw("style", STYLESHEET),
    )
    body = element(
        "body",
        element("header", header),
        element("main", sections),
        element("footer", "Scorelet"),
        raw("script", SCRIPT),
        data_root="here" if at_root else "above",
    )
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n".encode()


def html_response(page: bytes) -> Response:
    return Response(200, headers(), page)


def headers() -> Headers:
    """With a policy that lets nothing in from elsewhere: no script but ours, by its hash, and calls to this service."""
    policy = (
        "default-src 'none'",
        f"script-src {_hash(SCRIPT)}",
        f"style-src {_hash(STYLESHEET)}",
        "img-src data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
    return (
        ("content-type", "text/html; charset=utf-8"),
        ("content-security-policy", "; ".join(policy)),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
    )


def _hash(text: str) -> str:
    from base64 import b64encode
    from hashlib import sha256

    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def link(path: str, text: str) -> Html:
    """A link to a path of the service, without its first slash."""
    return element("a", text, href=path, data_path=path)


def table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Html:
    """Without the columns in which no row has anything."""
    told = [i for i in range(len(names)) if any(row[i] for row in rows)]
    head = element("tr", [element("th", names[i], scope="col") for i in told])
    body = [element("tr", [element("td", row[i]) for i in told]) for row in rows]
    return element("div", element("table", element("thead", head), element("tbody", body)), class_="wide")
