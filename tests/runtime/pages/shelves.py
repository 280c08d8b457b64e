"""Small models of every form, as services that pages tell of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.packed import PackedModel
from scorelet.runtime.app import App
from scorelet.runtime.loading import Loader
from scorelet.runtime.messages import Request, Response
from scorelet.runtime.served import Served, Shelf
from scorelet.service.values import Model, Service
from tests.bundle import models
from tests.runtime.services import ID, served

Json = Any

AVRO = {"number": "double", "integer": "long", "boolean": "boolean", "string": "string"}
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
def of_town(town: str, bonus: float = 0.0, *, request):
    '''The age of a town.

    town: where to look
    '''
    return {"age": 40 + min(bonus, 1.0), "income": None, "home town": town}

def respond(prediction, *, town):
    return {"town": town, "is": prediction["label"]}
"""


def model(
    name: str,
    spec: InputSpec,
    output: Json,
    action: Json,
    *,
    rows: list[Any],
    outputs: tuple[str, ...] = ("value",),
) -> Served:
    """A model of this document, with sample rows; its input type is the spec's."""
    taken = spec.type if spec.form == "datum" else "string" if spec.form == "text" else _record(spec)
    document = json.dumps({"input": taken, "output": output, "action": action})
    manifest = models.MANIFEST._replace(
        name=name, input=spec, outputs=outputs, output_type=output, classes=None, task="regression"
    )
    return served(name, PackedModel.of(manifest, document.encode(), samples=rows))


def _record(spec: InputSpec) -> Json:
    def kind(field: Field) -> Json:
        return ["null", AVRO[field.kind]] if field.missing else AVRO[field.kind]

    return {
        "type": "record",
        "name": "Input",
        "fields": [{"name": field.name, "type": kind(field)} for field in spec.fields],
    }


def plane() -> Served:
    """Trained on a plain array."""
    spec = InputSpec("record", (Field("x0"), Field("x1")))
    return model("plane", spec, "double", {"+": ["input.x0", "input.x1"]}, rows=[[1.5, 2.0], [0.0, -1.0]])


def every() -> Served:
    """A feature of every kind."""
    return model("every", models.EVERY, "double", "input.plain", rows=[models.GOOD])


def reviews() -> Served:
    return model("reviews", models.TEXT, "int", {"s.len": ["input"]}, rows=["good", "bad"])


def vector() -> Served:
    """A document that takes an array."""
    spec = InputSpec("datum", type={"type": "array", "items": "double"})
    return model("vector", spec, "int", {"a.len": ["input"]}, rows=[[1.0, 2.0], [3.0]])


def items() -> Served:
    """A document that takes records inside of records, with defaults and a union."""
    return model("items", InputSpec("datum", type=ITEM), "double", "input.price", rows=[{"price": 2.5}])


def asked(folder: Path, **named: Any) -> Served:
    """The towns behind a feature function, and what else is named."""
    models.packed().write(folder / "towns.scorelet")
    (folder / "features.py").write_text(FEATURES)
    entry = Model("towns", file="towns.scorelet", features="features.py:of_town", **named)

    def no_store() -> Any:
        raise AssertionError("these models are files")

    return Loader(Service("test", (entry,)), no_store, folder=str(folder)).load(entry)


def get(app: App, path: str, **headers: str) -> Response:
    return app(Request("GET", path, headers=headers, id=ID))


def get_json(app: App, path: str) -> Json:
    response = get(app, path)
    assert response.status == 200
    return json.loads(response.body)


def whole(folder: Path, **service: Any) -> App:
    """One service with a model of each form."""
    models = (plane(), every(), reviews(), vector(), items(), asked(folder))
    described = Service("forms", tuple(one.entry for one in models), default="plane", **service)
    return App(described, Shelf(models, "plane"))
