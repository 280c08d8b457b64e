"""Features as JSON and back."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.bundle.fields import Field, InputSpec, input_spec
from scorelet.bundle.json_form import dump, load
from scorelet.bundle.strict import checked
from scorelet.errors import BundleError
from tests.bundle import models
from tests.bundle.models import SPEC

TEXT = InputSpec("text", (Field("review", "string"),))
DATUM = InputSpec("datum", type={"type": "map", "values": "double"})
FIELD = Field("x")._asdict()


@pytest.mark.parametrize("spec", [SPEC, TEXT, DATUM, InputSpec("record")])
def test_a_spec_survives_its_json(spec: InputSpec) -> None:
    assert checked(load(dump(spec), "x"), "x", input_spec) == spec


def test_a_field_as_json() -> None:
    assert load(dump(Field("a_b", "string", categories=("x", 1, 2.5, True), source="a b")), "x") == {
        "name": "a_b",
        "kind": "string",
        "missing": False,
        "infinite": False,
        "categories": ["x", 1, 2.5, True],
        "source": "a b",
        "strict": False,
    }


@pytest.mark.parametrize(
    ("json", "message"),
    [
        (
            {"form": "record", "fields": [], "extra": False},
            "the key 'type' is missing; expected form, fields, type, extra - at $",
        ),
        (
            {"form": "rows", "fields": [], "type": None, "extra": False},
            "expected one of 'record', 'text', 'datum', got string 'rows' - at $.form",
        ),
        (
            {"form": "record", "fields": [FIELD, {**FIELD, "name": "a b"}], "type": None, "extra": False},
            "'a b' is no PFA name (letters, digits and _) - at $.fields[1].name",
        ),
        (
            {"form": "record", "fields": [FIELD, FIELD], "type": None, "extra": False},
            "two features have the name 'x' - at $.fields",
        ),
        (
            {"form": "record", "fields": [FIELD, {**FIELD, "name": "y", "source": "x"}], "type": None, "extra": False},
            "two features have the source 'x' - at $.fields",
        ),
        (
            {"form": "record", "fields": [{**FIELD, "categories": [None]}], "type": None, "extra": False},
            "expected a string, a number, true or false, got null - at $.fields[0].categories[0]",
        ),
        (
            {"form": "text", "fields": [FIELD], "type": None, "extra": False},
            "a text model takes one field of kind 'string', got 1 fields - at $.fields",
        ),
        (
            {"form": "datum", "fields": [], "type": None, "extra": False},
            "form 'datum' needs a type and no fields, other forms no type - at $",
        ),
        (
            {"form": "datum", "fields": [], "type": "what", "extra": False},
            "expected the name of a type, got 'what': no schema in this document defines it - at $.type",
        ),
    ],
)
def test_specs_that_are_refused(json: Any, message: str) -> None:
    with pytest.raises(BundleError) as caught:
        checked(json, "x", input_spec)
    assert str(caught.value) == f"x: {message}"


def test_names_that_people_know() -> None:
    assert [field.shown for field in SPEC.fields] == ["age", "income", "home town"]
    assert SPEC.names == ("age", "income", "home_town")
    assert (DATUM.is_array, InputSpec("datum", type={"type": "array", "items": "int"}).is_array) == (False, True)


def test_a_model_of_a_plain_array_has_no_names_of_its_own() -> None:
    assert models.NUMBERS.unnamed
    assert not models.SPEC.unnamed
    assert not models.TEXT.unnamed
    assert not models.NUMBERS._replace(extra=True).unnamed, "a document that came as it is has its author's names"


def test_a_name_is_known_by_document_and_by_training() -> None:
    assert models.SPEC.knows(["id", "home town"])
    assert models.SPEC.knows(["home_town"])
    assert not models.SPEC.knows(["id"])
