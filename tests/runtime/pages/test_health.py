"""Whether the service lives and is ready."""

from __future__ import annotations

import json

import pytest

from tests.bundle.models import packed
from tests.runtime.pages.shelves import get, get_json
from tests.runtime.services import app_of

VERSION = packed().short_version


@pytest.mark.parametrize("path", ["/livez", "/healthz"])
def test_it_lives_whatever_its_state(path: str) -> None:
    app = app_of()
    app.state = "draining"
    assert get_json(app, path) == {"status": "live"}


def test_ready() -> None:
    assert get_json(app_of(), "/readyz") == {"status": "ready", "models": {"towns": [VERSION]}}


@pytest.mark.parametrize("state", ["starting", "draining"])
def test_not_ready(state: str) -> None:
    app = app_of()
    app.state = state
    response = get(app, "/readyz")
    assert response.status == 503
    assert json.loads(response.body) == {"status": state, "models": {"towns": [VERSION]}}
    assert response.header("cache-control") == "no-store"
