from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.signed.answers import read_xml, text_of

BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'


def test_names_lose_their_namespace() -> None:
    root = read_xml(b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\n<a xmlns="http://s3"><b>x&amp;</b><c/></a>')
    assert root is not None
    assert (root.tag, text_of(root, "b"), text_of(root, "c"), text_of(root, "d")) == ("a", "x&", "", "")


@pytest.mark.parametrize(
    "body", [b"", b"<a", b"<a></b>", b"{}", b"\xff\xfe<\0a\0/\0>\0", BOMB, b"<a>\0</a>", b"<a>&b;</a>"]
)
def test_what_is_refused(body: bytes) -> None:
    assert read_xml(body) is None


def test_deep_nesting_is_survived() -> None:
    root = read_xml(b"<a>" * 100_000 + b"</a>" * 100_000)
    assert root is not None


@given(st.binary(max_size=60) | st.text("<>/a&;!- =\"'", max_size=40).map(str.encode))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    root = read_xml(body)
    assert root is None or isinstance(root.tag, str)
