"""Files become scored files: rows in, predictions and failures out."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from scorelet import pfa
from scorelet.batch.job import Job, Summary, Watcher, run
from scorelet.batch.model import of_document
from scorelet.batch.rows import FailedRow, Format
from scorelet.errors import PfaUserError, UsageError
from tests.batch import documents
from tests.batch.documents import Document


def score_text(document: Document, text: str, form: Format | None = None) -> tuple[str, list[FailedRow], Summary]:
    """What standard input gives on standard output, the failures, and the count."""
    out, failures = BytesIO(), list[FailedRow]()
    job = Job(rows=None, format=form)
    summary = run(of_document(pfa.load(document)), job, BytesIO(text.encode()), out, Watcher(failed=failures.append))
    return out.getvalue().decode(), failures, summary


def test_json_lines() -> None:
    assert score_text(documents.PLUS_ONE, "1\n2.5\n") == ("2.0\n3.5\n", [], Summary(rows=2, values=2))


def test_csv_by_its_content() -> None:
    out, failures, summary = score_text(documents.PAIR, "id,x,y\na,1,\nb,2,NA\n")
    assert (out, failures, summary.ok) == ('{"x": 1.0}\n{"x": 2.0}\n', [], True)


def test_a_format_that_is_given_counts() -> None:
    assert score_text(documents.PLUS_ONE, "7\n1\n", Format.CSV)[0] == "2.0\n"


def test_failed_rows_cost_no_other_row() -> None:
    out, failures, summary = score_text(documents.POSITIVE, '1\n-2\n"x"\n{\n3\n')
    assert out == "1\n3\n"
    assert [(failure.line, failure.raw) for failure in failures] == [(2, -2), (3, "x"), (4, "{")]
    assert "negative" in failures[0].error
    assert summary == Summary(rows=5, failed=3, values=2)
    assert not summary.ok


def test_an_emitting_document_writes_each_value() -> None:
    out, failures, summary = score_text(documents.TWICE, "1\n-2\n3\n")
    assert out == "1\n101\n-2\n3\n103\n"
    assert [failure.line for failure in failures] == [2]
    assert summary == Summary(rows=3, failed=1, values=5)


def test_a_folding_document_writes_its_tally_once() -> None:
    assert score_text(documents.SUM, "1\n2\n3\n") == ("6\n", [], Summary(rows=3, values=1))
    assert score_text(documents.SUM, "") == ("0\n", [], Summary(values=1))


def test_an_end_that_fails_costs_no_row() -> None:
    out, failures, summary = score_text(documents.END_FAILS, "1\n")
    assert out == "1\n"
    assert [failure.line for failure in failures] == [None]
    assert (summary.rows, summary.failed, summary.ok) == (1, 0, False)


def test_a_begin_that_fails_stops_everything() -> None:
    with pytest.raises(PfaUserError):
        score_text(documents.BEGIN_FAILS, "1\n")


def test_files(tmp_path: Path) -> None:
    rows, out, errors = tmp_path / "rows.csv", tmp_path / "out.csv", tmp_path / "errors.jsonl"
    rows.write_text("x,y\n1,2\noops,3\n4,\n")
    read: list[int] = []
    job = Job(rows, out, errors)
    summary = run(of_document(pfa.load(documents.PAIR)), job, BytesIO(), BytesIO(), Watcher(read=read.append))
    assert out.read_text() == "x\n1.0\n4.0\n"
    expected: dict[str, Any] = {
        "line": 3,
        "error": "column 'x' expects double, got 'oops'",
        "row": {"x": "oops", "y": "3"},
    }
    assert [json.loads(line) for line in errors.read_text().splitlines()] == [expected]
    assert summary == Summary(rows=3, failed=1, values=2)
    assert sum(read) == rows.stat().st_size


def test_no_file_is_overwritten_by_its_own_scores(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("1\n")
    with pytest.raises(UsageError, match="need a file each"):
        run(of_document(pfa.load(documents.PLUS_ONE)), Job(rows, rows), BytesIO(), BytesIO())
    assert rows.read_text() == "1\n"


def test_a_header_that_does_not_fit_leaves_no_output(tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="no column for the field 'x'"):
        run(of_document(pfa.load(documents.PAIR)), Job(rows, tmp_path / "out.csv"), BytesIO(), BytesIO())
    assert list(tmp_path.iterdir()) == [rows]
