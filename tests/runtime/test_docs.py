"""What docs/http-api.md shows is what is answered."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.packed import PackedModel
from scorelet.runtime.messages import Request
from tests.bundle.models import MANIFEST
from tests.runtime.services import app_of, served

DOCS = (Path(__file__).parents[2] / "docs" / "http-api.md").read_text()
SHOWN = re.findall(r"^    curl ((?:.*\\\n)?.*)\n    (\{.*)$", DOCS, re.MULTILINE)
"""Commands with their answers; a command may go on in a next line."""
VERSION = "3f2a9c01b2c4"

OUTPUT: dict[str, Any] = {
    "type": "record",
    "name": "Prediction",
    "fields": [
        {"name": "label", "type": "int"},
        {"name": "probabilities", "type": {"type": "map", "values": "double"}},
    ],
}
MOSTLY, SURE = {"0": 0.0, "1": 0.25, "2": 0.75}, {"0": 0.0, "1": 1.0, "2": 0.0}


def iris() -> PackedModel:
    """Wide leaves are of kind 2, mostly; narrow ones of kind 1."""

    def answer(label: int, probabilities: dict[str, float]) -> dict[str, Any]:
        values = {"type": {"type": "map", "values": "double"}, "value": probabilities}
        return {"type": "Prediction", "new": {"label": label, "probabilities": values}}

    fields = [{"name": name, "type": "double"} for name in ("length", "width")]
    document = {
        "input": {"type": "record", "name": "Input", "fields": fields},
        "output": OUTPUT,
        "action": {"if": {">": ["input.width", 2.0]}, "then": answer(2, MOSTLY), "else": answer(1, SURE)},
    }
    manifest = MANIFEST._replace(
        name="iris",
        input=InputSpec("record", (Field("length"), Field("width"))),
        outputs=("label", "probabilities"),
        output_type=OUTPUT,
        classes=(0, 1, 2),
        measured={},
    )
    return PackedModel.of(manifest, json.dumps(document).encode())


def request(command: str) -> Request:
    """What curl would send."""
    url, *options = shlex.split(command.replace("\\\n", ""))
    values = dict(zip(options[::2], options[1::2], strict=True))
    headers = dict(options[i + 1].split(": ", 1) for i in range(0, len(options), 2) if options[i] == "-H")
    path, _, query = url.removeprefix("localhost:8000").partition("?")
    body = values.get("-d", "").encode()
    return Request("POST" if body else "GET", path, query, headers, body, id=headers.get("x-request-id", ""))


@pytest.mark.parametrize(("command", "answer"), SHOWN)
def test_what_is_shown_is_answered(command: str, answer: str) -> None:
    model = served("iris", iris())
    response = app_of(model)(request(command))
    assert response.body.decode().replace(model.short_version, VERSION) == answer


def test_all_dialects_are_shown() -> None:
    assert len(SHOWN) == 10
