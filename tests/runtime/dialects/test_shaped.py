"""What the service's owner wrote around a model: a feature function before it, a respond function and a page after."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from scorelet.runtime.app import App
from scorelet.runtime.dialects.shaped import wants_html
from scorelet.runtime.loading import Loader
from scorelet.runtime.messages import Request, Response
from scorelet.runtime.served import Shelf
from scorelet.service.values import Model, Service
from tests.bundle.models import packed
from tests.runtime.dialects.models import no_store
from tests.runtime.services import ID

FEATURES = """
AGES = {"Bonn": 40, "Köln": 25}

def of_town(town: str, bonus: float = 0.0):
    if town not in AGES:
        raise ValueError(f"nobody lives in {town}")
    return {"age": AGES[town], "income": bonus, "home town": town}

def wrongly(town: str):
    return {"age": "old", "income": 1.0, "home town": town}

async def slowly(town: str):
    return of_town(town)

def respond(prediction, *, town, version, row):
    return {"is": prediction["label"], "in": town, "by": version, "aged": row["age"]}
"""
PAGE = "<p>$prediction of ${given.town} earns ${row.income} <b>${answer.is}</b> $request_id</p>"
VERSION = packed().version[:12]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    packed().write(tmp_path / "towns.scorelet")
    (tmp_path / "features.py").write_text(FEATURES)
    (tmp_path / "page.html").write_text(PAGE)
    return tmp_path


def app(folder: Path, features: str = "", respond: str = "", template: str = "") -> App:
    model = Model("towns", file="towns.scorelet", features=features, respond=respond, template=template)
    service = Service("test", (model,))
    return App(service, Shelf([Loader(service, no_store, folder=str(folder)).load(model)]))


def ask(app: App, body: Any, **headers: str) -> tuple[int, Any]:
    response = app(Request("POST", "/predict", headers=headers, body=json.dumps(body).encode(), id=ID))
    return response.status, json.loads(response.body)


@pytest.mark.parametrize("function", ["of_town", "slowly"])
def test_a_feature_function_makes_the_models_row(folder: Path, function: str) -> None:
    status, body = ask(app(folder, features=f"features.py:{function}"), {"town": "Köln"})
    assert (status, body) == (200, {"model": "towns", "version": VERSION, "prediction": "young", "score": 0.0})


def test_of_many_rows_each_is_made(folder: Path) -> None:
    status, body = ask(app(folder, features="features.py:of_town"), [{"town": "Köln", "bonus": 2}, {"town": "Bonn"}])
    assert (status, body["prediction"], body["score"]) == (200, ["young", "Bonn"], [2.0, 0.0])


def test_it_is_asked_in_a_url(folder: Path) -> None:
    response = app(folder, features="features.py:of_town")(
        Request("GET", "/api/models/towns/predict", "town=K%C3%B6ln&bonus=1.5")
    )
    assert json.loads(response.body)["score"] == 1.5


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"town": "Ulm"}, [{"pointer": "", "detail": "nobody lives in Ulm"}]),
        ([{"town": "Bonn"}, {"town": "Ulm"}], [{"pointer": "/1", "detail": "nobody lives in Ulm"}]),
        ({"town": 3}, [{"pointer": "/town", "detail": "expected a string, got int 3"}]),
        ({"data": [{"town": 3}]}, [{"pointer": "/data/0/town", "detail": "expected a string, got int 3"}]),
    ],
)
def test_what_it_refuses_is_said_with_its_place(folder: Path, body: Any, errors: Any) -> None:
    status, problem = ask(app(folder, features="features.py:of_town"), body)
    assert (status, problem["errors"]) == (422, errors)


def test_a_row_that_the_model_refuses_is_not_the_callers_mistake(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, problem = ask(app(folder, features="features.py:wrongly"), {"town": "Bonn"})
    assert (status, problem["detail"]) == (500, "the feature function 'wrongly' made what model 'towns' does not take")
    assert "errors" not in problem
    assert "422: expected a number, got string 'old'" in capsys.readouterr().err


def test_a_respond_function_shapes_the_answer(folder: Path) -> None:
    made = app(folder, features="features.py:of_town", respond="features.py:respond")
    one = {"is": "young", "in": "Köln", "by": VERSION, "aged": 25}
    assert ask(made, {"town": "Köln"}) == (200, one)
    assert ask(made, [{"town": "Köln"}, {"town": "Bonn"}]) == (
        200,
        [one, {**one, "is": "Bonn", "in": "Bonn", "aged": 40}],
    )


def page(made: App, accept: str) -> Response:
    body = b'{"town": "K\xc3\xb6ln"}'
    return made(Request("POST", "/predict", headers={"accept": accept}, body=body, id=ID))


def test_browsers_get_the_page(folder: Path) -> None:
    made = app(folder, features="features.py:of_town", respond="features.py:respond", template="page.html")
    response = page(made, "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
    assert response.header("content-type") == "text/html; charset=utf-8"
    assert response.header("vary") == "accept"
    assert response.body.decode() == f"<p>young of Köln earns 0 <b>young</b> {ID}</p>"
    assert page(made, "application/json").header("content-type") == "application/json"


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        ("text/html", True),
        ("text/html, application/json", True),
        ("application/json, text/html", False),
        ("TEXT/HTML;q=0.9", True),
        ("*/*", False),
        ("", False),
    ],
)
def test_who_wants_a_page(accept: str, html: bool) -> None:
    assert wants_html(accept) is html


def test_half_a_surrogate_pair_is_no_character_of_a_page(folder: Path) -> None:
    (folder / "features.py").write_text(
        'def of_town(town: str):\n    return {"age": 1, "income": 2, "home town": town}\n'
    )
    asked = Request("POST", "/predict", headers={"accept": "text/html"}, body=rb'{"town": "\ud800"}', id=ID)
    response = app(folder, "features.py:of_town", template="page.html")(asked)
    assert (response.status, b"of ? earns" in response.body) == (200, True)


def test_a_secret_that_came_into_a_row_does_not_reach_the_log(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOWN_KEY", "geheim-1234")
    source = (
        'def leaking(town: str, *, secrets):\n    return {"age": secrets["TOWN_KEY"], "income": 1, "home town": town}\n'
    )
    (folder / "features.py").write_text(source)
    status, _ = ask(app(folder, "features.py:leaking"), {"town": "Bonn"})
    said = capsys.readouterr().err
    assert (status, "geheim" in said) == (500, False)
    assert "expected a number, got string '[secret TOWN_KEY]'" in said


def test_a_failure_is_answered_also_where_nobody_reads_of_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = StringIO()
    closed.close()
    monkeypatch.setattr("sys.stderr", closed)
    (folder / "features.py").write_text(FEATURES + "def failing(town: str):\n    return {}[town]\n")
    assert ask(app(folder, "features.py:wrongly"), {"town": "Bonn"})[0] == 500
    assert ask(app(folder, "features.py:failing"), {"town": "Bonn"})[0] == 500
