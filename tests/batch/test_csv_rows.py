"""CSV -> rows: each with its first line, each unreadable record with its reason, and nothing else lost."""

from __future__ import annotations

import pytest

from scorelet.batch.csv_rows import LONGEST_CELL, CellError, FromCells, read_csv
from scorelet.batch.rows import FailedRow, Row
from scorelet.errors import UsageError


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
            raise CellError(f"no {header[0]} like {cells[0]}", header[0])

        return convert

    assert list(read_csv([b"a\n", b"x\n"], refuse)) == [FailedRow(2, "no a like x", {"a": "x"}, column="a")]


def test_the_names_of_columns_may_come_from_elsewhere() -> None:
    rows = list(read_csv([b"1,2\n", b"3\n"], as_is, ["a", "b"]))
    assert rows == [
        Row(1, {"a": "1", "b": "2"}, {"a": "1", "b": "2"}),
        FailedRow(2, "the header has 2 columns, this row has 1", ["3"]),
    ]


def test_a_csv_cell_may_be_long() -> None:
    (row,) = read_csv([b"a\n", b"x" * 1_000_000 + b"\n"], as_is)
    assert isinstance(row, Row)


def test_a_file_without_rows_gives_none() -> None:
    assert list(read_csv([], as_is)) == []
    assert list(read_csv([b"a,b\n"], as_is)) == []


def test_a_quote_that_is_never_closed_costs_its_own_row_only() -> None:
    lines = [b"a,b\n", b'1,"oops\n', b"2,3\n", b'4,"5\n', b'6"\n', b'7,"8"9\n', b"10,11"]
    assert list(read_csv(lines, as_is)) == [
        FailedRow(2, "not CSV: a quoted cell goes on after its closing quote", '1,"oops'),
        Row(3, {"a": "2", "b": "3"}, {"a": "2", "b": "3"}),
        Row(4, {"a": "4", "b": "5\n6"}, {"a": "4", "b": "5\n6"}),
        FailedRow(6, "not CSV: a quoted cell goes on after its closing quote", '7,"8"9'),
        Row(7, {"a": "10", "b": "11"}, {"a": "10", "b": "11"}),
    ]


def test_a_last_quote_that_is_never_closed() -> None:
    lines = [b"a,b\n", b'1,"oops\n', *(b"2,3\n" for _ in range(50_000))]
    failed, *rows = read_csv(lines, as_is)
    assert failed == FailedRow(2, "not CSV: a quote that opens here is never closed", '1,"oops')
    assert len(rows) == 50_000
    assert rows[-1] == Row(50_002, {"a": "2", "b": "3"}, {"a": "2", "b": "3"})


def test_a_cell_without_end_fails_with_its_likely_cause() -> None:
    failed, row = read_csv([b"a,b\n", b"1," + b"x" * (LONGEST_CELL + 1) + b"\n", b"2,3\n"], as_is)
    assert isinstance(failed, FailedRow)
    assert failed.error == "not CSV: a cell is longer than 16 MiB, or a quote is never closed"
    assert row == Row(3, {"a": "2", "b": "3"}, {"a": "2", "b": "3"})


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (b'a,"b\n', "the CSV header cannot be read: not CSV: a quote that opens here is never closed\nit is line 1"),
        (b"a,\xff\n", "the CSV header is not UTF-8\nsave the rows as UTF-8 text"),
    ],
)
def test_a_header_that_cannot_be_read_stops_everything(header: bytes, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        list(read_csv([header, b"1,2\n"], as_is))
    assert str(caught.value) == said
