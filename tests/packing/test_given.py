"""Sample rows as callers give them: files, DataFrames, arrays, lists."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scorelet.errors import UsageError
from scorelet.packing import given
from scorelet.packing.given import Given, given_rows

Write = Callable[[str, bytes | str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def refusal(samples: Any) -> str:
    with pytest.raises(UsageError) as caught:
        given_rows(samples)
    return str(caught.value)


CELLS = [{"a": "1", "b": "x"}, {"a": "", "b": "y z"}]


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,x\n,y z\n",
        "a,b\r\n1,x\r\n,y z",
        "\ufeffa,b\n1,x\n,y z\n",
        '"a","b"\n"1","x"\n"","y z"\n',
        "a;b\n1;x\n;y z\n",
        "a\tb\n1\tx\n\ty z\n",
        "\n\na, b\n\n1, x\n\n, y z\n\n",
    ],
)
@pytest.mark.parametrize("name", ["rows.csv", "rows", "rows.txt"])
def test_csv(write: Write, name: str, text: str) -> None:
    assert given_rows(write(name, text)) == Given(CELLS, cells=True)


def test_csv_with_the_index_of_pandas(write: Write) -> None:
    frame = pd.DataFrame({"a": [1.5, 2.5]})
    assert given_rows(write("rows.csv", frame.to_csv())).rows == [{"": "0", "a": "1.5"}, {"": "1", "a": "2.5"}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,x\n2\n", ", line 3: expected 2 cells, got 1"),
        ("a,b\n1,x,y\n", ", line 2: expected 2 cells, got 3"),
        ("a,b,a\n1,2,3\n", ": the column 'a' is there twice"),
        ('a,b\n1,"x\n', ", line 2: unexpected end of data"),
        ("", " is empty: expected sample rows as CSV, JSON Lines or Parquet"),
        ("\ufeff \n\n", " is empty: expected sample rows as CSV, JSON Lines or Parquet"),
        (
            b"a\n\xff\xfe\n",
            ": expected rows as UTF-8 or Parquet: 'utf-8' codec can't decode byte 0xff in position 2: invalid start byte",
        ),
    ],
)
def test_csv_that_is_none(write: Write, text: bytes | str, said: str) -> None:
    path = write("rows.csv", text)
    assert refusal(path) == f"{path}{said}"


def test_a_header_alone_is_no_rows(write: Write) -> None:
    assert given_rows(write("rows.csv", "a,b\n")) == Given([], cells=True)


@pytest.mark.parametrize("name", ["rows.jsonl", "rows"])
@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('{"a": 1, "b": null}\n\n{"a": 2.5, "b": "x"}', [{"a": 1, "b": None}, {"a": 2.5, "b": "x"}]),
        ('\ufeff{"a": 1}\n', [{"a": 1}]),
        ("\n [1, 2]\n[3, 4]\n", [[1, 2], [3, 4]]),
        ('"a, b"\n"c"\n', ["a, b", "c"]),
    ],
)
def test_json_lines(write: Write, name: str, text: str, rows: list[Any]) -> None:
    assert given_rows(write(name, text)) == Given(rows)


def test_json_lines_that_are_none(write: Write) -> None:
    path = write("rows.jsonl", '{"a": 1}\n{"a": \n')
    assert (
        refusal(path) == f"{path}, line 2: expected one row a line as JSON: Expecting value: line 2 column 1 (char 7)"
    )
    assert refusal(write("deep.jsonl", "[" * 100_000)).startswith(
        f"{path.parent}/deep.jsonl, line 1: expected one row a line as JSON: "
    )


def test_parquet(write: Write, tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1.5, None], "b": ["x", None], "c": [1, 2]})
    path = tmp_path / "rows"
    frame.to_parquet(path)
    rows = given_rows(path)
    assert rows == Given([{"a": 1.5, "b": "x", "c": 1}, {"a": None, "b": None, "c": 2}])
    data = path.read_bytes()
    for damaged in (data[:-5], b"PAR1", data[:40] + bytes(200) + data[240:], data[: len(data) // 2] + b"PAR1"):
        broken = write("broken.parquet", damaged)
        assert refusal(broken).startswith(f"{broken}: not a readable Parquet file: ")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.csv") == f"cannot read {tmp_path}/no.csv: No such file or directory"
    assert refusal(str(tmp_path)) == f"cannot read {tmp_path}: Is a directory"
    assert refusal("\0") == "cannot read \0: embedded null byte"


def test_tables_of_pandas() -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", None], 3: [True, False]})
    first, second = given_rows(frame).rows
    assert first == {"a": 1, "b": "x", 3: True}
    assert second["a"] == 2
    assert second["b"] is None or math.isnan(second["b"])
    assert given_rows(pd.Series(["x", "y"])).rows == ["x", "y"]


def test_arrays_and_lists() -> None:
    assert given_rows(None) == Given()
    assert given_rows(np.array([[1.0, 2.0], [3.0, 4.0]])) == Given([[1.0, 2.0], [3.0, 4.0]])
    assert given_rows([[1, 2]]) == Given([[1, 2]])
    assert given_rows(text for text in ("x", "y")) == Given(["x", "y"])
    assert given_rows({"a": 1}) == Given([{"a": 1}])


@pytest.mark.parametrize("samples", [7, 1.5, np.float64(3.0), np.array(3)])
def test_what_is_no_rows(samples: Any) -> None:
    assert refusal(samples) == (f"expected sample rows: a DataFrame, a list or the path of a file, got {samples!r}")


def test_many_rows_are_not_all_read(write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(given, "MOST", 3)
    frame = pd.DataFrame({"a": range(10)})
    frame.to_parquet(tmp_path / "rows.parquet")
    for samples in (
        frame,
        frame["a"],
        frame.to_numpy(),
        list(range(10)),
        write("rows.csv", frame.to_csv()),
        write("rows.jsonl", "[1]\n" * 10),
        tmp_path / "rows.parquet",
    ):
        assert len(given_rows(samples).rows) == 3
