from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from scorelet.errors import RequestError
from scorelet.runtime.messages import Request
from scorelet.serve import door as doors
from scorelet.serve.door import Door
from scorelet.serve.keys import Keys
from scorelet.serve.rate import Rate
from tests.runtime.services import app_of
from tests.serve.transports import HOST, Client, Clock, body, headers, post, status, statuses

SECRET = "s" * 20
KEY = b"x-api-key: " + SECRET.encode() + b"\r\n"


def detail(answer: bytes) -> Any:
    return json.loads(body(answer))["detail"]


def test_a_key_opens() -> None:
    client = Client(keys=Keys({"web": SECRET}))
    assert status(client.send(post(more=KEY))) == 200


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (b"", "expected an API key in the header x-api-key"),
        (b"x-api-key: nobody's\r\n", "the API key in the header x-api-key is none of this service"),
    ],
)
def test_without_a_key_nobody_comes_in(key: bytes, said: str) -> None:
    client = Client(keys=Keys({"web": SECRET}))
    answer = client.send(post(more=key))
    assert (status(answer), detail(answer)) == (403, said)


def test_who_watches_needs_no_key_and_does_not_count() -> None:
    client = Client(keys=Keys({"web": SECRET}), rate=Rate(1.0, 1, ("web",), Clock()))
    asked = client.send(b"OPTIONS /predict HTTP/1.1\r\n" + HOST + b"\r\n")
    assert [status(asked), status(client.send(post(more=KEY))), status(client.send(post(more=KEY)))] == [204, 200, 429]
    door = client.door
    assert [door.admit("GET", path, {"host": "x"}, old=False) for path in sorted(doors.OPEN)] == [None] * 6


def test_who_calls_too_often_is_told_when_to_come_back() -> None:
    client = Client(rate=Rate(0.2, 2, clock=Clock()))
    answers = client.send(post() * 3)
    last = answers[answers.rindex(b"HTTP/1.1 ") :]
    assert (statuses(answers), headers(last)["retry-after"]) == ([200, 200, 429], "5")
    assert detail(last) == "too many requests; try again in 5 s"


@pytest.mark.parametrize(("given", "kept"), [("a-B_1.2:/+=@~", True), ("", False), ("a b", False), ("x" * 129, False)])
def test_the_id_of_a_request_is_the_callers_where_it_is_one(given: str, kept: bool) -> None:
    assert Door.request_id({"x-request-id": given}) == (given if kept else "")


def test_long_answers_come_by_a_thread() -> None:
    async def run() -> tuple[bool, int]:
        door = Door(app_of())
        request = Request("POST", "/predict", body=b" " * 100_000)
        return door.waits(request), (await door.later(request)).status

    assert asyncio.run(run()) == (True, 400)


def test_too_many_that_wait_are_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "WAITERS", 1)

    async def run() -> list[int]:
        door = Door(app_of())
        answers = [door.later(Request("GET", "/nowhere")) for _ in range(2)]
        return [(await answer).status for answer in answers]

    assert asyncio.run(run()) == [404, 503]


def test_a_refusal_has_the_shape_of_what_was_called() -> None:
    answer = Door(app_of()).answer(Request("POST", "/v2/models/a/infer"), RequestError(403, "no"))
    assert json.loads(answer.body) == {"error": "no"}
