"""Services for the tests of pages: models of every form, and what is asked of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scorelet.bundle.fields import InputSpec
from scorelet.runtime.app import App
from scorelet.runtime.messages import Request, Response
from scorelet.runtime.served import Served, Shelf
from scorelet.service.values import Service
from tests.bundle.models import EVERY, GOOD
from tests.runtime.dialects.models import Json, doubled, model, of_town, plane, ratio, record, words
from tests.runtime.services import ID, served

ITEM: dict[str, Any] = {
    "type": "record",
    "name": "Item",
    "fields": [
        {"name": "price", "type": "double"},
        {"name": "sold", "type": "boolean", "default": False},
        {"name": "note", "type": ["null", "string", "bytes"], "default": None},
        {"name": "next", "type": ["null", "Item"], "default": None},
    ],
}

FEATURES = """
def of_town(town: str, bonus: float = 0.0, tags: list[str] = []):
    '''The age of a town.

    town: where to look
    '''
    return {"age": 40 + min(bonus, 1.0), "income": None, "home town": town}

def respond(prediction, *, town):
    return {"town": town, "is": prediction["label"]}
"""


def kinds() -> Served:
    """A feature of every kind."""
    types = {"number": "double", "integer": "long", "boolean": "boolean", "string": "string"}
    columns = {one.name: ["null", types[one.kind]] if one.missing else types[one.kind] for one in EVERY.fields}
    return model(
        "kinds",
        EVERY,
        record("Input", **columns),
        "double",
        "input.plain",
        [GOOD],
        outputs=("value",),
        task="regression",
    )


def items() -> Served:
    """A document that takes records inside of records, with defaults and a union."""
    spec = InputSpec("datum", type=ITEM)
    return model("items", spec, ITEM, "double", "input.price", [{"price": 2.5}], outputs=("value",), task="scoring")


def whole(folder: Path, **service: Any) -> App:
    """One service with a model of each form; towns is behind a feature function."""
    models = (plane(), kinds(), ratio(), words(), doubled(), items(), of_town(folder, text=FEATURES))
    described = Service("forms", tuple(one.entry for one in models), default="plane", **service)
    return App(described, Shelf(models, "plane"))


def towns_twice() -> App:
    """Two versions of one name: the first answers to it, the other to its alias, and there is a third model."""
    first, second = served(), served(alias="canary", model=served().packed)
    return App(Service("twice", (first.entry, second.entry)), Shelf([first, second]))


def get(app: App, path: str, query: str = "", **headers: str) -> Response:
    return app(Request("GET", path, query, headers, id=ID))


def get_json(app: App, path: str) -> Json:
    response = get(app, path)
    assert (response.status, response.header("content-type")) == (200, "application/json")
    return json.loads(response.body)
