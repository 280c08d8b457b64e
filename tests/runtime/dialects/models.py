"""Small models for the tests of dialects: one for each kind of row and of prediction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.packed import PackedModel
from scorelet.runtime.app import App
from scorelet.runtime.loading import Loader
from scorelet.runtime.messages import Request
from scorelet.runtime.served import Served
from scorelet.service.values import Model, Service
from scorelet.store import Store
from tests.bundle.models import MANIFEST
from tests.runtime.services import ID, served

Json = Any
NUMBERS = {"type": "map", "values": "double"}


def record(name: str, **fields: Json) -> Json:
    return {"type": "record", "name": name, "fields": [{"name": key, "type": t} for key, t in fields.items()]}


def model(
    name: str, spec: InputSpec, taken: Json, given: Json, action: Json, rows: Sequence[Json] = (), **facts: Any
) -> Served:
    """A model of a document with these types and this action, and these rows for samples."""
    document = {"input": taken, "output": given, "action": action}
    manifest = MANIFEST._replace(**{"name": name, "input": spec, "output_type": given, "classes": None, **facts})
    return served(name, PackedModel.of(manifest, json.dumps(document).encode(), samples=rows))


def plane() -> Served:
    """Trained on a plain array: class 1 where x0 < x1, with probabilities; numbers may be infinite."""
    fields = tuple(Field(name, infinite=True) for name in ("x0", "x1"))
    given = record("Output", label="int", probabilities=NUMBERS)
    below = {"<": ["input.x0", "input.x1"]}
    chances = {
        "type": NUMBERS,
        "new": {"0": {"if": below, "then": 0.25, "else": 1.0}, "1": {"if": below, "then": 0.75, "else": 0.0}},
    }
    label = {"if": below, "then": 1, "else": 0}
    action = {"type": "Output", "new": {"label": label, "probabilities": chances}}
    taken = record("Input", x0="double", x1="double")
    names = ("label", "probabilities")
    return model("plane", InputSpec("record", fields), taken, given, action, outputs=names, classes=(0, 1))


def ratio() -> Served:
    """Two columns with names, one of whose values may be missing: a / b, or a alone."""
    spec = InputSpec("record", (Field("a", source="a"), Field("b", missing=True, source="the b")))
    taken = record("Input", a="double", b=["null", "double"])
    action = {
        "ifnotnull": {"b": "input.b"},
        "then": {"/": ["input.a", "b"]},
        "else": "input.a",
    }
    return model("ratio", spec, taken, "double", action, outputs=("value",), task="regression")


def words() -> Served:
    """Texts: "long" or "short"."""
    long = {">": [{"s.len": "input"}, 5]}
    action = {"if": long, "then": {"string": "long"}, "else": {"string": "short"}}
    spec = InputSpec("text", (Field("review", "string", source="review"),))
    return model("words", spec, "string", "string", action, outputs=("label",), classes=("long", "short"))


def doubled() -> Served:
    """A document whose row is an array, and its prediction an array of as many numbers."""
    spec = InputSpec("datum", type={"type": "array", "items": "double"})
    action = {"a.map": ["input", {"params": [{"x": "double"}], "ret": "double", "do": {"*": ["x", 2.0]}}]}
    array = {"type": "array", "items": "double"}
    return model("doubled", spec, array, array, action, outputs=("value",), task="scoring")


def orders() -> Served:
    """A document whose row is a record with an array and an enum in it, and its prediction the record."""
    size = {"type": "enum", "name": "Size", "symbols": ["S", "L"]}
    taken = record("Order", prices={"type": "array", "items": "double"}, size=size, count="int", gift="boolean")
    spec = InputSpec("datum", type=taken)
    return model("orders", spec, taken, taken, "input", outputs=("value",), task="scoring")


FEATURES = """
AGES = {"Bonn": 40, "Köln": 25}

def of_town(town: str, bonus: float = 0.0):
    return {"age": AGES[town], "income": bonus, "home town": town}

def nothing(town: str):
    return None
"""


def no_store() -> Store:
    raise AssertionError("the models are files")


def of_town(folder: Path, function: str = "of_town", text: str = FEATURES, respond: str = "") -> Served:
    """The model of towns behind a feature function, which takes a town and a bonus; or behind one that fails."""
    served().packed.write(folder / "towns.scorelet")
    (folder / "features.py").write_text(text)
    entry = Model("towns", file="towns.scorelet", features=f"features.py:{function}", respond=respond)
    return Loader(Service("test", (entry,)), no_store, folder=str(folder)).load(entry)


def every() -> list[Served]:
    return [served(), plane(), ratio(), words(), doubled(), orders()]


def ask(app: App, path: str, body: Any = None, method: str = "POST", query: str = "", **headers: str) -> Any:
    """The status and the JSON of an answer; a body that is no bytes is sent as JSON."""
    sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    response = app(Request(method, path, query, {k.replace("_", "-"): v for k, v in headers.items()}, sent, ID))
    return response.status, json.loads(response.body)
