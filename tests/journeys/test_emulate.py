"""The journey of requests through AWS, as this machine has it: the seeds behind a gateway with keys."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import numpy as np
import pytest
import requests
from tritonclient import http
from tritonclient.utils import InferenceServerException

from tests.bundle.models import ROWS, packed
from tests.emulator.emulators import Emulator
from tests.journeys.conftest import KEY
from tests.journeys.seeds import FLOWERS, PREDICTIONS, RECORD

SENT = {"x-api-key": KEY}
IRIS = "/api/models/iris/predict"

Shape = tuple[int, str, str | None]


def shape(answer: requests.Response) -> Shape:
    """Status, body and the kind of error."""
    return answer.status_code, answer.text, answer.headers.get("x-amzn-errortype")


FORBIDDEN = 403, '{"message":"Forbidden"}', "ForbiddenException"
NOT_THERE = 403, '{"message":"Missing Authentication Token"}', "MissingAuthenticationTokenException"
NO_SUCH_BODY = 400, '{"message": "Invalid request body"}', "BadRequestException"


# --- what people ask -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "body", "prediction"), PREDICTIONS)
def test_predictions(emulator: Emulator, path: str, body: Any, prediction: Any) -> None:
    answer = emulator.ask("POST", path, json=body, headers=SENT)
    assert (answer.status_code, answer.json()["prediction"]) == (200, prediction)


def test_what_is_there_is_told(emulator: Emulator) -> None:
    listed = emulator.ask("GET", "/api/models", headers=SENT).json()["models"]
    assert [(one["name"], one["kind"], one["default"]) for one in listed] == [
        ("sonar", "pfa", True),
        ("iris", "pfa", False),
        ("texts", "pfa", False),
    ]
    told = emulator.ask("GET", "/api/models/iris/metadata", headers=SENT).json()
    sample = emulator.ask("POST", IRIS, json=told["sample"]["row"], headers=SENT)
    assert sample.json()["prediction"] == told["sample"]["answer"]["prediction"]


def test_rows_of_csv_and_in_gzip(emulator: Emulator) -> None:
    kind = {**SENT, "content-type": "text/csv"}
    assert emulator.ask("POST", IRIS, data="x0,x1\n6.2,3.4\n6.2,1\n", headers=kind).json()["prediction"] == [2, 1]
    packed = {**SENT, "content-type": "application/json", "content-encoding": "gzip"}
    body = gzip.compress(json.dumps(FLOWERS).encode())
    answer = emulator.ask("POST", IRIS, data=body, headers={**packed, "content-type": "application/gzip"})
    assert (answer.status_code, answer.json()["detail"]) == (
        415,
        "expected a body of application/json or text/csv, got 'application/gzip'",
    )
    assert emulator.ask("POST", IRIS, data=body, headers=packed).json()["prediction"] == [2, 1]


def test_pages_know_where_they_are(emulator: Emulator) -> None:
    for path in ("/", "/docs"):
        page = emulator.ask("GET", path, headers={**SENT, "accept": "text/html"})
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    described = emulator.ask("GET", "/openapi.json", headers=SENT)
    assert urljoin(described.url, described.json()["servers"][0]["url"]) == f"{emulator.url}/"


# --- tensors ---------------------------------------------------------------------------------------------------------


LABEL = http.InferRequestedOutput("label", binary_data=False)


def tensor(rows: list[list[float]], *, binary: bool) -> http.InferInput:
    array = np.array(rows)
    made = http.InferInput("input", list(array.shape), "FP64")
    made.set_data_from_numpy(array, binary_data=binary)
    return made


def test_tritons_client(emulator: Emulator) -> None:
    with http.InferenceServerClient(emulator.url.removeprefix("http://")) as client:
        assert client.is_server_live()
        assert client.is_server_ready()
        assert not client.is_model_ready("iris")  # without a key
        assert client.is_model_ready("iris", headers={**SENT})
        result = client.infer("iris", [tensor(FLOWERS["data"], binary=False)], outputs=[LABEL], headers={**SENT})
    assert result.as_numpy("label").tolist() == [2, 1]


def test_tritons_client_in_its_binary_form(emulator: Emulator) -> None:
    """It goes and comes in base64, where both are told to be bytes: without a type, it is JSON to a gateway."""
    bytes_both_ways = {"content-type": "application/octet-stream", "accept": "application/octet-stream"}
    wanted = [http.InferRequestedOutput("label", binary_data=True)]
    with http.InferenceServerClient(emulator.url.removeprefix("http://")) as client:
        inputs = [tensor(FLOWERS["data"], binary=True)]
        result = client.infer("iris", inputs, outputs=wanted, headers={**SENT, **bytes_both_ways})
        with pytest.raises(InferenceServerException, match="Invalid request body") as untyped:
            client.infer("iris", inputs, outputs=wanted, headers={**SENT})
    assert result.as_numpy("label").tolist() == [2, 1]
    assert untyped.value.status() == "400"


# --- what the gateway answers by itself ------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, {"x-api-key": "t" * 24}, {"x-api-key": ""}, {"x-api-key": "\u00fc" * 24}])
def test_without_the_key(emulator: Emulator, headers: dict[str, str]) -> None:
    sent = {name: value.encode() for name, value in headers.items()}
    assert shape(emulator.ask("POST", IRIS, json=FLOWERS, headers=sent)) == FORBIDDEN


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nowhere"),
        ("GET", "/metrics"),
        ("DELETE", "/predict"),
        ("GET", "/invocations"),
        ("POST", "/readyz"),
        ("POST", "/api/models//predict"),
        ("PATCH", "/predict"),
        ("HEAD", "/predict"),
    ],
)
@pytest.mark.parametrize("headers", [{}, SENT])
def test_no_such_path_or_method(emulator: Emulator, method: str, path: str, headers: dict[str, str]) -> None:
    answer = emulator.ask(method, path, headers=headers)
    body = "" if method == "HEAD" else NOT_THERE[1]
    assert shape(answer) == (403, body, "MissingAuthenticationTokenException")


@pytest.mark.parametrize("path", ["", "/", "/de/livez", "/devs/livez", "/DEV/livez"])
def test_no_such_stage(emulator: Emulator, path: str) -> None:
    assert shape(requests.get(emulator.address + path, timeout=10)) == FORBIDDEN


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/healthz", "/ping", "/v2/health/live", "/v2/health/ready"])
def test_health_needs_no_key(emulator: Emulator, path: str) -> None:
    assert emulator.ask("GET", path).status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (IRIS, "{"),
        (IRIS, "null"),
        (IRIS, "[NaN]"),
        (IRIS, '"\udcff"'),
        ("/invocations", ""),
        ("/invocations", "[]"),
        ("/v2/models/iris/infer", "{}"),
        ("/v2/models/iris/infer", '{"inputs": {}}'),
    ],
)
def test_bodies_that_fit_no_model(emulator: Emulator, path: str, body: str) -> None:
    data = body.encode(errors="surrogateescape")
    headers = {**SENT, "content-type": "application/json"}
    assert shape(emulator.ask("POST", path, data=data, headers=headers)) == NO_SUCH_BODY


def test_bodies_that_the_function_refuses(emulator: Emulator) -> None:
    """The gateway knows nothing of rows."""
    answer = emulator.ask("POST", IRIS, json={"data": [[1, "wide"]]}, headers=SENT)
    said = "expected a number, got string 'wide'"
    assert (answer.status_code, answer.headers["content-type"], answer.json()) == (
        422,
        "application/problem+json",
        {
            "type": "about:blank",
            "title": "Unprocessable Content",
            "status": 422,
            "detail": said,
            "instance": f"urn:request:{answer.headers['x-amzn-requestid']}",
            "errors": [{"pointer": "/data/0/1", "detail": said}],
        },
    )


def test_too_large_for_the_gateway(emulator: Emulator) -> None:
    answer = emulator.ask("POST", IRIS, data=bytes(10 * 1024 * 1024 + 1), headers=SENT)
    assert shape(answer) == (413, "HTTP content length exceeded 10485760 bytes.", None)


def test_too_large_for_lambda(emulator: Emulator) -> None:
    """Six megabytes of an event: in base64, four and a half of bytes."""
    answer = emulator.ask("POST", IRIS, data=b"[" + b" " * 6_300_000 + b"]", headers=SENT)
    assert shape(answer) == (413, '{"message": "Request Too Long"}', "BadRequestException")
    headers = {**SENT, "content-type": "application/octet-stream"}
    answer = emulator.ask("POST", IRIS, data=bytes(5_000_000), headers=headers)
    assert shape(answer) == (413, '{"message": "Request Too Long"}', "BadRequestException")
    assert emulator.ask("POST", IRIS, data=bytes(4_500_000), headers=headers).status_code == 415


def test_pages_of_other_origins(emulator: Emulator) -> None:
    asked = {"origin": "https://shop.example", "access-control-request-method": "POST"}
    answer = emulator.ask("OPTIONS", IRIS, headers=asked)
    told = {
        name: value for name, value in answer.headers.items() if name.startswith("access-control") or name == "vary"
    }
    assert (answer.status_code, answer.content, told) == (
        204,
        b"",
        {
            "access-control-allow-origin": "https://shop.example",
            "access-control-allow-methods": "GET,POST,OPTIONS",
            "access-control-allow-headers": "content-type,accept,x-api-key,x-request-id,idempotency-key,traceparent",
            "access-control-max-age": "600",
            "vary": "origin",
        },
    )
    origin = {"origin": "https://shop.example"}
    for headers, status in ((origin, 403), ({**origin, **SENT}, 200)):  # of the gateway, and of the function
        answer = emulator.ask("POST", IRIS, json=FLOWERS, headers=headers)
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, "https://shop.example")
    answer = emulator.ask("OPTIONS", "/nowhere", headers=asked)
    assert shape(answer) == NOT_THERE


def test_an_answer_has_all_ids(emulator: Emulator) -> None:
    """The request's id is the gateway's: the caller's own would not be found in its logs."""
    answer = emulator.ask("POST", "/predict", json=RECORD, headers={**SENT, "x-request-id": "mine"})
    assert len(answer.headers["x-amzn-requestid"]) == 36
    assert answer.headers["x-request-id"] == answer.headers["x-amzn-requestid"]
    assert answer.headers["x-amzn-trace-id"].startswith("Root=1-")
    assert len(answer.headers["x-model-version"]) == 12


