"""The whole path of a request: what every answer has, whatever answers it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scorelet.observe.observation import Observation
from scorelet.runtime.app import App, new_id
from scorelet.runtime.features.functions import Functions
from scorelet.runtime.messages import Request, Response
from scorelet.runtime.served import Hooks, Served
from scorelet.service.values import Api, Limits
from tests.bundle.models import ANSWERS, MANIFEST, ROWS
from tests.runtime.services import ID, app_of, served

ROW = json.dumps(ROWS[0]).encode()
VERSION = served().version
JSON, PROBLEM = ("content-type", "application/json"), ("content-type", "application/problem+json")
NO_HEADERS: Mapping[str, str] = {}
IDS = (("x-request-id", ID), ("x-model-version", VERSION[:12]))


def ask(app: App, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = NO_HEADERS) -> Response:
    return app(Request(method, path, headers=headers, body=body, id=ID))


def test_an_answer_has_the_requests_id_and_the_models_version() -> None:
    body = {"model": "towns", "version": VERSION[:12], "prediction": "young", "score": 1.5}
    response = ask(app_of(), "POST", "/predict", ROW)
    assert (response.status, response.headers, json.loads(response.body)) == (200, (JSON, *IDS), body)


def test_a_request_without_an_id_gets_one() -> None:
    response = app_of()(Request("POST", "/predict", body=ROW))
    given = response.header("x-request-id")
    assert given is not None
    assert len(given) == len(new_id()) == 24


def test_head_is_get_without_the_body() -> None:
    app = app_of()
    query = "age=20&income=1.5&home town=Bonn"
    got, head = (app(Request(method, "/predict", query, id=ID)) for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (200, b"")
    assert head.headers == (*got.headers, ("content-length", str(len(got.body))))


@pytest.mark.parametrize(
    ("method", "path", "status", "detail", "allow"),
    [
        ("GET", "/nowhere", 404, "there is nothing at '/nowhere'; /docs says what there is", None),
        (
            "GET",
            "/api/models//predict",
            404,
            "there is nothing at '/api/models//predict'; /docs says what there is",
            None,
        ),
        ("PUT", "/predict", 405, "'/predict' takes GET, POST, HEAD, OPTIONS, got 'PUT'", "GET, POST, HEAD, OPTIONS"),
        ("GET", "/invocations", 405, "'/invocations' takes POST, OPTIONS, got 'GET'", "POST, OPTIONS"),
        ("POST", "/readyz", 405, "'/readyz' takes GET, HEAD, OPTIONS, got 'POST'", "GET, HEAD, OPTIONS"),
        ("BREW", "/predict", 405, "'/predict' takes GET, POST, HEAD, OPTIONS, got 'BREW'", "GET, POST, HEAD, OPTIONS"),
    ],
)
def test_paths_and_methods_that_there_are_not(
    method: str, path: str, status: int, detail: str, allow: str | None
) -> None:
    response = ask(app_of(), method, path)
    assert response.status == status
    assert response.header("allow") == allow
    assert detail in response.body.decode()


def test_a_trailing_slash_changes_nothing() -> None:
    assert ask(app_of(), "POST", "/predict/", ROW).status == 200


def test_a_body_beyond_the_limit_is_refused() -> None:
    response = ask(app_of(limits=Limits(body=10)), "POST", "/predict", b" " * 11)
    assert (response.status, json.loads(response.body)) == (
        413,
        {
            "type": "about:blank",
            "title": "Content Too Large",
            "status": 413,
            "detail": "expected a body of at most 10 bytes, got 11",
            "instance": f"urn:request:{ID}",
        },
    )


def test_more_rows_than_allowed_are_refused() -> None:
    response = ask(app_of(limits=Limits(rows=1)), "POST", "/predict", b"[%s, %s]" % (ROW, ROW))
    assert (response.status, json.loads(response.body)["detail"]) == (
        413,
        "expected at most 1 rows in a request, got 2",
    )


# --------------------------------------------------------------------------------------------- other origins


def test_browsers_ask_before_they_call_from_another_origin() -> None:
    app = app_of(api=Api(cors=("https://shop.example",)))
    asked = {
        "origin": "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    response = ask(app, "OPTIONS", "/predict", headers=asked)
    assert response == Response(
        204,
        (
            ("access-control-allow-methods", "GET, POST, HEAD, OPTIONS"),
            ("access-control-allow-headers", "content-type"),
            ("access-control-max-age", "600"),
            ("x-request-id", ID),
            ("access-control-allow-origin", "https://shop.example"),
            ("access-control-expose-headers", "x-request-id, x-model-version"),
            ("vary", "origin"),
        ),
    )


@pytest.mark.parametrize(
    ("cors", "origin", "allowed"),
    [
        (("*",), "https://any.example", "*"),
        (("https://shop.example",), "https://shop.example", "https://shop.example"),
        (("https://shop.example",), "https://shop.example.evil", None),
        ((), "https://shop.example", None),
    ],
)
def test_answers_say_which_origin_may_read_them(cors: tuple[str, ...], origin: str, allowed: str | None) -> None:
    app = app_of(api=Api(cors=cors))
    for path, body in (("/predict", ROW), ("/predict", b"{"), ("/nowhere", b"")):
        assert ask(app, "POST", path, body, {"origin": origin}).header("access-control-allow-origin") == allowed


def test_an_origin_that_may_not_call_learns_nothing() -> None:
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    app = app_of(api=Api(cors=("https://shop.example",)))
    assert ask(app, "OPTIONS", "/predict", headers=asked) == Response(204, (("x-request-id", ID),))


def test_options_alone_says_what_a_path_takes() -> None:
    assert ask(app_of(), "OPTIONS", "/readyz").header("allow") == "GET, HEAD, OPTIONS"
    assert ask(app_of(), "OPTIONS", "/nowhere").status == 404


# --------------------------------------------------------------------------------------------- the gate


class Failing:
    def score(self, row: Any) -> Any:
        raise ZeroDivisionError("a secret of the model")


def test_what_nobody_foresaw_is_told_to_the_operator_only(capsys: pytest.CaptureFixture[str]) -> None:
    failing = served()
    failing.score = Failing().score
    response = ask(app_of(failing), "POST", "/predict", ROW)
    assert (response.status, json.loads(response.body)) == (
        500,
        {
            "type": "about:blank",
            "title": "Internal Server Error",
            "status": 500,
            "detail": "an unforeseen failure on this side; the operator finds it in the log under this request's id",
            "instance": f"urn:request:{ID}",
        },
    )
    told = capsys.readouterr().err
    assert told.startswith(f"request {ID} failed\nTraceback")
    assert "ZeroDivisionError: a secret of the model" in told


def test_a_terse_service_keeps_values_and_names_for_itself() -> None:
    response = ask(app_of(limits=Limits(errors="terse")), "POST", "/predict", b'{"age": "marker", "marker": 1}')
    assert json.loads(response.body) == {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "instance": f"urn:request:{ID}",
        "errors": [{"pointer": ""}],
    }


# --------------------------------------------------------------------------------------------- what is observed


def test_each_request_is_observed_once() -> None:
    seen: list[Observation] = []
    app = app_of(seen=seen)
    app(Request("POST", "/predict", body=ROW, id=ID, key_id="team-a"))
    ask(app, "POST", "/predict", b"[%s, %s]" % (ROW, json.dumps(ROWS[1]).encode()))
    ask(app, "POST", "/predict", b"{}")
    ask(app, "GET", "/nowhere")
    time = 1_700_000_000.0
    assert seen == [
        Observation(time, ID, "towns", VERSION, 200, 0.25, 1, [ROWS[0]], [ANSWERS[0]], "team-a"),
        Observation(time, ID, "towns", VERSION, 200, 0.25, 2, ROWS, ANSWERS),
        Observation(time, ID, "towns", VERSION, 422, 0.25, 0),
        Observation(time, ID, "", "", 404, 0.25, 0),
    ]


def test_rows_without_names_are_observed_with_those_of_the_features() -> None:
    seen: list[Observation] = []
    ask(app_of(seen=seen), "POST", "/predict", json.dumps([list(ROWS[0].values()), ROWS[1]]).encode())
    assert [(one.inputs, one.names) for one in seen] == [
        ([list(ROWS[0].values()), ROWS[1]], ("age", "income", "home town"))
    ]


def test_only_what_takes_long_is_waited_for() -> None:
    app = app_of()
    assert not app.waits(Request("POST", "/predict", body=ROW))
    assert app.waits(Request("POST", "/predict", body=b" " * 70_000))
    assert app.waits(Request("POST", "/predict", headers={"content-encoding": "gzip"}, body=b"packed"))


def a_slow_one(folder: Path) -> Served:
    """Whose owner wrote a function."""
    (folder / "features.py").write_text("def respond(prediction):\n    return prediction\n")
    respond = Functions(folder).respond("features.py:respond")
    return served("slow", hooks=Hooks(respond=respond))


def test_a_model_that_takes_long_holds_up_no_other(tmp_path: Path) -> None:
    app = app_of(served("quick"), a_slow_one(tmp_path), default="quick")
    asked = {
        "/predict": False,
        "/invocations": False,
        "/api/models/quick/predict": False,
        "/api/models/slow/predict": True,
        "/v2/models/slow/infer": True,
        "/api/models/nobody/predict": False,
        "/nowhere": False,
    }
    assert {path: app.waits(Request("POST", path)) for path in asked} == asked
    assert app.waits(Request("HEAD", "/api/models/slow/predict"))


def test_what_is_no_document_takes_long() -> None:
    one = served()
    assert not one.waits
    one.packed.manifest = MANIFEST._replace(kind="python")
    assert one.waits
