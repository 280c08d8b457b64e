from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scorelet.errors import AwsCallError
from scorelet.signed.caller import Call, Caller
from scorelet.signed.container import Container
from scorelet.signed.credentials import Credentials
from scorelet.signed.refusals import Subject
from tests.signed.conftest import Time
from tests.store.saying import says
from tests.wire.server import Script, Server, http, then_closed

FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
HELD = {"AccessKeyId": "AKIDHELD", "SecretAccessKey": "held", "Token": "tok", "Expiration": "2027-01-15T09:00:00Z"}
"""The tests' time is 2027-01-15T08:00:00Z."""
_NEXT = f"look at {FULL}"


def told(**changes: Any) -> Script:
    return http(200, json.dumps({**HELD, **changes}).encode())


@pytest.fixture
def call(caller: Caller, time: Time, server: Server) -> Call:
    """A call whose credentials the container has, as in Lambda under SnapStart."""
    del time.environment["AWS_ACCESS_KEY_ID"], time.environment["AWS_SECRET_ACCESS_KEY"]
    time.environment |= {FULL: f"{server.url}/keys?x=1", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "let me in"}
    return Call(caller.endpoint("s3"), Subject("ask", ""), "GET", "/data")


def test_they_are_fetched_once(call: Call, caller: Caller, server: Server) -> None:
    server.says(told())
    caller.call(call)
    caller.call(call)
    caller.within(1).call(call)
    assert [seen.target for seen in server.seen] == ["/keys?x=1", "/data", "/data", "/data"]
    assert server.seen[0].headers["authorization"] == "let me in"
    assert "Credential=AKIDHELD/" in server.seen[1].headers["authorization"]
    assert server.seen[1].headers["x-amz-security-token"] == "tok"


def test_they_are_fetched_again_before_they_expire(call: Call, caller: Caller, server: Server, time: Time) -> None:
    server.says(told(), http(), http(), told(AccessKeyId="AKIDNEXT", Expiration="2027-01-15T10:00:00Z"))
    caller.call(call)
    time.now += 54 * 60
    caller.call(call)
    time.now += 2 * 60
    time.environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "me again"
    caller.call(call)
    assert [seen.target for seen in server.seen] == ["/keys?x=1", "/data", "/data", "/keys?x=1", "/data"]
    assert server.seen[3].headers["authorization"] == "me again"
    assert "Credential=AKIDNEXT/" in server.seen[4].headers["authorization"]


def test_after_a_restore_they_are_fetched_again(call: Call, caller: Caller, server: Server) -> None:
    server.says(told(), http(), told())
    caller.call(call)
    caller.close()
    caller.call(call)
    assert [seen.target for seen in server.seen] == ["/keys?x=1", "/data"] * 2


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (http(403, b"no"), f"cannot fetch AWS credentials: 127.0.0.1 answers 403\n{_NEXT}"),
        *(
            (reply, f"cannot fetch AWS credentials: 127.0.0.1 does not answer with credentials\n{_NEXT}")
            for reply in (
                *(http(200, body) for body in (b"{", b"[]", b"[" * 60_000, b"\xff")),
                told(AccessKeyId=""),
                told(Token=None),
            )
        ),
        (then_closed(), "cannot fetch AWS credentials: the connection broke off\ntry again"),
    ],
)
def test_what_cannot_be_used(reply: Script, message: str, call: Call, caller: Caller, server: Server) -> None:
    server.says(reply)
    with says(AwsCallError, message):
        caller.call(call)


def test_a_stranger_is_not_asked_without_tls(call: Call, caller: Caller, time: Time) -> None:
    time.environment[FULL] = "http://169.254.169.254/keys"
    what = "169.254.169.254 is not on this machine, and asked without TLS"
    with says(AwsCallError, f"cannot fetch AWS credentials: {what}\n{_NEXT}"):
        caller.call(call)


def test_a_token_in_a_file(tmp_path: Path) -> None:
    environment = {FULL: "http://localhost/", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(tmp_path / "token")}
    asked: list[Any] = []

    def fetch(*arguments: Any) -> tuple[int, bytes]:
        asked.append(arguments)
        return 200, json.dumps(HELD).encode()

    container = Container(environment, lambda: 0.0)
    message = "cannot fetch AWS credentials: the file of the authorization token cannot be read"
    with says(AwsCallError, f"{message}\nlook at AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"):
        container.credentials(fetch)
    (tmp_path / "token").write_text("from a file\n")
    assert container.credentials(fetch) == Credentials("AKIDHELD", "held", "tok")
    assert asked[0][1:] == ("/", {"authorization": "from a file"})


def test_ecs_has_an_address_of_its_own() -> None:
    asked: list[Any] = []

    def fetch(*arguments: Any) -> tuple[int, bytes]:
        asked.append(arguments)
        return 200, json.dumps(HELD).encode()

    Container({"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"}, lambda: 0.0).credentials(fetch)
    assert asked == [(("http", "169.254.170.2", 80), "/v2/x", {})]
