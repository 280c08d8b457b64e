from __future__ import annotations

import json

import pytest

from scorelet.errors import AwsCallError
from scorelet.signed.caller import Caller
from scorelet.signed.json_calls import json_call
from scorelet.signed.refusals import Subject
from tests.store.saying import says
from tests.wire.server import Server, http

SUBJECT = Subject("ask", "x:Ask on y")


def test_what_goes_out_and_comes_in(caller: Caller, server: Server) -> None:
    server.says(http(200, b'{"a": 1}'))
    assert json_call(caller, caller.endpoint("sqs"), "AmazonSQS.Ask", {"b": "ü"}, SUBJECT) == {"a": 1}
    (seen,) = server.seen
    assert (seen.method, seen.target, json.loads(seen.body)) == ("POST", "/", {"b": "ü"})
    assert seen.headers["x-amz-target"] == "AmazonSQS.Ask"
    assert seen.headers["content-type"] == "application/x-amz-json-1.0"


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"{", b"\xff", b"[" * 100_000, b"<html></html>"])
def test_an_answer_that_is_no_object(body: bytes, caller: Caller, server: Server) -> None:
    server.says(http(200, body))
    message = "cannot ask: what answers there does not speak AWS's language\nlook at AWS_ENDPOINT_URL"
    with says(AwsCallError, message):
        json_call(caller, caller.endpoint("ssm"), "AmazonSSM.Ask", {}, SUBJECT)
