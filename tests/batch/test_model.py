"""Packed models score files: rows by the names that people know, predictions without tags."""

from __future__ import annotations

import json
from io import BytesIO

import pytest

from scorelet.batch.job import Job, Summary, Watcher, run
from scorelet.batch.model import Model, of_packed
from scorelet.batch.rows import FailedRow
from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.inputs import spec_of
from scorelet.bundle.packed import PackedModel
from scorelet.errors import BundleError, UsageError
from scorelet.pfa.schemas import read_schema
from tests.batch import documents
from tests.batch.documents import Document
from tests.bundle import models

CSV = "id,home town,income,age\n1,Bonn,1.5,20\n2,Ulm,,40\n"


def scored(model: Model, text: str) -> tuple[list[object], list[FailedRow], Summary]:
    out, failures = BytesIO(), list[FailedRow]()
    summary = run(model, Job(rows=None), BytesIO(text.encode()), out, Watcher(failed=failures.append))
    return [json.loads(line) for line in out.getvalue().splitlines()], failures, summary


def packed_document(document: Document, spec: InputSpec | None = None) -> PackedModel:
    manifest = models.MANIFEST._replace(
        input=spec or spec_of(read_schema(document["input"])), output_type=document["output"], outputs=("value",)
    )
    return PackedModel.of(manifest, json.dumps(document).encode())


def test_columns_are_found_by_their_names() -> None:
    expected = [{"label": "young", "score": 1.5}, {"label": "Ulm", "score": None}]
    assert scored(of_packed(models.packed()), CSV) == (expected, [], Summary(rows=2, values=2))


def test_columns_may_have_the_names_of_the_document() -> None:
    text = CSV.replace("home town", "home_town")
    assert scored(of_packed(models.packed()), text) == scored(of_packed(models.packed()), CSV)


def test_json_lines_by_name_or_in_order() -> None:
    text = '{"id": 7, "age": 20, "income": null, "home town": "Bonn"}\n[40, 1, "Ulm"]\n'
    predictions, failures, _ = scored(of_packed(models.packed()), text)
    assert predictions == [{"label": "young", "score": None}, {"label": "Ulm", "score": 1.0}]
    assert failures == []


def test_rows_that_fail_cost_no_other() -> None:
    text = (
        '{"age": "x", "income": true, "home town": "Bonn"}\n{"age": 1}\n{"age": true, "income": 1, "home_town": "U"}\n'
    )
    predictions, failures, summary = scored(of_packed(models.packed()), text + "[40, 1, 2]\n[1, 2, 3, 4]\n")
    assert (predictions, summary) == ([], Summary(rows=5, failed=5))
    assert [failure.error for failure in failures] == [
        "expected a number, got string 'x' - at /age; expected a number, got true - at /income",
        "model 'towns' needs 2 more features: 'income', 'home town'",
        "expected double, got true - at $.age",
        "expected string, got int 2 - at $.home_town",
        "model 'towns' expects 3 features, got 4",
    ]


def test_a_cell_that_does_not_fit_names_its_column() -> None:
    _, failures, _ = scored(of_packed(models.packed()), "age,income,home town\nold,1,Bonn\n,1,Bonn\n1,2,\n")
    assert [failure.error for failure in failures] == [
        "column 'age' expects double, got 'old'",
        "column 'age' expects double, got ''",
    ]


def test_a_column_that_is_missing() -> None:
    with pytest.raises(UsageError, match="the CSV has no column for the field 'home town' of type string"):
        scored(of_packed(models.packed()), "age,income\n1,2\n")


def test_columns_of_an_array_without_names_are_taken_in_order() -> None:
    document: Document = {"input": documents.PAIR["input"], "output": "double", "action": "input.x"}
    spec = InputSpec("record", (Field("x"), Field("y", missing=True)))
    arrays = of_packed(packed_document(document, spec))
    assert scored(arrays, "length,width\n1,2\n3,\n")[0] == [1.0, 3.0]
    assert scored(arrays, "y,x\n1,2\n")[0] == [2.0]
    for header in ("length,width,height", "length,x"):
        with pytest.raises(UsageError, match="the CSV has no column for the field"):
            scored(arrays, f"{header}\n")
    with pytest.raises(UsageError, match="the CSV has no column for the field"):
        scored(of_packed(packed_document(document, spec._replace(extra=True))), "length,width\n")


def test_texts() -> None:
    document: Document = {"input": "string", "output": "int", "action": {"s.len": ["input"]}}
    model = of_packed(packed_document(document, InputSpec("text", (Field("text", "string"),))))
    assert scored(model, '"abc"\n""\n')[0] == [3, 0]
    assert scored(model, "review\nab\n")[0] == [2]


def test_documents_keep_their_method() -> None:
    assert scored(of_packed(packed_document(documents.TWICE)), "1\n2\n")[0] == [1, 101, 2, 102]
    assert scored(of_packed(packed_document(documents.SUM)), "1\n2\n3\n")[0] == [6]
    assert scored(of_packed(packed_document(documents.PLUS_ONE)), "x\n1\n")[0] == [2.0]


def test_code_of_others_is_not_run_without_trust() -> None:
    packed = PackedModel.of(models.MANIFEST._replace(kind="python"), b"cos\nsystem\n")
    with pytest.raises(BundleError, match="is of kind python: building it runs code"):
        of_packed(packed)
