"""Bytes: bytes.* (length and slices, character encodings, base 64).

UTF-16 is written little-endian after a byte-order mark, and read in the order its mark says; without a mark it is
big-endian (RFC 2781, section 4.3), on every machine.
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64

from scorelet.pfa.library.registry import fail, function

_LITTLE_ENDIAN_MARK = b"\xff\xfe"
_BIG_ENDIAN_MARK = b"\xfe\xff"
_UTF16 = "utf-16"
_TESTS = ("(x: bytes) -> boolean", "(x: string) -> boolean")


# -------------------------------------------------------------------------------------------- length and slices


@function("bytes.len", "(x: bytes) -> int", inline="len(x)")
def length(x: bytes) -> int:
    return len(x)


@function("bytes.subseq", "(x: bytes, start: int, end: int) -> bytes")
def subseq(x: bytes, start: int, end: int) -> bytes:
    return x[start:end]


@function("bytes.subseqto", "(x: bytes, start: int, end: int, replacement: bytes) -> bytes")
def subseqto(x: bytes, start: int, end: int, replacement: bytes) -> bytes:
    start, end, _ = slice(start, end).indices(len(x))
    return x[:start] + replacement + x[max(start, end) :]


# ------------------------------------------------------------------------------------------ character encodings


def _decoded(x: bytes, encoding: str) -> str | None:
    """`x` as text, or None when it is not valid in this encoding."""
    try:
        if encoding != _UTF16:
            return x.decode(encoding)
        if x[:2] == _LITTLE_ENDIAN_MARK:
            return x[2:].decode("utf-16-le")
        return x.removeprefix(_BIG_ENDIAN_MARK).decode("utf-16-be")
    except UnicodeDecodeError:
        return None


def _encoded(s: str, encoding: str) -> bytes | None:
    """`s` as bytes, or None when this encoding cannot say it."""
    try:
        if encoding != _UTF16:
            return s.encode(encoding)
        return _LITTLE_ENDIAN_MARK + s.encode("utf-16-le")
    except UnicodeEncodeError:
        return None


def _valid(x: bytes | str, encoding: str) -> bool:
    return (_encoded(x, encoding) if isinstance(x, str) else _decoded(x, encoding)) is not None


def _decode(name: str, code: int, x: bytes, encoding: str) -> str:
    text = _decoded(x, encoding)
    return fail(name, code) if text is None else text


def _encode(name: str, code: int, s: str, encoding: str) -> bytes:
    raw = _encoded(s, encoding)
    return fail(name, code) if raw is None else raw


@function("bytes.isAscii", *_TESTS)
def is_ascii(x: bytes | str) -> bool:
    return x.isascii()


@function("bytes.isLatin1", *_TESTS)
def is_latin1(x: bytes | str) -> bool:
    return _valid(x, "latin-1")


@function("bytes.isUtf8", *_TESTS)
def is_utf8(x: bytes | str) -> bool:
    return _valid(x, "utf-8")


@function("bytes.isUtf16", *_TESTS)
def is_utf16(x: bytes | str) -> bool:
    return _valid(x, _UTF16)


@function("bytes.isUtf16be", *_TESTS)
def is_utf16be(x: bytes | str) -> bool:
    return _valid(x, "utf-16-be")


@function("bytes.isUtf16le", *_TESTS)
def is_utf16le(x: bytes | str) -> bool:
    return _valid(x, "utf-16-le")


@function("bytes.decodeAscii", "(x: bytes) -> string", errors={16090: "invalid bytes"})
def decode_ascii(x: bytes) -> str:
    return _decode("bytes.decodeAscii", 16090, x, "ascii")


@function("bytes.decodeLatin1", "(x: bytes) -> string", errors={16100: "invalid bytes"})
def decode_latin1(x: bytes) -> str:
    return _decode("bytes.decodeLatin1", 16100, x, "latin-1")


@function("bytes.decodeUtf8", "(x: bytes) -> string", errors={16110: "invalid bytes"})
def decode_utf8(x: bytes) -> str:
    return _decode("bytes.decodeUtf8", 16110, x, "utf-8")


@function("bytes.decodeUtf16", "(x: bytes) -> string", errors={16120: "invalid bytes"})
def decode_utf16(x: bytes) -> str:
    return _decode("bytes.decodeUtf16", 16120, x, _UTF16)


@function("bytes.decodeUtf16be", "(x: bytes) -> string", errors={16130: "invalid bytes"})
def decode_utf16be(x: bytes) -> str:
    return _decode("bytes.decodeUtf16be", 16130, x, "utf-16-be")


@function("bytes.decodeUtf16le", "(x: bytes) -> string", errors={16140: "invalid bytes"})
def decode_utf16le(x: bytes) -> str:
    return _decode("bytes.decodeUtf16le", 16140, x, "utf-16-le")


@function("bytes.encodeAscii", "(s: string) -> bytes", errors={16150: "invalid string"})
def encode_ascii(s: str) -> bytes:
    return _encode("bytes.encodeAscii", 16150, s, "ascii")


@function("bytes.encodeLatin1", "(s: string) -> bytes", errors={16160: "invalid string"})
def encode_latin1(s: str) -> bytes:
    return _encode("bytes.encodeLatin1", 16160, s, "latin-1")


@function("bytes.encodeUtf8", "(s: string) -> bytes", errors={16170: "invalid string"})
def encode_utf8(s: str) -> bytes:
    return _encode("bytes.encodeUtf8", 16170, s, "utf-8")


@function("bytes.encodeUtf16", "(s: string) -> bytes", errors={16180: "invalid string"})
def encode_utf16(s: str) -> bytes:
    return _encode("bytes.encodeUtf16", 16180, s, _UTF16)


@function("bytes.encodeUtf16be", "(s: string) -> bytes", errors={16190: "invalid string"})
def encode_utf16be(s: str) -> bytes:
    return _encode("bytes.encodeUtf16be", 16190, s, "utf-16-be")


@function("bytes.encodeUtf16le", "(s: string) -> bytes", errors={16200: "invalid string"})
def encode_utf16le(s: str) -> bytes:
    return _encode("bytes.encodeUtf16le", 16200, s, "utf-16-le")


# ------------------------------------------------------------------------------------------------------ base 64


@function("bytes.toBase64", "(x: bytes) -> string")
def to_base64(x: bytes) -> str:
    return b2a_base64(x, newline=False).decode("ascii")


@function("bytes.fromBase64", "(s: string) -> bytes", errors={16220: "invalid base64"})
def from_base64(s: str) -> bytes:
    try:
        return a2b_base64(s, strict_mode=True)
    except ValueError:
        return fail("bytes.fromBase64", 16220)
