from __future__ import annotations

import asyncio
from base64 import b64encode
from typing import Any

import pytest

from scorelet.emulator.gateway.call import Call
from scorelet.emulator.lambda_api.api import PREFIX
from scorelet.emulator.values import LARGEST_ASYNCHRONOUS, LARGEST_REQUEST, Outcome, RefusedError
from tests.emulator.gateway.gateways import REPORT
from tests.emulator.lambda_api.bench import ARN, Bench


@pytest.mark.parametrize(
    ("name", "qualifier"),
    [("iris", None), ("iris:live", "live"), (f"{ARN}:1", "1"), ("123456789012:function:iris", None)],
)
def test_an_invocation(bench: Bench, name: str, qualifier: str | None) -> None:
    answer = bench.client.invoke(FunctionName=name, Payload=b'{"a": 1}')
    (asked,) = bench.function.asked
    assert (asked.payload, asked.qualifier, asked.client_context) == (b'{"a": 1}', qualifier or "", "")
    assert asked.trace.startswith("Root=1-6553f100-")
    assert asked.request_id == answer["ResponseMetadata"]["RequestId"]
    assert (answer["StatusCode"], answer["ExecutedVersion"], answer["Payload"].read()) == (200, "1", b'{"R": 1}')
    assert ("FunctionError" in answer, "LogResult" in answer, bench.function.tails) == (False, False, [False])


def test_an_invocation_without_an_event_has_an_empty_one(bench: Bench) -> None:
    bench.client.invoke(FunctionName="iris", Qualifier="live")
    assert [(one.payload, one.qualifier) for one in bench.function.asked] == [(b"{}", "live")]


def test_a_function_that_fails_is_no_failed_invocation(bench: Bench) -> None:
    payload = b'{"errorType": "ValueError", "errorMessage": "no"}'
    bench.function.outcome = Outcome(payload, "Unhandled", "1", REPORT, b"x" * 5000 + b"REPORT\n")
    answer = bench.client.invoke(FunctionName="iris", LogType="Tail")
    assert (answer["FunctionError"], answer["Payload"].read(), answer["StatusCode"]) == ("Unhandled", payload, 200)
    assert answer["LogResult"] == b64encode(b"x" * 4089 + b"REPORT\n").decode()
    assert bench.function.tails == [True]


def test_the_live_line_knows_the_report(bench: Bench) -> None:
    payload = b'{"errorType": "ValueError", "errorMessage": "no"}'
    bench.function.outcome = Outcome(payload, "Unhandled", "1", REPORT, b"log")
    call = Call("POST", f"{PREFIX}/iris/invocations")
    answer = asyncio.run(bench.api(call))
    assert (answer.report, answer.error, answer.log) == (REPORT, "ValueError: no", b"log")


def test_an_event_is_not_waited_for(bench: Bench) -> None:
    answer = bench.client.invoke(FunctionName="iris:live", InvocationType="Event", Payload=b"[1]")
    assert (answer["StatusCode"], answer["Payload"].read(), bench.function.asked) == (202, b"", [])
    assert [(one.payload, one.qualifier) for one in bench.function.later] == [(b"[1]", "live")]


def test_a_dry_run_runs_nothing(bench: Bench) -> None:
    answer = bench.client.invoke(FunctionName="iris", InvocationType="DryRun")
    assert (answer["StatusCode"], bench.function.asked, bench.function.later) == (204, [], [])


def test_a_client_context(bench: Bench) -> None:
    context = '{"client": {"app_title": "tést"}}'
    bench.client.invoke(FunctionName="iris", ClientContext=b64encode(context.encode()).decode())
    assert bench.function.asked[0].client_context == context


NO_CONTEXT = "Client context must be a valid Base64-encoded JSON object."


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            {"FunctionName": "rose"},
            (
                "ResourceNotFoundException",
                404,
                "ResourceNotFoundException",
                "Function not found: arn:aws:lambda:us-east-1:123456789012:function:rose:$LATEST",
            ),
        ),
        (
            {"FunctionName": "iris:9", "InvocationType": "DryRun"},
            ("ResourceNotFoundException", 404, "ResourceNotFoundException", f"Function not found: {ARN}:9"),
        ),
        (
            {"FunctionName": "iris", "ClientContext": "?"},
            ("InvalidRequestContentException", 400, "InvalidRequestContentException", NO_CONTEXT),
        ),
        (
            {"FunctionName": "iris", "ClientContext": "WzFd"},
            ("InvalidRequestContentException", 400, "InvalidRequestContentException", NO_CONTEXT),
        ),
        (
            {"FunctionName": "iris", "Payload": b" " * (LARGEST_REQUEST + 1)},
            (
                "RequestTooLargeException",
                413,
                "RequestTooLargeException",
                "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
            ),
        ),
        (
            {"FunctionName": "iris", "InvocationType": "Event", "Payload": b" " * (LARGEST_ASYNCHRONOUS + 1)},
            (
                "RequestTooLargeException",
                413,
                "RequestTooLargeException",
                "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
            ),
        ),
        (
            {"FunctionName": "iris", "InvocationType": "Later"},
            (
                "InvalidParameterValueException",
                400,
                "InvalidParameterValueException",
                "expected RequestResponse, Event, DryRun as the invocation type, got 'Later'",
            ),
        ),
    ],
)
def test_what_is_no_invocation(bench: Bench, arguments: dict[str, Any], expected: tuple[str, int, str, str]) -> None:
    assert bench.refused("invoke", **arguments) == expected
    assert bench.function.asked == []


def test_a_throttle(bench: Bench) -> None:
    reason = "ReservedFunctionConcurrentInvocationLimitExceeded"
    bench.function.outcome = RefusedError(429, "TooManyRequestsException", "Rate Exceeded.", reason)
    with pytest.raises(bench.client.exceptions.TooManyRequestsException) as caught:
        bench.client.invoke(FunctionName="iris")
    response = caught.value.response
    assert (response["Reason"], response["Type"], response["Error"]["Message"]) == (reason, "User", "Rate Exceeded.")
