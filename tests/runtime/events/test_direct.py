"""Rows without anything around them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import scorelet
from scorelet.errors import EventError, RequestError
from scorelet.service.values import Limits
from tests.bundle.models import ROWS
from tests.runtime.events.recorded import VERSION, reply, setting
from tests.runtime.services import app_of, served

ONE = {"model": "towns", "version": VERSION, "prediction": "young", "score": 1.5}
TWO = {"model": "towns", "version": VERSION, "prediction": ["young", "Köln"], "score": [1.5, None]}
VALUES = [20.0, 1.5, "Bonn"]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (ROWS[0], ONE),
        (ROWS, TWO),
        (VALUES, ONE),
        ({"Input": ROWS[0]}, ONE),
        ({"data": ROWS}, TWO),
        ({"data": ROWS[0]}, ONE),
        ({"input": ROWS[0]}, ONE),
        ({"inputs": [VALUES, [40.0, None, "Köln"]]}, TWO),
        ({"model": "towns", "data": ROWS[0]}, ONE),
        ({"model": f"towns@{VERSION}", "inputs": ROWS}, TWO),
        ({"model": None, "input": ROWS[0]}, ONE),
    ],
)
def test_rows_are_answered_as_the_native_dialect_does(given: Any, wanted: Any) -> None:
    assert reply(given) == wanted


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({**ROWS[0], "age": "old"}, "422: expected a number, got string 'old' - at /age"),
        ([ROWS[0], {**ROWS[1], "age": None}], "422: feature 'age' may not be missing, got null - at /1/age"),
        ({"model": "town", "data": ROWS[0]}, "404: there is no model 'town'; did you mean 'towns'?"),
        ({"model": 3, "data": ROWS[0]}, "422: expected the name of a model as a text at /model, got a number"),
        ({"model": "a/b", "data": ROWS[0]}, "404: there is no model 'a/b'; GET /api/models lists what there is"),
        ({"inputs": [{}]}, "422: model 'towns' needs 3 more features: 'age', 'income', 'home town' - at /inputs/0"),
        ({}, "422: model 'towns' needs 3 more features: 'age', 'income', 'home town'"),
    ],
)
def test_wrong_rows_raise_all_that_is_wrong(given: Any, message: str) -> None:
    with pytest.raises(RequestError) as caught:
        reply(given)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({**ROWS[0], "age": "old"}, "422: Unprocessable Content"),
        ({"model": "a/b", "data": ROWS[0]}, "404: Not Found"),
        ({"model": 3, "data": ROWS[0]}, "422: Unprocessable Content"),
    ],
)
def test_terse_errors_name_nothing(given: Any, message: str) -> None:
    with pytest.raises(RequestError) as caught:
        reply(given, setting(app=app_of(limits=Limits(errors="terse"))))
    assert str(caught.value) == message


def test_a_record_with_a_field_called_records_is_a_record() -> None:
    """Only an array of objects that name a source is an event."""
    with pytest.raises(RequestError) as caught:
        reply({**ROWS[0], "Records": 3})
    assert str(caught.value).startswith("422: ")


def test_a_default_that_takes_any_names_does_not_hide_the_others(tmp_path: Path) -> None:
    document = {"input": {"type": "map", "values": "double"}, "output": "int", "action": {"map.len": "input"}}
    (file := tmp_path / "sizes.pfa").write_text(json.dumps(document))
    sizes = scorelet.pack(file, samples=[{"a": 1.0}], name="sizes", measure=False).packed
    given = setting(app=app_of(served("sizes", sizes), served("towns"), default="sizes"))
    assert reply({"model": "towns", "data": ROWS[0]}, given) == ONE
    assert reply({"data": 1.0, "b": 2.0}, given)["prediction"] == 2
    assert reply({"data": 1.0}, given)["prediction"] == 1


def test_without_a_default_model_one_has_to_be_named() -> None:
    given = setting(app=app_of(served("towns"), served("cities")))
    assert reply({"model": "cities", "data": ROWS[0]}, given) == {**ONE, "model": "cities"}
    with pytest.raises(RequestError) as caught:
        reply(ROWS, given)
    assert (
        str(caught.value)
        == "404: there is no default among 2 models; name one: /api/models/NAME/predict, or set a default"
    )
    with pytest.raises(EventError):
        reply(ROWS[0], given)
