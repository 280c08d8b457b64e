from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.binary import pack, read_format, unpack
from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, float32
from scorelet.pfa.types import BOOLEAN, BYTES, DOUBLE, FLOAT, INT, LONG, NULL, Type
from tests.pfa.documents import said


@pytest.mark.parametrize(
    ("text", "normal", "type"),
    [
        ("pad", "pad", NULL),
        ("boolean", ">?", BOOLEAN),
        ("byte", ">b", INT),
        ("unsigned byte", ">B", INT),
        ("unsigned int8", ">B", INT),
        ("short", ">h", INT),
        ("int16", ">h", INT),
        ("little short", "<h", INT),
        ("< unsigned short", "<H", INT),
        (">int", ">i", INT),
        ("network int32", ">i", INT),
        ("! unsigned int", ">I", LONG),
        ("long long", ">q", LONG),
        ("little unsigned long", "<Q", DOUBLE),
        ("big unsigned int64", ">Q", DOUBLE),
        ("float", ">f", FLOAT),
        ("little float64", "<d", DOUBLE),
        ("null terminated", "null terminated", BYTES),
        ("nullterminated", "null terminated", BYTES),
        ("length prefixed", "length prefixed", BYTES),
        ("raw 12", "raw:12", BYTES),
        ("raw12", "raw:12", BYTES),
        ("  int  ", ">i", INT),
    ],
)
def test_a_format_has_a_normal_form_and_a_type(text: str, normal: str, type: Type) -> None:
    for packing in (True, False):
        found = read_format(text, "$", packing=packing)
        assert (found.text, found.type) == (normal, type)


def test_raw_without_a_size_is_for_packing_only() -> None:
    assert read_format("raw", "$", packing=True).text == "raw"
    assert said(read_format, "raw", "$", packing=False)[0] == "PfaSyntaxError"


@pytest.mark.parametrize(
    "text", ["", "integer", "little byte", "big raw 3", "little pad", "raw -3", "raw ٣", "int int", "x" * 100]
)
def test_what_is_no_format(text: str) -> None:
    shown = repr(text if len(text) <= 60 else text[:57] + "...")
    known = "'int', 'little unsigned short', 'raw 4' or 'null terminated'"
    told = f"expected a binary format such as {known}, got {shown} - at $.a"
    assert said(read_format, text, "$.a", packing=True) == ("PfaSyntaxError", told)


@pytest.mark.parametrize(
    ("format", "value", "data"),
    [
        ("pad", None, "00"),
        (">?", True, "01"),
        (">b", -1, "ff"),
        (">h", 258, "0102"),
        ("<h", 258, "0201"),
        (">I", 2**32 - 1, "ffffffff"),
        (">q", -2, "fffffffffffffffe"),
        ("<Q", 3.0, "0300000000000000"),
        (">f", 1.5, "3fc00000"),
        (">d", -0.0, "8000000000000000"),
        ("raw:3", b"abc", "616263"),
        ("null terminated", b"abc", "61626300"),
        ("length prefixed", b"abc", "03616263"),
    ],
)
def test_one_value_there_and_back(format: str, value: Any, data: str) -> None:
    assert pack((format,), (value,)).hex() == data
    found = unpack(bytes.fromhex(data), (format,))
    assert found == (value,)
    assert found is not None
    assert type(found[0]) is type(value)


@pytest.mark.parametrize(
    ("format", "value", "data"),
    [(">b", 128, "80"), (">B", -1, "ff"), (">H", 65537, "0001"), (">Q", math.inf, "00" * 8)],
)
def test_a_number_beyond_its_format_wraps_around(format: str, value: Any, data: str) -> None:
    assert pack((format,), (value,)).hex() == data


@pytest.mark.parametrize(
    ("data", "formats"),
    [
        (b"", (">b",)),
        (b"\0\0", (">b",)),
        (b"abc", ("null terminated",)),
        (b"\5abc", ("length prefixed",)),
        (b"", ("length prefixed",)),
        (b"ab", ("raw:3",)),
        (b"", ("pad",)),
    ],
)
def test_data_must_have_exactly_the_bytes_of_the_formats(data: bytes, formats: tuple[str, ...]) -> None:
    assert unpack(data, formats) is None


def test_nothing_at_all_is_unpacked_from_nothing() -> None:
    assert unpack(b"", ()) == ()
    assert pack((), ()) == b""


@pytest.mark.parametrize(
    ("format", "value", "code", "message"),
    [
        ("raw:3", b"ab", 3000, "raw bytes does not have specified size"),
        ("length prefixed", b"x" * 256, 3001, "length prefixed bytes is larger than 255 bytes"),
    ],
)
def test_bytes_of_the_wrong_size(format: str, value: bytes, code: int, message: str) -> None:
    with pytest.raises(PfaRuntimeError) as caught:
        pack((format,), (value,))
    assert (caught.value.code, caught.value.message, caught.value.function) == (code, message, "pack")


ANY_VALUE = st.one_of(
    st.tuples(st.sampled_from([">i", "<i"]), st.integers(INT_MIN, INT_MAX)),
    st.tuples(st.sampled_from([">q", "<q"]), st.integers(LONG_MIN, LONG_MAX)),
    st.tuples(st.sampled_from([">d", "<d"]), st.floats(allow_nan=False)),
    st.tuples(st.sampled_from([">f", "<f"]), st.floats(allow_nan=False).map(float32)),
    st.tuples(st.just("null terminated"), st.binary().filter(lambda data: b"\0" not in data)),
    st.tuples(st.just("length prefixed"), st.binary(max_size=255)),
    st.tuples(st.just("pad"), st.none()),
)


@given(st.lists(ANY_VALUE, max_size=6))
def test_whatever_is_packed_is_unpacked(pairs: list[tuple[str, Any]]) -> None:
    formats, values = tuple(f for f, _ in pairs), tuple(v for _, v in pairs)
    assert unpack(pack(formats, values), formats) == values
