from __future__ import annotations

from scorelet.pfa.types import BYTES, Fixed
from tests.pfa.library.calls import resolved

FOUR = Fixed("Four", 4)


def test_fixed() -> None:
    overlay = resolved("fixed.fromBytes", FOUR, BYTES)
    assert overlay(b"abcd", b"") == b"abcd"
    assert overlay(b"abcd", b"xy") == b"xycd"
    assert overlay(b"abcd", b"vwxyz") == b"vwxy"
    assert resolved("fixed.toBytes", FOUR)(b"abcd") == b"abcd"
