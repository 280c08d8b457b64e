from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from scorelet.errors import RequestError
from scorelet.observe.observation import Observation
from scorelet.observe.prometheus import Metrics
from scorelet.runtime.app import App
from scorelet.runtime.messages import Request, Response
from scorelet.serve import door as doors
from scorelet.serve.door import Door, Witness, joined, request_id
from scorelet.serve.keys import Keys
from scorelet.serve.rate import Rate
from scorelet.service.values import Limits
from tests.runtime.services import app_of
from tests.serve.clients import NEVER, Client
from tests.serve.messages import ROW

SECRET = "s" * 20


def asked(
    *pieces: Any,
    door: Door | None = None,
    method: str = "POST",
    path: str = "/predict",
    headers: Sequence[tuple[str, str]] | None = None,
) -> Client:
    """What was answered."""
    length = sum(len(piece) for piece in pieces if isinstance(piece, bytes))
    given = [("content-length", str(length))] if headers is None and pieces else list(headers or ())
    client = Client(pieces)
    scope = {
        "type": "http",
        "method": method,
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in given],
    }

    async def ask(door: Door) -> None:
        door.begin()
        await door(scope, client.receive, client.send)

    asyncio.run(ask(door or door_of()))
    return client


def door_of(seen: list[Observation] | None = None, limits: Limits | None = None, **how: Any) -> Door:
    app = app_of(seen=seen) if limits is None else app_of(seen=seen, limits=limits)
    return Door(app, Metrics("1"), Witness(), **how)


def test_an_answer() -> None:
    answer = asked(ROW, headers=[("content-length", str(len(ROW))), ("x-request-id", "abc")])
    assert (answer.status, answer.headers["x-request-id"], answer.said["prediction"]) == (200, "abc", "young")


def test_head_has_the_length_and_no_body() -> None:
    answer = asked(method="HEAD", path="/nowhere")
    assert (answer.status, answer.body, int(answer.headers["content-length"]) > 0) == (404, b"", True)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/a%ff", "the path of the URL is no UTF-8"),
        ("/a%zz", "the path of the URL has a '%' that two hexadecimal digits do not follow"),
        ("/a%25%EF%BF%BD", "there is nothing at '/a%\ufffd'; /docs says what there is"),
    ],
)
def test_a_path_in_percent_signs(path: str, said: str) -> None:
    answer = asked(method="GET", path=path)
    assert (answer.status, answer.said["detail"]) == (404 if "nothing" in said else 400, said)


# --- bodies ----------------------------------------------------------------------------------------------------------

LARGE = b" " * 100_000 + ROW


def test_a_body_in_pieces() -> None:
    assert asked(LARGE[:1000], LARGE[1000:]).status == 200
    assert asked(ROW[:9], ROW[9:], headers=[("transfer-encoding", "chunked")]).status == 200


@pytest.mark.parametrize("body", [ROW, LARGE], ids=["small", "large"])
def test_half_a_body_is_never_scored(body: bytes) -> None:
    seen: list[Observation] = []
    answer = asked(body[:-1], None, door=door_of(seen), headers=[("content-length", str(len(body)))])
    assert (answer.status, seen) == (0, [])


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ([("content-length", "202")], "expected a body of at most 100 bytes, got 202"),
        ([("transfer-encoding", "chunked")], "expected a body of at most 100 bytes, got more"),
    ],
)
def test_a_large_body_is_refused(headers: list[tuple[str, str]], said: str) -> None:
    seen: list[Observation] = []
    answer = asked(b" " * 101, b" " * 101, door=door_of(seen, Limits(body=100)), headers=headers)
    assert (answer.status, answer.said["detail"], [one.status for one in seen]) == (413, said, [413])


@pytest.mark.parametrize("body", [ROW, LARGE], ids=["small", "large"])
def test_a_slow_client_is_told(body: bytes) -> None:
    """At once: what still comes is not waited for as long again."""
    length = [("content-length", str(len(body)))]
    answer = asked(body[:-2], NEVER, b"later", door=door_of(body_seconds=0.05), headers=length)
    assert (answer.status, answer.said["detail"]) == (408, "the body did not come within 0.05 s")
    assert answer.pieces == [b"later"]


# --- keys and rates --------------------------------------------------------------------------------------------------


