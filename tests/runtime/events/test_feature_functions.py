"""A model with a feature function takes what the function takes, whatever brings it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scorelet.errors import RequestError
from scorelet.runtime.app import App
from scorelet.runtime.features.functions import load_function
from scorelet.runtime.served import Hooks
from tests.runtime.events.recorded import OUTPUT, VERSION, Files, Kept, event, reply, setting
from tests.runtime.services import app_of, served

FEATURES = """
def of_person(born: int, town: str):
    return {"age": 2023.0 - born, "income": None, "home_town": town}
"""
YOUNG = {"prediction": "young", "score": None}


@pytest.fixture
def app(tmp_path: Path) -> App:
    (tmp_path / "features.py").write_text(FEATURES)
    hooks = Hooks(load_function("features.py:of_person", tmp_path))
    return app_of(served("towns", hooks=hooks), events=setting(to=OUTPUT).app.service.events)


def test_rows_and_messages(app: App) -> None:
    assert reply({"born": 2000, "town": "Bonn"}, setting(app=app)) == {"model": "towns", "version": VERSION, **YOUNG}
    with pytest.raises(RequestError) as caught:
        reply({"born": "long ago", "town": "Bonn"}, setting(app=app))
    assert str(caught.value).startswith("422: ")
    assert str(caught.value).endswith(" - at /born")
    output, message = Kept(), event("sns")
    message["Records"][0]["Sns"]["Message"] = '{"born": 2000, "town": "Bonn"}'
    assert reply(message, setting(app=app, output=output)) == {"records": 1}
    assert [one["prediction"] for one in output.said] == ["young"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("rows.csv", b"born,town,more\n2000,Bonn,1\nlong ago,Bonn,2\n"),
        (
            "rows.jsonl",
            b'{"born": 2000, "town": "Bonn", "more": 1}\n{"born": "long ago", "town": "Bonn"}\n',
        ),
    ],
)
def test_files(app: App, name: str, data: bytes, tmp_path: Path) -> None:
    app.service = app.service._replace(events=tuple(one._replace(to="") for one in app.service.events))
    files, put = Files({f"rows/{name}": data}), event("s3")
    put["Records"][0]["s3"]["object"]["key"] = name
    (done,) = reply(put, setting(app=app, files=files, folder=tmp_path / "files"))["files"]
    said: list[Any] = [json.loads(line) for line in files.files[f"rows/{name}.predictions.jsonl"].splitlines()]
    assert (done["rows"], done["failed"]) == (2, 1)
    assert [{key: one[key] for key in YOUNG} for one in said] == [YOUNG]
