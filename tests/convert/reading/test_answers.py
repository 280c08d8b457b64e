"""Errors as JSON, and what a child may make of them."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from scorelet.convert.reading.answers import error_from, said
from scorelet.convert.reading.child import Child, serve
from scorelet.errors import (
    ModelProcessError,
    ModelReadError,
    PfaRuntimeError,
    PfaTimeoutError,
    ScoreletError,
    UntrustedModelError,
    UsageError,
)


@pytest.mark.parametrize(
    "error",
    [
        ScoreletError("it is wrong"),
        UsageError("it is wrong"),
        ModelReadError("it is wrong", "m.pkl"),
        UntrustedModelError("it is wrong", names=("a.b", "c.d")),
        ModelProcessError("it died", reason="crash"),
        PfaRuntimeError("empty array", "$.a", code=15020, function="a.head"),
        PfaTimeoutError(20, "$.a"),
    ],
)
def test_errors_there_and_back(error: ScoreletError) -> None:
    copy = error_from(json.loads(json.dumps(said(error))))
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))


@pytest.mark.parametrize("answer", [None, 1, [], {}, {"kind": "ModelReadError"}, {"kind": 1, "arguments": []}])
def test_nonsense_is_an_error_too(answer: Any) -> None:
    error = error_from(answer)
    assert isinstance(error, ModelProcessError)
    assert str(error) == "the process that reads the model answered with nonsense"


@pytest.mark.parametrize("kind", ["os.system", "SystemExit", "annotations", "Any", "__builtins__"])
def test_no_other_class_is_made(kind: str) -> None:
    error = error_from({"kind": kind, "arguments": ["x"], "attributes": {"message": "x", "path": None}})
    assert (type(error), str(error)) == (ModelReadError, "x")


def test_attributes_that_are_missing_do_no_harm() -> None:
    error = error_from({"kind": "PfaRuntimeError", "arguments": ["x"], "attributes": {}})
    assert str(error) == "the process that reads the model answered with nonsense"


def test_questions_before_loading_and_nonsense() -> None:
    answers = io.BytesIO()
    serve(io.BytesIO(b'{"do": "describe"}\n[]\n{"do": "load"}\n'), answers, 600)
    texts = [error_from(json.loads(line)["error"]) for line in answers.getvalue().splitlines()]
    assert [str(text).partition("\n")[0] for text in texts] == [
        "no model is loaded yet",
        "its process failed to answer []: AttributeError: 'list' object has no attribute 'get'",
        "its process failed to answer {'do': 'load'}: KeyError: 'served'",
    ]
    assert Child().loaded is None
