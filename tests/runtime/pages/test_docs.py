"""The page of the API: whole in itself, harmless whatever models are called, and right about what it shows."""

from __future__ import annotations

import re
import shlex
from base64 import b64encode
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest

from scorelet.bundle.fields import Field, InputSpec
from scorelet.runtime.app import App
from scorelet.runtime.messages import Request
from scorelet.runtime.pages.docs_model import words
from scorelet.runtime.served import Served
from scorelet.service.values import Api
from tests.runtime.dialects.models import Json, model, of_town, record
from tests.runtime.pages.reader import Reader, page
from tests.runtime.pages.shelves import FEATURES, get, towns_twice, whole
from tests.runtime.services import ID, app_of, served

HOSTILE = "</script><img src=x onerror=alert(1)>'\"`&amp;"


def hostile() -> Served:
    """Whoever packed it wrote HTML into all that a model's maker can write."""
    spec = InputSpec("record", (Field("x", "string", categories=(HOSTILE, "b"), source=HOSTILE),))
    labels = (HOSTILE, "b")
    return model(
        "hostile",
        spec,
        record("Input", x="string"),
        "string",
        "input.x",
        [{HOSTILE: HOSTILE}],
        outputs=("label",),
        classes=labels,
        task=HOSTILE,
    )


@pytest.mark.parametrize("path", ["/docs", "/"])
def test_hostile_names_are_text(path: str) -> None:
    read = Reader(page(app_of(hostile(), served(), default="hostile"), path))
    assert read.open == []
    tags = [tag for tag, _ in read.elements]
    assert (tags.count("script"), tags.count("style"), "img" in tags) == (1, 1, False)
    assert HOSTILE in read.text
    assert not [name for _, attributes in read.elements for name in attributes if name.startswith("on")]


@pytest.mark.parametrize("path", ["/docs", "/"])
def test_nothing_comes_from_elsewhere(path: str, tmp_path: Path) -> None:
    """Neither in the page nor by its policy, which lets in its own script and style alone."""
    app = whole(tmp_path)
    response = get(app, path, accept="text/html")
    read = Reader(response.body.decode())
    links = [value for _, attributes in read.elements for name, value in attributes.items() if name in ("src", "href")]
    assert not [link for link in links if re.match(r"(?!data:)[a-z]+:|/", link or "")]
    inside = dict(re.findall(r"<(script|style)>(.*?)</", response.body.decode(), re.DOTALL))
    script, style = (b64encode(sha256(inside[tag].encode()).digest()).decode() for tag in ("script", "style"))
    assert response.header("content-security-policy") == (
        f"default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; img-src data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert response.header("x-content-type-options") == "nosniff"
    assert response.header("referrer-policy") == "no-referrer"


def commands(app: App) -> list[list[str]]:
    shown = re.findall(r"<pre>(curl.*?)</pre>", page(app), re.DOTALL)
    return [shlex.split(unescape(re.sub(r"</?span[^>]*>", "", command)).replace("\\\n", "")) for command in shown]


def test_what_can_be_pasted_is_answered(tmp_path: Path) -> None:
    app = whole(tmp_path)
    app.shelf.replace(app.shelf.find("ratio"), hostile())
    tried = []
    for curl, url, *options in commands(app):
        assert (curl, options[0], options[2]) == ("curl", "-H", "-d")
        path = "/" + url.removeprefix("https://YOUR-SERVICE/")
        name, _, kind = options[1].partition(": ")
        response = app(Request("POST", path, headers={name: kind}, body=options[3].encode(), id=ID))
        assert response.status == 200, response.body
        tried.append(path)
    assert tried == [f"{one}/predict" for one in PATHS]


PATHS = [f"/api/models/{name}" for name in ("plane", "kinds", "hostile", "words", "doubled", "items", "towns")]


def test_what_is_tried_is_what_is_pasted(tmp_path: Path) -> None:
    app = whole(tmp_path)
    read = Reader(page(app))
    forms = [attributes["data-path"] for tag, attributes in read.elements if tag == "form"]
    assert forms == [f"api/models/{one.name}/predict" for one in app.shelf.served]


def test_keys() -> None:
    keyed, unkeyed = page(app_of(api=Api(keys=True))), page(app_of())
    assert ('id="key"' in keyed, 'id="key"' in unkeyed) == (True, False)
    assert commands(app_of(api=Api(keys=True)))[0][2:4] == ["-H", "x-api-key: YOUR-KEY"]


def test_each_model_has_its_place() -> None:
    read = Reader(page(towns_twice()))
    places = [attributes["id"] for tag, attributes in read.elements if tag == "section"]
    assert places == ["model-towns", "model-towns@canary", "operations", "errors"]
    anchors = [attributes["href"] for tag, attributes in read.elements if tag == "a"]
    assert anchors[:2] == ["#model-towns", "#model-towns@canary"]


def test_what_is_told_of_a_model() -> None:
    text = Reader(page(app_of())).text
    assert "Pipeline(StandardScaler, LogisticRegression): classification." in text
    assert "Compared with the original on 5 rows, 5 agree. 2 golden rows were right when it was loaded." in text
    assert "Bonn, Köln; others are taken" in text


def test_parameters_of_a_feature_function(tmp_path: Path) -> None:
    text = Reader(page(app_of(of_town(tmp_path, text=FEATURES, respond="features.py:respond")))).text
    assert "towna stringneededwhere to look" in text
    assert "bonusa number0.0 if left out" in text
    assert "What the function respond of the service makes of the prediction." in text


def test_long_tables_are_folded() -> None:
    fields = tuple(Field(f"x{i}") for i in range(13))
    columns = {field.name: "double" for field in fields}
    wide = model("wide", InputSpec("record", fields), record("In", **columns), "double", "input.x0", outputs=("value",))
    read = Reader(page(app_of(wide)))
    assert ("details" in [tag for tag, _ in read.elements], "13 of them" in read.text) == (True, True)


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({}, "any value"),
        ({"type": "integer"}, "integer"),
        ({"type": ["number", "null"]}, "number or null"),
        ({"anyOf": [{"type": "null"}, {"type": ["number", "null"]}]}, "null or number or null"),
        ({"enum": ["a", "b"]}, "one of a, b"),
        ({"type": "array", "items": {"type": "string"}}, "an array: string"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "an object: by name, number"),
        ({"type": "object", "additionalProperties": False}, "object"),
        ({"$ref": "#/$defs/Item"}, "any value"),
    ],
)
def test_types_in_words(schema: Json, said: str) -> None:
    assert words(schema) == said
