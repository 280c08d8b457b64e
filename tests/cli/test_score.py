"""`scorelet score`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scorelet.bundle.packed import PackedModel
from scorelet.store import open_store
from tests.batch import documents
from tests.bundle import models
from tests.cli.conftest import Scorelet, Write


def test_standard_input_to_standard_output(scorelet: Scorelet, write: Write) -> None:
    outcome = scorelet("score", write(documents.PLUS_ONE), "-", stdin="1\n2\n")
    assert (outcome.code, outcome.out, outcome.err) == (0, "2.0\n3.0\n", "")


def test_a_csv_file_to_a_csv_file(scorelet: Scorelet, write: Write, tmp_path: Path) -> None:
    rows, out = tmp_path / "rows.csv", tmp_path / "out.csv"
    rows.write_text("x,y\n1,2\n3,\n")
    outcome = scorelet("score", write(documents.PAIR), rows, "-o", out)
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
    assert out.read_text() == "x\n1.0\n3.0\n"


def test_failed_rows_are_said_and_kept(scorelet: Scorelet, write: Write, tmp_path: Path) -> None:
    rows, errors = tmp_path / "rows.jsonl", tmp_path / "errors.jsonl"
    rows.write_text("1\n" + "-1\n" * 12 + "2\n")
    outcome = scorelet("score", write(documents.POSITIVE), rows, "--errors", errors)
    assert (outcome.code, outcome.out) == (1, "1\n2\n")
    said = outcome.err.splitlines()
    assert [line.partition(":")[0] for line in said[:10]] == [f"line {number}" for number in range(2, 12)]
    assert all("negative" in line for line in said[:10])
    assert said[10:] == ["... and 2 more", f"12 of 14 rows failed, written to {errors}"]
    kept = [json.loads(line) for line in errors.read_text().splitlines()]
    assert [row["line"] for row in kept] == list(range(2, 14))
    assert {row["row"] for row in kept} == {-1}


def test_the_format_can_be_given(scorelet: Scorelet, write: Write) -> None:
    assert scorelet("score", write(documents.PLUS_ONE), "-", "--format", "csv", stdin="1\n2\n").out == "3.0\n"


def test_a_model_that_is_not_there(scorelet: Scorelet, tmp_path: Path) -> None:
    missing = tmp_path / "no.pfa"
    outcome = scorelet("score", missing, "-")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        f"error: cannot read the document '{missing}': No such file or directory\n"
        "  check the path; relative paths start at the current folder\n"
    )


def test_rows_that_are_not_there(scorelet: Scorelet, write: Write, tmp_path: Path) -> None:
    outcome = scorelet("score", write(documents.PLUS_ONE), tmp_path / "no.csv", "-o", tmp_path / "out.csv")
    assert outcome.code == 2
    assert outcome.err.startswith(f"error: {tmp_path / 'no.csv'}: no such file or directory\n")
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"input": "double"}', '{"input": "x", "output": "y", "action": []}'])
def test_a_model_that_is_no_document(scorelet: Scorelet, tmp_path: Path, text: str) -> None:
    model = tmp_path / "bad.pfa"
    model.write_text(text)
    outcome = scorelet("score", model, "-", stdin="1\n")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"error: {model} is not a usable PFA document: ")
    assert outcome.err.endswith(f"  scorelet pfa check {model} lists all that is wrong\n")


def test_rows_that_can_never_fit(scorelet: Scorelet, write: Write) -> None:
    outcome = scorelet("score", write(documents.PAIR), "-", stdin="a,b\n1,2\n")
    assert outcome.code == 2
    assert outcome.err == ("error: the CSV has no column for the field 'x' of type double\n  its columns are a, b\n")


def test_a_begin_that_fails(scorelet: Scorelet, write: Write) -> None:
    outcome = scorelet("score", write(documents.BEGIN_FAILS), "-", stdin="1\n")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("error: too early")
    assert outcome.err.endswith("\n  scorelet pfa check FILE lists all that is wrong with a document\n")


def test_an_end_that_fails(scorelet: Scorelet, write: Write) -> None:
    outcome = scorelet("score", write(documents.END_FAILS), "-", stdin="1\n")
    assert (outcome.code, outcome.out) == (1, "1\n")
    assert outcome.err.startswith("the document's end stopped: too late")


def test_a_file_without_rows_says_so(scorelet: Scorelet, write: Write) -> None:
    outcome = scorelet("score", write(documents.PLUS_ONE), "-", stdin="")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "standard input holds no rows\n")


def test_a_folder_that_is_not_there(scorelet: Scorelet, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "no" / "out.csv"
    outcome = scorelet("score", write(documents.PLUS_ONE), "-", "-o", out, stdin="1\n")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        f"error: {out}: no such file or directory\n  check the path; relative paths start at the current folder\n"
    )


def test_a_folder_instead_of_a_file(scorelet: Scorelet, write: Write, tmp_path: Path) -> None:
    outcome = scorelet("score", write(documents.PLUS_ONE), tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"error: {tmp_path}: is a directory\n  name a file in it\n"


def test_a_packed_model(scorelet: Scorelet, tmp_path: Path) -> None:
    path, rows, out = tmp_path / "towns.scorelet", tmp_path / "rows.csv", tmp_path / "out.csv"
    models.packed().write(path)
    rows.write_text("home town,income,age\nBonn,1.5,20\nUlm,,40\n")
    outcome = scorelet("score", path, rows, "-o", out)
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
    assert out.read_text() == "label,score\nyoung,1.5\nUlm,\n"


def test_a_model_in_a_store(scorelet: Scorelet, tmp_path: Path) -> None:
    open_store(tmp_path).push("towns", models.packed().data)
    outcome = scorelet("score", "towns", "-", "--store", tmp_path, stdin='[20, 1.5, "Bonn"]\n')
    assert (outcome.code, outcome.out, outcome.err) == (0, '{"label": "young", "score": 1.5}\n', "")
    outcome = scorelet("score", "towns@prod", "-", "--store", tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "error: model 'towns' has no alias 'prod'\n  it has none\n"


def test_a_trained_model_is_to_be_packed_first(scorelet: Scorelet, tmp_path: Path) -> None:
    model = tmp_path / "model.txt"
    model.write_text("tree\nversion=v4\nnum_class=1\n")
    outcome = scorelet("score", model, "-")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        f"error: {model} is a trained model (LightGBM text)\n  scorelet pack {model} makes it ready\n"
    )


def test_code_of_others_needs_trust(scorelet: Scorelet, tmp_path: Path) -> None:
    path = tmp_path / "towns.scorelet"
    PackedModel.of(models.MANIFEST._replace(kind="python"), b"cos\nsystem\n").write(path)
    outcome = scorelet("score", path, "-")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        f"error: {path} is of kind python: using it runs code of whoever packed it\n"
        "  where you trust its maker, add --trust\n"
    )
