"""Bytes -> rows: which format they have, and JSON Lines."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from scorelet.batch.rows import (
    NO_TEXT,
    FailedRow,
    Format,
    Row,
    format_of_content,
    format_of_name,
    only_text,
    read_json_lines,
)
from scorelet.errors import UsageError


def test_json_lines_skip_blank_lines_and_count_all() -> None:
    assert list(read_json_lines([b'{"x": 1}\n', b"\n", b"2.5\r\n", b"  \n", b"null"])) == [
        Row(1, {"x": 1}, {"x": 1}),
        Row(3, 2.5, 2.5),
        Row(5, None, None),
    ]


def test_json_lines_may_start_with_a_byte_order_mark() -> None:
    assert list(read_json_lines([b"\xef\xbb\xbf1\n", b"2\n"])) == [Row(1, 1, 1), Row(2, 2, 2)]


def test_unreadable_json_lines_fail_alone() -> None:
    deep = b"[" * 200_000
    lines = [b"1\n", b"{oops}\n", b'"\xff"\n', deep, b"7" * 5000, b"2\n"]
    rows = list(read_json_lines(lines))
    assert rows[:3] == [
        Row(1, 1, 1),
        FailedRow(2, "not JSON: Expecting property name enclosed in double quotes at column 2", "{oops}"),
        FailedRow(3, "not UTF-8: invalid start byte at byte 2 of the line", '"\\xff"'),
    ]
    assert isinstance(rows[3], FailedRow)
    assert rows[3].error == "not usable JSON: nested too deeply"
    assert isinstance(rows[4], FailedRow)
    assert rows[4].error.startswith("not usable JSON: Exceeds the limit")
    assert rows[5] == Row(6, 2, 2)


def test_no_lines_give_no_rows() -> None:
    assert list(read_json_lines([])) == []
    assert list(only_text([])) == []


def test_text_passes() -> None:
    lines = [b"a,b\n", b"\x1f\x8b\n"]
    assert list(only_text(lines)) == lines


@pytest.mark.parametrize("start", NO_TEXT)
def test_what_is_known_to_be_no_text_is_refused_at_once(start: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        list(only_text([start + b"...\n", b"...\n"]))
    assert str(caught.value).startswith("expected rows as UTF-8 text, got ")


def test_gzip_is_named_with_what_to_do() -> None:
    with pytest.raises(UsageError) as caught:
        list(only_text([b"\x1f\x8b\x08"]))
    assert str(caught.value) == (
        "expected rows as UTF-8 text, got a gzip file\nunpack them: zcat ROWS | scorelet score MODEL -"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.csv", Format.CSV), ("a.CSV", Format.CSV), ("b.jsonl", Format.JSONL), ("b.ndjson", Format.JSONL), ("c", None)],
)
def test_format_by_name(name: str, expected: Format | None) -> None:
    assert format_of_name(PurePath(name)) == expected


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (b'{"a": 1}\n', Format.JSONL),
        (b"{broken\n", Format.JSONL),
        (b"[1, 2]\n", Format.JSONL),
        (b"-1.5e3\n", Format.JSONL),
        (b"null\n", Format.JSONL),
        (b'"text"\n', Format.JSONL),
        (b"a,b\n", Format.CSV),
        (b'"a","b"\n', Format.CSV),
        (b"1,2\n", Format.CSV),
        (b"V1\n", Format.CSV),
        (b"\xef\xbb\xbf{}\n", Format.JSONL),
    ],
)
def test_format_by_content(first: bytes, expected: Format) -> None:
    lines = [b"\n", first, b"rest\n"]
    found, again = format_of_content(lines)
    assert found == expected
    assert list(again) == lines
