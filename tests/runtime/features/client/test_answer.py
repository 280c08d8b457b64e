from __future__ import annotations

import pytest

from scorelet.errors import UpstreamError
from scorelet.runtime.features.client.answer import Answer


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("", "é".encode(), "é"),
        ("text/plain; charset=ISO-8859-1", b"\xe9", "é"),
        ('text/plain; charset="latin-1"; x=y', b"\xe9", "é"),
        ("text/plain; charset=nonsense", "é".encode(), "é"),
        ("text/plain; charset=zlib", b"a\xff", "a\ufffd"),
    ],
)
def test_text(kind: str, content: bytes, text: str) -> None:
    assert Answer(200, {"content-type": kind}, content).text == text


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xff", b"[" * 100_000])
def test_what_is_no_json(content: bytes) -> None:
    with pytest.raises(UpstreamError) as caught:
        Answer(200, {}, content, "api.example.com").json()
    assert str(caught.value) == "502: api.example.com did not answer with JSON"
