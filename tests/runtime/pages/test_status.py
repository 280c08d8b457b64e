"""The page at the root."""

from __future__ import annotations

import pytest

from tests.bundle.models import packed
from tests.runtime.dialects.models import plane
from tests.runtime.pages.reader import Reader, page
from tests.runtime.pages.shelves import get, get_json
from tests.runtime.services import app_of, served

VERSION = packed().short_version


def test_as_json() -> None:
    assert get_json(app_of(), "/") == {
        "service": "test",
        "models": [
            {
                "name": "towns",
                "version": VERSION,
                "kind": "pfa",
                "task": "classification",
                "default": True,
                "paths": {"predict": "/api/models/towns/predict", "metadata": "/api/models/towns/metadata"},
            }
        ],
        "paths": {"docs": "/docs", "openapi": "/openapi.json", "models": "/api/models"},
    }


@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "application/json, text/html"])
def test_json_is_for_who_does_not_ask_for_a_page(accept: str) -> None:
    response = get(app_of(), "/", accept=accept)
    assert (response.header("content-type"), response.header("vary")) == ("application/json", "accept")


def test_as_a_page() -> None:
    app = app_of(served(alias="prod"), plane(), default="plane")
    assert get(app, "/", accept="text/html").header("vary") == "accept"
    read = Reader(page(app, "/"))
    text = " ".join(read.text.split())
    version = plane().short_version
    assert "2 models behind one API" in text
    assert f"towns prod{VERSION}Pipeline(StandardScaler, LogisticRegression) (classification)2 right" in text
    assert f"plane default{version}" in text
    links = [attributes["href"] for tag, attributes in read.elements if tag == "a"]
    assert links == [
        "docs",
        "openapi.json",
        "api/models",
        "readyz",
        "api/models/towns/metadata",
        "api/models/plane/metadata",
    ]