def test_a_key_goes_no_further_than_the_door() -> None:
    seen: list[Request] = []

    class Noting(App):
        def __call__(self, request: Request, refused: RequestError | None = None) -> Response:
            seen.append(request)
            return super().__call__(request, refused)

    app = app_of()
    door = Door(Noting(app.service, app.shelf), Metrics("1"), Witness(), keys=Keys({"web": SECRET}))
    basic = b64encode(f"me:{SECRET}".encode()).decode()
    asked(door=door, method="GET", path="/", headers=[("x-api-key", SECRET), ("authorization", "Bearer of ours")])
    asked(door=door, method="GET", path="/", headers=[("accept", "*/*"), ("authorization", f"Basic {basic}")])
    assert [(one.key_id, one.headers) for one in seen] == [
        ("web", {"authorization": "Bearer of ours"}),
        ("web", {"accept": "*/*"}),
    ]


def test_a_key_opens() -> None:
    door = door_of(keys=Keys({"web": SECRET}))
    assert asked(door=door, method="GET", path="/nowhere", headers=[("x-api-key", SECRET)]).status == 404


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ([], "expected an API key in the header x-api-key"),
        (
            [("x-api-key", "nobody's")],
            "expected an API key in the header x-api-key; what came is none of this service's",
        ),
    ],
)
def test_without_a_key_nobody_comes_in(headers: list[tuple[str, str]], said: str) -> None:
    answer = asked(door=door_of(keys=Keys({"web": SECRET})), headers=headers)
    assert (answer.status, answer.said["detail"]) == (403, said)


def basic(text: str) -> str:
    return "Basic " + b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (basic(f"anybody:{SECRET}"), 200),
        (basic("anybody:wrong"), 401),
        (basic(SECRET), 401),
        ("Basic !", 401),
        ("Bearer x", 401),
    ],
)
def test_a_browser_asks_for_the_key_as_a_password(authorization: str, status: int) -> None:
    door = door_of(keys=Keys({"web": SECRET}))
    answer = asked(door=door, method="GET", path="/docs", headers=[("authorization", authorization)])
    assert answer.status == status
    assert ("www-authenticate" in answer.headers) == (status == 401)


def test_who_watches_needs_no_key() -> None:
    door = door_of(keys=Keys({"web": SECRET}))
    assert asked(door=door, method="OPTIONS").status == 204
    assert [asked(door=door, method="GET", path=path).status != 403 for path in sorted(doors.OPEN)] == [True] * 6


def test_who_calls_too_often_is_told_when_to_come_back(tmp_path: Path) -> None:
    file = tmp_path / "buckets"
    file.write_bytes(bytes(8))
    door = door_of(rate=Rate(0.2, 2, ("",), file, clock=lambda: 1000.0))
    answers = [asked(ROW, door=door) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert (answers[2].headers["retry-after"], answers[2].said["detail"]) == (
        "5",
        "too many requests; try again in 5 s",
    )


def test_a_refusal_has_the_shape_of_what_was_called() -> None:
    answer = asked(door=door_of(keys=Keys({"web": SECRET})), path="/v2/models/a/infer")
    assert answer.said == {"error": "expected an API key in the header x-api-key"}


# --- the rest --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "kept"), [("a-B_1.2:/+=@~", True), ("", False), ("a b", False), ("x" * 129, False)])
def test_the_id_of_a_request_is_the_callers_where_it_is_one(given: str, kept: bool) -> None:
    assert request_id({"x-request-id": given}) == (given if kept else "")


def test_lines_of_one_header_are_joined() -> None:
    assert joined([(b"a", b"1"), (b"b", b"2"), (b"a", b"3")]) == {"a": "1, 3", "b": "2"}
    assert joined([(b"a", b"1"), (b"b", b"2")]) == {"a": "1", "b": "2"}


def test_too_many_that_wait_are_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "WAITERS", 0)
    answer = asked(door=door_of(), path=doors.METRICS, method="GET")
    assert (answer.status, answer.headers["retry-after"]) == (503, "1")


def test_metrics_are_told_at_the_door() -> None:
    seen: list[Observation] = []
    door = door_of(seen)
    answer = asked(door=door, path=doors.METRICS, method="GET")
    assert (answer.status, b"scorelet_build_info" in answer.body, seen) == (200, True, [])


def test_the_log_is_given_what_was_answered() -> None:
    lines: list[tuple[Request, int]] = []
    door = door_of(log=lambda request, response, seen, seconds: lines.append((request, response.status)))
    asked(door=door, method="GET", path="/nowhere", headers=[("x-request-id", "abc")])
    assert lines == [(Request("GET", "/nowhere", headers={"x-request-id": "abc"}, id="abc"), 404)]
