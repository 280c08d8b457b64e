"""What models there are, and what is told of each."""

from __future__ import annotations

from pathlib import Path

from scorelet.bundle.packed import PackedModel
from scorelet.service.values import Limits
from tests.bundle.models import ANSWERS, CERTIFICATE, MANIFEST, ROWS, SOURCE, packed
from tests.runtime.dialects.models import doubled, of_town, words
from tests.runtime.pages.shelves import FEATURES, get_json, items, kinds, towns_twice
from tests.runtime.services import app_of, served

VERSION = packed().version


def test_the_list() -> None:
    assert get_json(towns_twice(), "/api/models") == {
        "models": [
            {
                "name": "towns",
                "version": VERSION[:12],
                "kind": "pfa",
                "task": "classification",
                "default": True,
                "paths": {"predict": "/api/models/towns/predict", "metadata": "/api/models/towns/metadata"},
            },
            {
                "name": "towns",
                "alias": "canary",
                "version": VERSION[:12],
                "kind": "pfa",
                "task": "classification",
                "default": False,
                "paths": {
                    "predict": "/api/models/towns@canary/predict",
                    "metadata": "/api/models/towns@canary/metadata",
                },
            },
        ]
    }


TOLD = {
    "name": "towns",
    "version": VERSION,
    "short_version": VERSION[:12],
    "kind": "pfa",
    "task": "classification",
    "default": True,
    "paths": {"predict": "/api/models/towns/predict", "metadata": "/api/models/towns/metadata"},
    "input": {
        "form": "record",
        "features": [
            {"name": "age", "type": "number", "may_be_missing": False},
            {"name": "income", "type": "number", "may_be_missing": True},
            {
                "name": "home town",
                "type": "string",
                "may_be_missing": False,
                "document_name": "home_town",
                "categories": ["Bonn", "Köln"],
                "category_count": 2,
                "other_categories": "taken",
            },
        ],
        "other_names": "refused",
    },
    "outputs": ["label", "score"],
    "classes": ["young", "Bonn", "Köln"],
    "schemas": {
        "row": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": {
                "age": {"type": "number"},
                "income": {"type": ["number", "null"]},
                "home town": {"type": "string", "examples": ["Bonn", "Köln"]},
            },
            "required": ["age", "income", "home town"],
            "additionalProperties": False,
        },
        "answer": {
            "type": "object",
            "properties": {
                "prediction": {"type": "string"},
                "score": {"anyOf": [{"type": "null"}, {"type": ["number", "null"]}]},
            },
            "required": ["prediction", "score"],
        },
    },
    "sample": {"row": ROWS[0], "answer": {"prediction": "young", "score": 1.5}},
    "source": {
        "framework": "scikit-learn",
        "estimator": "Pipeline(StandardScaler, LogisticRegression)",
        "made_with": {"scikit-learn": "1.8.0"},
    },
    "parity": {"compared": 5, "agreed": 5, "tolerance": 1e-9, "accepted": None},
    "golden_rows_verified": 2,
    "load_seconds": 0.0,
    "extensions": [],
}


def test_all_that_is_known() -> None:
    """In the same order each time, and under both paths; terse errors hide nothing of it."""
    app = app_of(limits=Limits(errors="terse"))
    told = get_json(app, "/api/models/towns/metadata")
    assert told == TOLD
    assert list(told) == list(TOLD)
    assert get_json(app, "/api/models/towns") == told


def test_no_hash_and_no_path_of_the_source_is_told() -> None:
    assert SOURCE.sha256 not in str(get_json(app_of(), "/api/models/towns"))


def test_by_alias() -> None:
    told = get_json(towns_twice(), "/api/models/towns@canary")
    assert (told["name"], told["alias"], told["default"]) == ("towns", "canary", False)


def test_what_a_feature_function_takes(tmp_path: Path) -> None:
    told = get_json(app_of(of_town(tmp_path, text=FEATURES)), "/api/models/towns")
    assert told["input"] == {
        "form": "function",
        "function": "of_town",
        "parameters": [
            {"name": "town", "required": True, "schema": {"type": "string", "description": "where to look"}},
            {"name": "bonus", "required": False, "schema": {"type": "number", "default": 0.0}},
            {
                "name": "tags",
                "required": False,
                "schema": {"type": "array", "items": {"type": "string"}, "default": []},
            },
        ],
    }
    assert told["schemas"]["row"]["required"] == ["town"]
    assert told["sample"] is None


def test_texts_and_other_data() -> None:
    app = app_of(words(), doubled(), items())
    text, array, record = (get_json(app, f"/api/models/{name}") for name in ("words", "doubled", "items"))
    assert text["input"]["features"] == [{"name": "review", "type": "string", "may_be_missing": False}]
    assert text["sample"] == {"row": "text", "answer": {"prediction": "short"}}
    assert array["input"] == {"form": "datum", "type": {"type": "array", "items": "double"}}
    assert array["sample"] == {"row": [0.0], "answer": {"prediction": [0.0]}}
    assert array["schemas"]["answer"]["properties"]["prediction"] == {
        "type": "array",
        "items": {"type": ["number", "null"]},
    }
    assert record["sample"]["row"] == {"price": 2.5}
    assert array["parity"] is None


def test_many_categories_are_counted() -> None:
    fields = (*MANIFEST.input.fields[:2], MANIFEST.input.fields[2]._replace(categories=tuple(map(str, range(101)))))
    manifest = MANIFEST._replace(input=MANIFEST.input._replace(fields=fields))
    app = app_of(served(model=PackedModel.of(manifest, packed().model)))
    assert get_json(app, "/api/models/towns")["input"]["features"][2] == {
        "name": "home town",
        "type": "string",
        "may_be_missing": False,
        "document_name": "home_town",
        "category_count": 101,
        "other_categories": "taken",
    }


def test_a_model_without_samples_answers_its_golden_rows() -> None:
    golden = PackedModel.of(MANIFEST, packed().model, certificate=CERTIFICATE)
    told = get_json(app_of(served(model=golden)), "/api/models/towns")
    assert told["sample"]["row"] == ROWS[0]
    assert told["sample"]["answer"]["prediction"] == ANSWERS[0]["label"]


def test_closed_categories() -> None:
    features = get_json(app_of(kinds()), "/api/models/kinds")["input"]["features"]
    assert features[7] == {
        "name": "closed",
        "type": "string",
        "may_be_missing": False,
        "categories": ["x", "y"],
        "category_count": 2,
        "other_categories": "refused",
    }
