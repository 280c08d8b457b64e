"""The API's description: valid, exact, and the same for the same models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from scorelet.runtime.app import App
from scorelet.runtime.messages import Request
from scorelet.runtime.pages.openapi import openapi
from scorelet.service.values import Api, Limits
from tests.runtime.dialects.models import Json, of_town, plane, ratio
from tests.runtime.pages.shelves import FEATURES, get, get_json, towns_twice, whole
from tests.runtime.services import ID, app_of, served

METHODS = ("get", "post")


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Json:
    return openapi(whole(tmp_path_factory.mktemp("service")))


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        yield from ((method, path, operation) for method, operation in item.items())


def test_it_is_openapi(document: Json) -> None:
    validate(document)


def test_every_operation_has_an_id_of_its_own(document: Json) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(ids)) == len(ids)
    assert {method for method, _, _ in operations(document)} == set(METHODS)


def test_the_same_models_the_same_bytes() -> None:
    first, second = app_of(served(), ratio()), app_of(served(), ratio())
    assert get(first, "/openapi.json").body == get(second, "/openapi.json").body


def test_it_is_made_when_it_is_asked_for_and_again_for_another_model() -> None:
    app = app_of()
    assert app.pages == {}
    before = get_json(app, "/openapi.json")
    assert get(app, "/openapi.json").body is get(app, "/openapi.json").body
    app.shelf.replace(app.shelf.served[0], ratio())
    after = get_json(app, "/openapi.json")
    assert ("/api/models/ratio/predict" in before["paths"], "/api/models/ratio/predict" in after["paths"]) == (
        False,
        True,
    )


NUMBER, NULL, TEXT = {"$ref": "#/components/schemas/Number"}, {"type": "null"}, {"type": "string"}


def towns_of(app: App, *names: str) -> Json:
    """What the document says of the model of the towns; all that it says has one of eight names."""
    schemas = openapi(app)["components"]["schemas"]
    known = {name.removeprefix("towns.") for name in schemas if name.startswith("towns.")}
    assert known == {"Row", "Values", "Rows", "Body", "One", "Many", "Answer", "Infer"}
    return [schemas[f"towns.{name}"] for name in names]


def part(name: str) -> Json:
    return {"$ref": f"#/components/schemas/towns.{name}"}


def exactly(**properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def test_what_a_model_takes() -> None:
    town = {**TEXT, "examples": ["Bonn", "Köln"]}
    income = {"anyOf": [NUMBER, NULL]}
    row, values, rows = part("Row"), part("Values"), part("Rows")
    assert towns_of(app_of(served(), ratio()), "Row", "Values", "Rows", "Body") == [
        exactly(**{"age": NUMBER, "income": income, "home town": town}),
        {"type": "array", "prefixItems": [NUMBER, income, town], "minItems": 3, "maxItems": 3},
        {"type": "array", "items": {"anyOf": [row, values]}, "maxItems": 10_000},
        {"anyOf": [row, values, exactly(Input=row), rows, exactly(data={"anyOf": [values, rows]})]},
    ]


def test_what_a_model_takes_as_tensors() -> None:
    output = {"type": "object", "properties": {"name": {"enum": ["label", "score"]}}, "required": ["name"]}
    tensors = {"type": "array", "items": {"$ref": "#/components/schemas/InferenceTensor"}, "minItems": 1}
    outputs = {"type": ["array", "null"], "items": output}
    assert towns_of(app_of(served(), ratio()), "Infer") == [
        {"type": "object", "properties": {"id": TEXT, "inputs": tensors, "outputs": outputs}, "required": ["inputs"]}
    ]


def test_what_a_model_gives() -> None:
    score = {"anyOf": [NULL, {"type": ["number", "null"]}]}
    head = {"model": {"const": "towns"}, "version": {**TEXT, "pattern": "^[0-9a-f]{12}$"}}
    one = {**head, "prediction": TEXT, "score": score}
    many = {**head, "prediction": {"type": "array", "items": TEXT}, "score": {"type": "array", "items": score}}
    assert towns_of(app_of(served(), ratio()), "One", "Many", "Answer") == [
        {"type": "object", "properties": one, "required": ["model", "version", "prediction", "score"]},
        {"type": "object", "properties": many, "required": ["model", "version", "prediction"]},
        {"anyOf": [part("One"), part("Many")]},
    ]


def examples(document: Json) -> Iterator[tuple[str, str, Json, Json]]:
    """Path, media type, body and the schema it should fit; of all operations that have such."""
    for _, path, operation in operations(document):
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            for name, example in content.get("examples", {}).items():
                told = operation["responses"]["200"]["content"]["application/json"].get("examples", {})
                yield path, kind, example["value"], (content["schema"], told.get(name, {}).get("value"))


def test_examples_are_what_they_say(document: Json, tmp_path: Path) -> None:
    """Each fits its schema, and is answered as the description has it, which fits the schema of answers."""
    app = whole(tmp_path)
    tried = []
    for path, kind, body, (schema, told) in examples(document):
        Draft202012Validator({**schema, "components": document["components"]}).validate(body)
        sent = body.encode() if isinstance(body, str) and kind == "text/csv" else json.dumps(body).encode()
        response = app(Request("POST", path, headers={"content-type": kind}, body=sent, id=ID))
        assert response.status == 200, (path, body, response.body)
        if told is not None:
            assert json.loads(response.body) == told
        tried.append((path, kind, told is not None))
    print(sorted(set(tried)))
    assert len(set(tried)) == 21


def test_examples_of_a_url_are_answered(document: Json, tmp_path: Path) -> None:
    app = whole(tmp_path)
    told = document["paths"]["/api/models/kinds/predict"]["get"]
    query = urlencode({one["name"]: one.get("example", "") for one in told["parameters"]})
    assert query == "plain=1.0&missing=&infinite=2.0&whole=3&flag%3F=True&text=t&open=z&closed=x&code=2.0"
    assert get(app, "/api/models/kinds/predict", query).status == 200


def test_errors_that_keys_bring() -> None:
    paths = openapi(app_of(api=Api(keys=True, rate=5.0)))["paths"]
    predict, live, infer = (
        paths["/predict"]["post"],
        paths["/livez"]["get"],
        paths["/v2/models/towns/infer"]["post"],
    )
    assert sorted(predict["responses"]) == ["200", "400", "403", "413", "415", "422", "429", "500", "503"]
    assert predict["responses"]["403"] == {"$ref": "#/components/responses/Forbidden"}
    assert infer["responses"]["403"] == {"$ref": "#/components/responses/InferenceForbidden"}
    assert (live["security"], sorted(live["responses"])) == ([], ["200"])
    assert "security" not in predict


def test_keys() -> None:
    document = openapi(app_of(api=Api(keys=True)))
    validate(document)
    assert document["security"] == [{"ApiKey": []}]
    assert document["components"]["securitySchemes"] == {
        "ApiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"}
    }
    assert "security" not in openapi(app_of())


def test_without_a_default_nothing_is_asked_of_it() -> None:
    paths = openapi(app_of(served(), plane()))["paths"]
    assert {"/predict", "/invocations"}.isdisjoint(paths)
    assert sorted(paths["/"]) == ["get"]


def test_two_versions_of_one_name() -> None:
    document = openapi(towns_twice())
    validate(document)
    own = [path for path in document["paths"] if path.endswith("/predict")]
    assert own == ["/api/models/towns/predict", "/predict", "/api/models/towns@canary/predict"]
    assert document["paths"]["/api/models/towns@canary/predict"]["post"]["operationId"] == "predict_towns.AT.canary"


def test_limits() -> None:
    schemas = openapi(app_of(limits=Limits(rows=3)))["components"]["schemas"]
    assert schemas["towns.Rows"]["maxItems"] == 3


def test_a_respond_function_gives_what_it_likes(tmp_path: Path) -> None:
    document = openapi(app_of(of_town(tmp_path, text=FEATURES, respond="features.py:respond")))
    validate(document)
    schemas: dict[str, Any] = document["components"]["schemas"]
    assert schemas["towns.Answer"] == {"description": "As the service's function 'respond' shapes it."}
    assert [name for name in schemas if name.startswith("towns.")] == [
        "towns.Row",
        "towns.Values",
        "towns.Rows",
        "towns.Body",
        "towns.Answer",
        "towns.Infer",
        "towns.Invocation",
        "towns.Predictions",
    ]
