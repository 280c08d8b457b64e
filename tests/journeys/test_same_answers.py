"""What the HTTP server says to bad requests, the function says behind the gateway: status and body, ids apart.

The requests are those of the tests of every dialect. Where the gateway answers by itself, it has to be a request that
the server refuses as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests

from tests.emulator.emulators import Emulator
from tests.runtime import test_csv_body as csv_body
from tests.runtime.dialects import test_invocations as invocations
from tests.runtime.dialects import test_native as native
from tests.runtime.dialects.models import every
from tests.runtime.dialects.oip import test_endpoints as endpoints
from tests.serve.servers import Server
from tests.serve.test_server import BAD

Json = Any
NO_ID = re.compile(r"urn:request:[^\"]*")


class Asked(NamedTuple):
    method: str
    path: str
    body: bytes = b""
    kind: str = "application/json"


def rows_of(test: Callable[..., None]) -> list[Any]:
    """The table that a test is run with."""
    (mark,) = (one for one in getattr(test, "pytestmark", ()) if one.name == "parametrize")
    return [getattr(row, "values", row) for row in mark.args[1]]


def sent(body: Json) -> bytes:
    return body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()


def bad_requests() -> Iterator[Asked]:
    towns, plane = "/api/models/towns/predict", "/api/models/plane/predict"
    for body, _ in rows_of(native.test_bodies_that_are_no_json):
        yield Asked("POST", towns, body)
    for body, *_ in rows_of(native.test_a_row_that_the_model_does_not_take):
        yield Asked("POST", towns, body if isinstance(body, bytes) else json.dumps(body).encode())
    for name in rows_of(native.test_what_json_does_not_have_is_refused):
        yield Asked("POST", plane, f"[1, {name}]".encode())
    for _, _, body in rows_of(endpoints.test_errors):
        yield Asked("POST", "/v2/models/plane/infer", sent(body))
    for table in (invocations.test_what_is_none_of_the_forms, invocations.test_rows_that_the_model_does_not_take):
        for _, body in rows_of(table):
            yield Asked("POST", "/invocations", sent(body))
    for body, _ in rows_of(csv_body.test_what_the_model_does_not_take):
        yield Asked("POST", towns, sent(body), "text/csv")
    for _, body, kind, _ in rows_of(csv_body.test_what_is_no_csv):
        yield Asked("POST", towns, body, kind)
    for method, path, how, _, _ in BAD:
        kind = how.get("headers", {}).get("content-type", "application/json")
        yield Asked(method, path, how.get("data", sent(how.get("json", b""))), kind)
    yield Asked("GET", f"{towns}?age=old&income=%20")
    yield Asked("GET", f"{towns}?{'age=1&' * 2000}")
    yield Asked("GET", "/api/models/to%77ns/metadata%00")
    yield Asked("GET", "/api/models/%2e%2e")
    yield Asked("GET", "/v2/models/plane/versions/9/ready")
    yield Asked("POST", towns, b"a", "x" * 300)
    yield Asked("POST", towns, b"\xff\xfe", "application/octet-stream")


TORN = [
    Asked("POST", "/api/models/towns/predict", b"age\n\xff\n", "text/csv"),
    Asked("GET", "/api/models/towns/predict?age=old&income=%ff"),
]
REQUESTS = [asked for asked in bad_requests() if asked not in TORN]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("both")
    models = ""
    for one in every():
        (folder / f"{one.name}.scorelet").write_bytes(one.packed.data)
        models += f'[[models]]\nname = "{one.name}"\nfile = "{one.name}.scorelet"\n'
    (folder / "scorelet.toml").write_text(f'name = "both"\ndefault = "plane"\n{models}')
    return folder


@pytest.fixture(scope="module")
def both(folder: Path) -> Iterator[tuple[Server, Emulator]]:
    own = folder / "emulated"
    own.mkdir()
    with Server(folder) as server, Emulator(own, folder / "scorelet.toml") as emulator:
        yield server, emulator


def answer(server: Server, asked: Asked) -> requests.Response:
    return server.ask(asked.method, asked.path, data=asked.body, headers={"content-type": asked.kind})


def said(response: requests.Response) -> tuple[int, str | None, str]:
    """Status, type and body, without the request's id."""
    return response.status_code, response.headers.get("content-type"), NO_ID.sub("urn:request:ID", response.text)


@pytest.mark.parametrize("asked", REQUESTS, ids=range(len(REQUESTS)))
def test_both_say_the_same(both: tuple[Server, Emulator], asked: Asked) -> None:
    served, emulated = (answer(one, asked) for one in both)
    assert served.status_code >= 400 or served.json()
    if "x-amzn-errortype" in emulated.headers:
        assert 400 <= served.status_code < 500
        assert emulated.status_code in (400, 403)
    else:
        assert said(emulated) == said(served)


@pytest.mark.parametrize("asked", TORN)
def test_what_is_no_utf_8_is_not_seen_behind_a_gateway(both: tuple[Server, Emulator], asked: Asked) -> None:
    """It hands on texts: a byte that fits none has become U+FFFD, and the row is refused for what it says."""
    assert [answer(one, asked).status_code for one in both] == [400, 422]


def test_enough_of_them_reach_the_function(both: tuple[Server, Emulator]) -> None:
    _, emulator = both
    lines = [line for line in emulator.said.splitlines() if line.startswith(("GET ", "POST "))]
    assert sum("  warm  " in line or "  cold  " in line for line in lines) > len(REQUESTS) * 0.6
