from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scorelet.pfa.check import check
from scorelet.pfa.data import Data
from scorelet.pfa.document import read
from scorelet.pfa.sources import Source
from scorelet.pfa.types import DOUBLE, INT, Map
from tests.pfa.documents import COUNT, COUNTER, document, said

POOLS = {"p": {"type": "double", "init": {"a": 1}}}


def data_of(json: Any, folder: Path | None = None) -> Data:
    return Data(check(read(json)), Source(json, folder))


def test_what_nothing_changes_is_constant() -> None:
    found = data_of(document({"do": [COUNT, 1.0]}, cells={**COUNTER, "d": COUNTER["c"]}, pools=POOLS))
    assert list(found) == [("cell", "c"), ("cell", "d"), ("pool", "p")]
    assert found.constants == {("cell", "d"), ("pool", "p")}


def test_values_are_decoded_by_type_once() -> None:
    found = data_of(document(1.0, cells=COUNTER, pools=POOLS))
    assert (found.type(("cell", "c")), found.type(("pool", "p"))) == (INT, Map(DOUBLE))
    value = found.value(("pool", "p"))
    assert repr(value) == "{'a': 1.0}"
    assert found.value(("pool", "p")) is value
    assert found.raw(("pool", "p")) == {"a": 1}
    assert found.state(("cell", "c")).name == "c"


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"cells": {"c": {"type": "int", "init": 0.5}}}, "expected int, got float 0.5 - at $.cells.c.init"),
        (
            {"pools": {"p": {"type": "int", "init": {"a": 1, "b": "x"}}}},
            "expected int, got string 'x' - at $.pools.p.init.b",
        ),
        ({"pools": {"p": {"type": "int", "init": 3}}}, "expected map of int, got int 3 - at $.pools.p.init"),
    ],
)
def test_data_that_does_not_fit_is_an_error_used_or_not(more: Any, text: str) -> None:
    found = data_of(document(1.0, **more))
    assert said(found.check_rest) == ("PfaSemanticError", text)


def test_what_a_specialiser_has_taken_is_not_decoded_again() -> None:
    found = data_of(document(1.0, cells={"c": {"type": "int", "init": "wrong"}}))
    found.take(("cell", "c"))
    found.check_rest()


def test_a_side_file_is_named_by_a_string(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text("3")
    found = data_of(document(1.0, cells={"c": {"type": "int", "init": "c.json", "source": "json"}}), tmp_path)
    assert found.value(("cell", "c")) == 3


def test_data_that_nests_too_deeply() -> None:
    kind = {"type": "record", "name": "R", "fields": [{"name": "n", "type": ["null", "R"]}]}
    value: Any = {"n": None}
    for _ in range(5000):
        value = {"n": {"R": value}}
    found = data_of(document(1.0, cells={"c": {"type": kind, "init": value}}))
    assert said(found.check_rest) == ("PfaSemanticError", "the data nests too deeply - at $.cells.c.init")
