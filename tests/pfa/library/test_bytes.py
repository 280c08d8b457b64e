from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.pfa.types import BYTES, INT, STRING
from tests.pfa.library.calls import resolved

ENCODINGS = ["Ascii", "Latin1", "Utf8", "Utf16", "Utf16be", "Utf16le"]
texts = st.text(st.characters(exclude_categories=["Cs"]))


def test_length_and_slices() -> None:
    assert resolved("bytes.len", BYTES)(b"abc") == 3
    subseq = resolved("bytes.subseq", BYTES, INT, INT)
    assert [subseq(b"abcde", *ends) for ends in ((1, 3), (-2, 9), (3, 1), (-9, -1))] == [b"bc", b"de", b"", b"abcd"]
    subseqto = resolved("bytes.subseqto", BYTES, INT, INT, BYTES)
    assert subseqto(b"abcde", 1, 3, b"XYZ") == b"aXYZde"
    assert subseqto(b"abcde", 3, 1, b"X") == b"abcXde"
    assert subseqto(b"abcde", 9, 10, b"X") == b"abcdeX"


@pytest.mark.parametrize(("place", "encoding"), list(enumerate(ENCODINGS)))
def test_failures_to_encode_and_decode(place: int, encoding: str) -> None:
    lone = "\ud800"
    assert resolved(f"bytes.is{encoding}", STRING)(lone) is False
    assert resolved(f"bytes.is{encoding}", STRING)("abc") is True
    assert resolved(f"bytes.encode{encoding}", STRING)(lone) == ("error", 16150 + 10 * place)
    valid, decoded = encoding == "Latin1", resolved(f"bytes.decode{encoding}", BYTES)(b"\xff")
    assert resolved(f"bytes.is{encoding}", BYTES)(b"\xff") is valid
    assert decoded == ("ÿ" if valid else ("error", 16090 + 10 * place))


@given(texts)
def test_what_was_encoded_is_decoded(text: str) -> None:
    for encoding in ENCODINGS[2:]:
        encoded = resolved(f"bytes.encode{encoding}", STRING)(text)
        assert resolved(f"bytes.is{encoding}", BYTES)(encoded) is True
        assert resolved(f"bytes.decode{encoding}", BYTES)(encoded) == text


def test_utf16_follows_its_mark() -> None:
    assert resolved("bytes.encodeUtf16", STRING)("hé") == b"\xff\xfeh\x00\xe9\x00"
    decode = resolved("bytes.decodeUtf16", BYTES)
    assert decode(b"\xff\xfeh\x00") == "h"
    assert decode(b"\xfe\xff\x00h") == "h"
    assert decode(b"\x00h") == "h"


def test_base_64() -> None:
    decode = resolved("bytes.fromBase64", STRING)
    assert resolved("bytes.toBase64", BYTES)(b"\x00\x7f@&\x16") == "AH9AJhY="
    assert decode("AH9AJhY=") == b"\x00\x7f@&\x16"
    assert decode("") == b""
    for text in ("...", "AH9AJhY", "AH9A\nJhY=", "AH9AJhY==", "é"):
        assert decode(text) == ("error", 16220)


@given(st.binary())
def test_base_64_there_and_back(data: bytes) -> None:
    assert resolved("bytes.fromBase64", STRING)(resolved("bytes.toBase64", BYTES)(data)) == data
