"""Which headers name which media types."""

from __future__ import annotations

import pytest

from scorelet.emulator.gateway.media_types import is_among

CASES = [
    ("image/png", ("image/png",), True),
    ("IMAGE/PNG; q=1", ("Image/*",), True),
    ("image/png, text/html", ("image/png",), True),
    ("text/html, image/png", ("image/png",), False),
    ("imagery/png", ("image/*",), False),
    ("a/b", ("*/*",), True),
    ("*/*", ("image/png",), False),
    ("", ("*/*",), False),
    (None, ("*/*",), False),
    ("a/b", (), False),
]


@pytest.mark.parametrize(("header", "types", "among"), CASES)
def test_a_media_type_is_among_others(header: str | None, types: tuple[str, ...], among: bool) -> None:
    assert is_among(header, types) is among
