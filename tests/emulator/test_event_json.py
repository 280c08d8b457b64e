"""Events as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scorelet.emulator.event_json import encoded


@pytest.mark.parametrize(
    ("event", "text"),
    [({"a": "São 😀", "b": [1, None]}, '{"a":"São 😀","b":[1,null]}'), ("ü\ud800", '"\\u00fc\\ud800"')],
)
def test_text_is_utf_8_and_what_that_has_not_is_escaped(event: Any, text: str) -> None:
    assert encoded(event) == text.encode()
    assert json.loads(encoded(event)) == event
