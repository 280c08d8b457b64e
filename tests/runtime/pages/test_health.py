"""Whether the service lives and is ready."""

from __future__ import annotations

import pytest

from tests.bundle.models import packed
from tests.runtime.pages.shelves import get, get_json
from tests.runtime.services import app_of


@pytest.mark.parametrize("path", ["/livez", "/healthz"])
def test_it_lives(path: str) -> None:
    assert get_json(app_of(), path) == {"status": "live"}


def test_it_is_ready_with_all_its_models() -> None:
    assert get_json(app_of(), "/readyz") == {"status": "ready", "models": {"towns": [packed().short_version]}}


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_nobody_keeps_what_it_said(path: str) -> None:
    assert get(app_of(), path).header("cache-control") == "no-store"
