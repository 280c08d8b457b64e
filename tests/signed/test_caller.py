from __future__ import annotations

import pytest

from scorelet.errors import AwsCallError
from scorelet.signed.caller import Call, Caller
from scorelet.signed.refusals import Subject
from scorelet.signed.retries import Timing
from tests.signed.conftest import SECRET, TOKEN, Time
from tests.store.saying import says
from tests.wire.server import Script, Server, http, then_closed

SUBJECT = Subject("read s3://models/iris", "s3:GetObject on s3://models/iris")
BUSY = http(503, b"<Error><Code>SlowDown</Code><Message>Please</Message></Error>")
THROTTLED = http(400, b'{"__type":"x#ThrottlingException","message":"Rate exceeded"}')


def call(caller: Caller) -> Call:
    return Call(caller.endpoint("s3"), SUBJECT, "GET", "/models/a b")


def test_a_call_is_signed(caller: Caller, server: Server, time: Time) -> None:
    server.says(http(200, b"iris"))
    assert caller.call(call(caller)).body == b"iris"
    assert server.seen[0].target == "/models/a%20b"
    headers = server.seen[0].headers
    assert headers["host"] == f"127.0.0.1:{server.port}"
    assert headers["x-amz-date"] == "20270115T080000Z"
    assert headers["x-amz-security-token"] == TOKEN
    scope = "AKIDEXAMPLE/20270115/eu-west-1/s3/aws4_request"
    assert headers["authorization"].startswith(f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host;x-amz-")


def test_the_environment_is_read_at_each_call(caller: Caller, server: Server, time: Time) -> None:
    caller.call(call(caller))
    time.environment |= {"AWS_ACCESS_KEY_ID": "AKIDNEW", "AWS_SESSION_TOKEN": "new", "AWS_REGION": "us-east-1"}
    caller.call(call(caller))
    first, second = (seen.headers["authorization"].split("/20270115/")[0] for seen in server.seen)
    assert (first[-11:], second[-7:]) == ("AKIDEXAMPLE", "AKIDNEW")
    assert server.seen[1].headers["x-amz-security-token"] == "new"
    assert "/us-east-1/s3/" in server.seen[1].headers["authorization"]


@pytest.mark.parametrize("reply", [BUSY, THROTTLED, then_closed(), http(429), http(500)])
def test_what_may_pass_is_asked_again(reply: Script, caller: Caller, server: Server, time: Time) -> None:
    server.says(reply, reply, http(200, b"iris"))
    assert caller.call(call(caller)).body == b"iris"
    assert time.slept == [0.1, 0.2]
    dates = [seen.headers["x-amz-date"] for seen in server.seen]
    assert len(dates) == 3


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 409, 412, 501])
def test_what_does_not_pass_is_asked_once(status: int, caller: Caller, server: Server, time: Time) -> None:
    server.says(http(status))
    with pytest.raises(AwsCallError) as caught:
        caller.call(call(caller))
    assert (caught.value.status, caught.value.code) == (status, "")
    assert (len(server.seen), time.slept) == (1, [])


def test_what_goes_on_failing(caller: Caller, server: Server, time: Time) -> None:
    server.says(BUSY)
    message = "cannot read s3://models/iris: AWS says SlowDown (503): Please\ntry again later"
    with says(AwsCallError, message):
        caller.call(call(caller))
    assert time.slept == [0.1, 0.2, 0.4]
    assert len(server.seen) == 4


def test_an_expected_status_is_no_failure(caller: Caller, server: Server) -> None:
    server.says(http(503))
    assert caller.call(call(caller), expected=(503,)).status == 503


def test_no_pause_outlasts_the_budget(caller: Caller, server: Server, time: Time) -> None:
    server.says(BUSY)
    with pytest.raises(AwsCallError):
        caller.within(0.25).call(call(caller))
    assert time.slept == [0.1]
    time.slept.clear()
    with says(
        AwsCallError,
        "cannot read s3://models/iris: no answer in time\nlook at the network, then try again",
    ):
        caller.within(0.0).call(call(caller))
    assert time.slept == []


def test_a_server_that_hangs(server: Server, time: Time) -> None:
    server.says(server.held(), server.held(), http(200, b"iris"))
    caller = Caller(time.world, Timing(read=0.05))
    assert caller.call(call(caller)).body == b"iris"
    caller.close()


def test_a_page_that_says_whats_wrong_with_no_secret_in_it(caller: Caller, server: Server) -> None:
    body = f'{{"__type": "Odd", "Message": "you sent {SECRET}\\n and {TOKEN}{"x" * 400}"}}'.encode()
    server.says(http(400, body))
    message = (
        "cannot read s3://models/iris: AWS says Odd (400): you sent ...  and ..."
        + "x" * 279
        + "\nlook at what is asked"
    )
    with says(AwsCallError, message):
        caller.call(call(caller))


def test_there_are_no_credentials(caller: Caller, server: Server, time: Time) -> None:
    del time.environment["AWS_ACCESS_KEY_ID"], time.environment["AWS_SECRET_ACCESS_KEY"]
    message = (
        "cannot call AWS: there are no credentials\n"
        "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: aws configure export-credentials --format env"
    )
    with says(AwsCallError, message):
        caller.call(call(caller))
    assert server.seen == []


def test_connections_are_let_go(caller: Caller, server: Server) -> None:
    caller.call(call(caller))
    caller.within(1).call(call(caller))
    caller.close()
    caller.call(call(caller))
    assert [seen.connection for seen in server.seen] == [0, 0, 1]
    Caller().close()
