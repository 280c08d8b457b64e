"""What is in a file is an event, or it is said why not."""

from __future__ import annotations

import json
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.emulator.event_files import read_event
from scorelet.emulator.values import LARGEST_REQUEST
from scorelet.errors import UsageError

NEXT = "\nLambda takes no other events"


def read(data: bytes) -> bytes:
    return read_event(BytesIO(data), "event.json")


@pytest.mark.parametrize("data", [b"{}", b' {"a": [1, null]}\n', b'"text"', b'"\\ud800"', '{"ü": 1}'.encode()])
def test_an_event_is_sent_as_it_stands(data: bytes) -> None:
    assert read(data) == data


def test_a_mark_of_utf_8_is_left_out() -> None:
    assert read(b"\xef\xbb\xbf{}") == b"{}"


EMPTY = "event.json is empty: expected an event, as JSON\nscorelet emulate event --generate sqs makes one"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", EMPTY),
        (b" \n", EMPTY),
        (b"\xef\xbb\xbf", EMPTY),
        (
            b'{"a": 1',
            f"event.json is no JSON: Expecting ',' delimiter (line 1, column 8){NEXT}",
        ),
        (b"{} {}", f"event.json is no JSON: Extra data (line 1, column 4){NEXT}"),
        (b'{"a": NaN}', f"event.json is no JSON: NaN is no JSON number{NEXT}"),
        (b"[-Infinity]", f"event.json is no JSON: -Infinity is no JSON number{NEXT}"),
        (b"\xff\xfe{\x00", f"event.json is no JSON: byte 0 is 0xff, which is no UTF-8{NEXT}"),
        (b"[" * 100_000, f"event.json is no JSON: it nests too deeply{NEXT}"),
        (b"1" * 5000, f"event.json is no JSON: it has a number of too many digits{NEXT}"),
        (
            b" " * (LARGEST_REQUEST + 1),
            f"event.json has more than {LARGEST_REQUEST} bytes, and Lambda takes no larger event",
        ),
    ],
)
def test_what_is_no_event(data: bytes, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(data)
    assert str(caught.value) == message


def test_the_largest_event_is_taken() -> None:
    data = b'"%s"' % (b"x" * (LARGEST_REQUEST - 2))
    assert read(data) == data


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    st.binary(max_size=40)
    | st.text('[]{}",:0123456789eE.-+ntrufalsI \\\ud800', max_size=30).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    )
)
def test_anything_is_an_event_or_said_not_to_be(data: bytes) -> None:
    with suppress(UsageError):
        json.loads(read(data))
