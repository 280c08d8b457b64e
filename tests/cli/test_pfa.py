"""`scorelet pfa check`, `code` and `functions`."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from scorelet.bundle.packed import PackedModel
from tests.batch import documents
from tests.batch.documents import Document
from tests.bundle import models
from tests.cli.conftest import Scorelet, Write

WITH_STATE: Document = {
    "name": "Counter",
    "input": "int",
    "output": "int",
    "cells": {"offset": {"type": "int", "init": 3}, "count": {"type": "int", "init": 0}},
    "pools": {"last": {"type": "int", "init": {}, "shared": True}},
    "action": [
        {"cell": "count", "to": {"params": [{"old": "int"}], "ret": "int", "do": {"u.next": ["old"]}}},
        {"pool": "last", "path": [{"string": "a"}], "to": "input", "init": "input"},
        {"+": ["input", {"cell": "offset"}]},
    ],
    "fcns": {"next": {"params": [{"x": "int"}], "ret": "int", "do": {"+": ["x", 1]}}},
}


def test_check_sums_up_a_good_document(scorelet: Scorelet, write: Write) -> None:
    outcome = scorelet("pfa", "check", write(WITH_STATE))
    assert (outcome.code, outcome.err) == (0, "")
    assert [line.split(maxsplit=1) for line in outcome.out.splitlines()[:4]] == [
        ["name", "Counter"],
        ["method", "map"],
        ["input", "int"],
        ["output", "int"],
    ]
    assert [" ".join(line.split()) for line in outcome.out.splitlines()[4:]] == [
        "cell offset int (constant)",
        "cell count int (mutable)",
        "pool last int (mutable, shared)",
        "own functions u.next",
        "library +",
    ]


def test_check_says_what_is_wrong_and_where(scorelet: Scorelet, write: Write) -> None:
    outcome = scorelet("pfa", "check", write({**documents.PLUS_ONE, "action": {"+": ["input", "nobody"]}}))
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.splitlines()[0] == "error: unknown symbol 'nobody'"
    assert outcome.err.splitlines()[1].startswith("  at $.action")
    assert outcome.err.splitlines()[2].startswith("1 error in ")


def test_check_of_a_file_that_is_not_there(scorelet: Scorelet) -> None:
    outcome = scorelet("pfa", "check", "no.pfa")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        "error: cannot read the document 'no.pfa': No such file or directory\n"
        "  check the path; relative paths start at the current folder\n"
    )


def test_check_names_the_columns_that_rows_need(scorelet: Scorelet, write: Write) -> None:
    outcome = scorelet("pfa", "check", write(documents.PAIR))
    assert "input    record Pair (x: double, y: union of {null, double})\n" in outcome.out


def test_code_is_python(scorelet: Scorelet, write: Write) -> None:
    outcome = scorelet("pfa", "code", write(documents.PLUS_ONE))
    assert (outcome.code, outcome.err) == (0, "")
    assert ast.parse(outcome.out[outcome.out.index("def make(") :]).body


def test_functions_with_a_prefix(scorelet: Scorelet) -> None:
    outcome = scorelet("pfa", "functions", "m.sqrt")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("m.sqrt  ")
    assert "double" in outcome.out


def test_functions_as_json(scorelet: Scorelet) -> None:
    found = json.loads(scorelet("pfa", "functions", "--json").out)
    assert {"name", "signatures", "errors"} == set(found[0])
    assert "a.head" in {function["name"] for function in found}


def test_functions_suggest_what_may_have_been_meant(scorelet: Scorelet) -> None:
    outcome = scorelet("pfa", "functions", "m.sqrtt")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "error: no function starts with 'm.sqrtt'\n  did you mean m.sqrt?\n"


def test_the_document_of_a_packed_model(scorelet: Scorelet, tmp_path: Path) -> None:
    path = tmp_path / "towns.scorelet"
    models.packed().write(path)
    outcome = scorelet("pfa", "check", path)
    assert (outcome.code, outcome.err) == (0, "")
    assert "input    record Input (age: double, income: union of {null, double}, home_town: string)\n" in outcome.out
    assert "def make(" in scorelet("pfa", "code", path).out


def test_a_packed_model_without_a_document(scorelet: Scorelet, tmp_path: Path) -> None:
    path = tmp_path / "towns.scorelet"
    PackedModel.of(models.MANIFEST._replace(kind="python"), b"cos\nsystem\n").write(path)
    for command in ("check", "code"):
        outcome = scorelet("pfa", command, path)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err == (
            f"error: {path} is of kind python, and holds no PFA document\n  scorelet models show {path}\n"
        )
