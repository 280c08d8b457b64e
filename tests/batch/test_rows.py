"""Bytes -> rows: each row with its first line, each unreadable row with its reason."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from scorelet.batch.rows import (
    CellError,
    FailedRow,
    Format,
    FromCells,
    Row,
    format_of_content,
    format_of_name,
    read_csv,
    read_json_lines,
)


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


def as_is(header: list[str]) -> FromCells:
    return lambda cells: dict(zip(header, cells, strict=True))


def test_csv_rows_know_their_first_line() -> None:
    lines = [b"\xef\xbb\xbfa, b\r\n", b'1,"two\r\n', b'lines"\r\n', b"\r\n", b"3,4\r\n"]
    assert list(read_csv(lines, as_is)) == [
        Row(2, {"a": "1", "b": "two\r\nlines"}, {"a": "1", "b": "two\r\nlines"}),
        Row(5, {"a": "3", "b": "4"}, {"a": "3", "b": "4"}),
    ]


def test_unreadable_csv_rows_fail_alone() -> None:
    lines = [b"a,b\n", b"1\n", b"\xff,2\n", b"1,2,3\n", b"5,6\n"]
    assert list(read_csv(lines, as_is)) == [
        FailedRow(2, "the header has 2 columns, this row has 1", ["1"]),
        FailedRow(3, "not UTF-8", {"a": "\udcff", "b": "2"}),
        FailedRow(4, "the header has 2 columns, this row has 3", ["1", "2", "3"]),
        Row(5, {"a": "5", "b": "6"}, {"a": "5", "b": "6"}),
    ]


def test_a_cell_that_cannot_be_converted_fails_its_row() -> None:
    def refuse(header: list[str]) -> FromCells:
        def convert(cells: list[str]) -> object:
            raise CellError(f"no {header[0]} like {cells[0]}")

        return convert

    assert list(read_csv([b"a\n", b"x\n"], refuse)) == [FailedRow(2, "no a like x", {"a": "x"})]


def test_a_csv_cell_may_be_long() -> None:
    (row,) = read_csv([b"a\n", b"x" * 1_000_000 + b"\n"], as_is)
    assert isinstance(row, Row)


def test_a_file_without_rows_gives_none() -> None:
    assert list(read_csv([], as_is)) == []
    assert list(read_csv([b"a,b\n"], as_is)) == []
    assert list(read_json_lines([])) == []


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
