"""Pages, read as a browser would."""

from __future__ import annotations

from html.parser import HTMLParser

from scorelet.runtime.app import App
from tests.runtime.pages.shelves import get


class Reader(HTMLParser):
    """The elements of a page, and its text; what is not closed stays open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page(app: App, path: str = "/docs") -> str:
    response = get(app, path, accept="text/html")
    assert (response.status, response.header("content-type")) == (200, "text/html; charset=utf-8")
    return response.body.decode()