# --- rates and quotas ------------------------------------------------------------------------------------------------

TOO_MANY = 429, '{"message":"Too Many Requests"}', "TooManyRequestsException"
EXCEEDED = 429, '{"message":"Limit Exceeded"}', "LimitExceededException"
PLAN = '[api]\nkeys = true\nrate = 0.001\nburst = 3\nquota = "5/day"\n'
OTHER = {"x-api-key": "o" * 24}


def test_a_burst_ends_with_the_emulator_and_a_quota_does_not(tmp_path: Path) -> None:
    """Who has no key takes nothing of either, and neither does a request that is refused."""
    (tmp_path / "towns.scorelet").write_bytes(packed().data)
    (tmp_path / "scorelet.toml").write_text(f'name = "towns"\n[[models]]\nfile = "towns.scorelet"\n{PLAN}')
    keys = {"SCORELET_API_KEYS": f"shop={KEY},other={OTHER['x-api-key']}"}
    said = []
    for _ in range(3):
        with Emulator(tmp_path, "--state", tmp_path / "state", environment=keys) as emulator:
            assert shape(emulator.ask("POST", "/predict", json=ROWS[0])) == FORBIDDEN
            said.append([emulator.ask("POST", "/predict", json=ROWS[0], headers=SENT) for _ in range(4)])
            assert emulator.ask("POST", "/predict", json=ROWS[0], headers=OTHER).status_code == 200
            assert emulator.end() == 0
    assert [[one.status_code for one in start] for start in said] == [
        [200, 200, 200, 429],
        [200, 200, 429, 429],
        [429] * 4,
    ]
    assert [shape(start[-1]) for start in said] == [TOO_MANY, EXCEEDED, EXCEEDED]
