"""All that is wrong with a document, one error for each broken part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scorelet import pfa
from scorelet.errors import PfaInitializationError, PfaSyntaxError

Document = dict[str, Any]
PLAIN: Document = {"input": "double", "output": "double", "action": "input"}


def said(document: Any) -> list[str]:
    return [str(error) for error in pfa.problems(document)]


def test_a_good_document_has_none() -> None:
    assert said(PLAIN) == []


def test_each_expression_of_a_routine_has_its_own() -> None:
    action = [{"+": ["input", "nobody"]}, "input", {"bogus": 1, "other": 2}, {"string": "no double"}]
    assert said({**PLAIN, "action": action}) == [
        "expected a special form or a function call, got an object with 'bogus', 'other' - at $.action[2]",
        "unknown symbol 'nobody' - at $.action[0].+[1]",
        "expected the result of 'action' to be double, got string - at $.action[3]",
    ]


def test_each_function_and_each_cell_has_its_own() -> None:
    functions = {
        "f": {"params": [], "ret": "int", "do": "one"},
        "g.h": {"params": [], "ret": "int", "do": [{"string": ""}]},
    }
    cells = {"a": {"type": "int"}, "b": {"type": "int", "init": "x"}, "c": {"type": "int", "init": 1.5}}
    assert said({**PLAIN, "fcns": functions, "cells": cells}) == [
        "a cell needs 'init', got an object with 'type' - at $.cells.a",
        "unknown symbol 'one' - at $.fcns.f.do",
        "expected the result of 'u.g.h' to be int, got string - at $.fcns.g.h.do[0]",
        "expected int, got string 'x' - at $.cells.b.init",
        "expected int, got float 1.5 - at $.cells.c.init",
    ]


@pytest.mark.parametrize(
    "document",
    [
        {**PLAIN, "action": [{"let": {"x": "nobody"}}, {"+": ["x", 1]}, {"let": {"y": "x"}}, {"+": ["y", "input"]}]},
        {**PLAIN, "cells": {"c": {"type": "double"}}, "action": {"cell": "c"}},
        {**PLAIN, "fcns": {"f": {"params": [{"x": 1}], "ret": "double", "do": "x"}}, "action": {"u.f": "input"}},
        {**PLAIN, "fcns": {"f": {"params": [], "ret": "double", "do": "x"}}, "action": {"u.f": []}},
        {**PLAIN, "output": "strin"},
        {**PLAIN, "version": "one", "action": {"+": ["version", "input"]}},
    ],
)
def test_what_only_follows_is_not_said(document: Document) -> None:
    assert len(said(document)) == 1


def test_the_document_stays_as_it_is() -> None:
    document: Document = {**PLAIN, "action": ["nobody", "input"], "cells": {"a": {}}}
    pfa.problems(document)
    assert document == {**PLAIN, "action": ["nobody", "input"], "cells": {"a": {}}}


def test_there_is_an_end() -> None:
    action = [{"+": [i, "nobody"]} for i in range(200)]
    assert len(said({**PLAIN, "action": action})) == 100


@pytest.mark.parametrize("source", ["{", "[]", "{}"])
def test_what_is_no_document_has_one(source: str) -> None:
    (error,) = pfa.problems(source)
    assert isinstance(error, PfaSyntaxError)
    assert error.place == "$"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (error,) = pfa.problems(tmp_path / "no.pfa")
    assert isinstance(error, PfaInitializationError)
    assert error.place is None
