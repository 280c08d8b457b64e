"""A REST API: what it lets in, what it answers itself, and that it never raises."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.aws.endpoint import Plan
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.values import Asked, Outcome, RefusedError
from scorelet.runtime.events.sources import matching
from scorelet.runtime.messages import Headers, Response
from tests.emulator.clocks import Hands
from tests.emulator.gateway.calls import REST_CALLS
from tests.emulator.gateway.gateways import (
    ENDPOINT,
    OK,
    REPORT,
    SECRET,
    Function,
    answered,
    gateway,
    planned,
    post,
    statuses,
)

REQUEST, EXTENDED = "00010203-0405-4607-8809-0a0b0c0d0e0f", "ICEiIyQlJicoKSo="
TRACE = "Root=1-6553f100-2b2c2d2e2f30313233343536;Parent=3738393a3b3c3d3e;Sampled=0;Lineage=1:3f404142:0"
CORS = ENDPOINT._replace(cors=("https://a.example", "https://b.example"))
THROTTLED = RefusedError(429, "TooManyRequestsException", "Rate Exceeded.", "ConcurrentInvocationLimitExceeded")
TOO_LONG = RefusedError(413, "RequestTooLargeException", "the event has 7000000 bytes")


def headers(kind: str, content_type: str = "application/json") -> Headers:
    ids = (("x-amzn-requestid", REQUEST), ("x-amz-apigw-id", EXTENDED))
    return (("content-type", content_type), *ids, ("x-amzn-errortype", kind))


def own() -> Headers:
    return (("x-amzn-requestid", REQUEST), ("x-amz-apigw-id", EXTENDED), ("x-amzn-trace-id", TRACE))


def test_a_reply_becomes_the_answer() -> None:
    response = Response(200, (("content-type", "application/json"), *own()), b"[1]")
    assert answered(post()) == Answer(response, "ada", REPORT)


def test_what_the_function_is_asked() -> None:
    function = Function()
    asyncio.run(gateway(function)(post()))
    asked = function.asked[0]
    assert asked._replace(payload=b"") == Asked(b"", "live", "10111213-1415-4617-8819-1a1b1c1d1e1f", TRACE)
    assert len(function.events) == 1


FORBIDDEN = (403, headers("ForbiddenException"), b'{"message":"Forbidden"}')
UNKNOWN = (403, headers("MissingAuthenticationTokenException"), b'{"message":"Missing Authentication Token"}')
INVALID = (400, headers("BadRequestException"), b'{"message": "Invalid request body"}')
BROKEN = headers("InternalServerErrorException")
ERROR_BODY = b'{"message": "Internal server error"}'

REFUSED: list[tuple[Call, Any, tuple[int, Headers, bytes], str, str]] = [
    (post(path="/prod/predict"), None, FORBIDDEN, "", "expected a path that begins with /dev, got '/prod/predict'"),
    (post(path="/"), None, FORBIDDEN, "", "expected a path that begins with /dev, got '/'"),
    (post(path="dev/predict"), None, FORBIDDEN, "", "expected a path that begins with /dev, got 'dev/predict'"),
    (post(path="/dev/nothing"), None, UNKNOWN, "", "there is no path '/nothing'"),
    (post(path="/dev//predict"), None, UNKNOWN, "", "there is no path '//predict'"),
    (post(path="/dev/pre%64ict"), None, UNKNOWN, "", "there is no path '/pre%64ict'"),
    (post()._replace(method="PUT"), None, UNKNOWN, "", "/predict takes POST, GET, got 'PUT'"),
    (post()._replace(method="OPTIONS"), None, UNKNOWN, "", "/predict takes POST, GET, got 'OPTIONS'"),
    (post(key=""), None, FORBIDDEN, "", "expected an API key in the header x-api-key"),
    (post(key="wrong"), None, FORBIDDEN, "", "what came in the header x-api-key is none of the 2 keys"),
    (post(b"["), None, INVALID, "ada", "the body is no JSON: Expecting value (line 1, column 2)"),
    (
        post(),
        TOO_LONG,
        (413, headers("BadRequestException"), b'{"message": "Request Too Long"}'),
        "ada",
        "RequestTooLargeException: the event has 7000000 bytes",
    ),
    (post(), THROTTLED, (500, BROKEN, ERROR_BODY), "ada", "TooManyRequestsException: Rate Exceeded."),
    (post(), KeyError("x"), (500, BROKEN, ERROR_BODY), "ada", "KeyError: 'x'"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "reply", "response", "key", "why"), REFUSED)
def test_a_refusal_is_whole(call: Call, reply: Any, response: tuple[int, Headers, bytes], key: str, why: str) -> None:
    assert answered(call, reply) == Answer(Response(*response), key, None, why)


def test_a_function_that_failed() -> None:
    error = {"errorMessage": "list index out of range", "errorType": "IndexError"}
    why = '{"errorMessage": "list index out of range", "errorType": "IndexError"}'
    assert answered(post(), error, error="Unhandled") == Answer(
        Response(502, BROKEN, ERROR_BODY), "ada", REPORT, why, b"END"
    )


def test_an_answer_of_500_and_more_comes_with_the_functions_log() -> None:
    answers = [answered(post(), {**OK, "statusCode": status}) for status in (200, 422, 500, 503)]
    assert [(answer.response.status, answer.log) for answer in answers] == [
        (200, b""),
        (422, b""),
        (500, b"END"),
        (503, b"END"),
    ]


def test_a_reply_that_is_none_is_told_to_the_user_only() -> None:
    known = "statusCode, headers, multiValueHeaders, body, isBase64Encoded"
    why = f"'code' of the function's reply: no such key; there are {known}"
    assert answered(post(), {"code": 200}) == Answer(Response(502, BROKEN, ERROR_BODY), "ada", REPORT, why, b"END")


# --- time -------------------------------------------------------------------------------------------------------------


class Slow:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    async def __call__(self, asked: Asked) -> Outcome:
        return await self.answer


def test_the_gateway_waits_for_29_seconds() -> None:
    async def run() -> tuple[bool, Answer, bool]:
        clock, function = Hands(), Slow()
        opened = gateway(function, clock=clock)
        call = asyncio.ensure_future(opened(post()))
        await clock.go(0)
        await clock.go(28.9)
        early = call.done()
        await clock.go(0.1)
        answer = await call
        stopped = function.answer.done()
        await opened.close()
        return early, answer, stopped

    early, answer, stopped = asyncio.run(run())
    body = b'{"message": "Endpoint request timed out"}'
    why = "the function did not answer within 29 s; it goes on"
    assert (early, answer, stopped) == (False, Answer(Response(504, BROKEN, body), "ada", None, why), False)


def test_a_closing_gateway_answers_who_still_waits() -> None:
    async def run() -> Answer:
        clock = Hands()
        opened = gateway(Slow(), clock=clock)
        call = asyncio.ensure_future(opened(post()))
        await clock.go(0)
        await opened.close()
        return await call

    answer = asyncio.run(run())
    assert (answer.response.status, answer.error) == (500, "the emulator is closing")


def test_a_caller_that_goes_stops_no_function() -> None:
    async def run() -> bool:
        clock, function = Hands(), Slow()
        opened = gateway(function, clock=clock)
        call = asyncio.ensure_future(opened(post()))
        await clock.go(0)
        call.cancel()
        await clock.go(0)
        stopped = function.answer.done()
        await opened.close()
        return stopped

    assert asyncio.run(run()) is False


# --- limits -----------------------------------------------------------------------------------------------------------


def test_a_key_has_its_rate_and_another_its_own() -> None:
    async def run() -> list[list[int]]:
        clock = Hands()
        opened = gateway(Function(), planned(Plan(2.0, 3)), clock=clock)
        first = await statuses(4, opened, post())
        other = await statuses(1, opened, post(key="ANOTHER-KEY-0123456789"))
        await clock.go(1.0)
        return [first, other, await statuses(3, opened, post()), await statuses(9, opened, Call("GET", "/dev/livez"))]

    assert asyncio.run(run()) == [[200, 200, 200, 429], [200], [200, 200, 429], [200] * 9]


def test_too_many_requests() -> None:
    async def run() -> Answer:
        opened = gateway(Function(), planned(Plan(0.5, 1)))
        await opened(post())
        return await opened(post())

    body = b'{"message":"Too Many Requests"}'
    why = "the key 'ada' may call 0.5 times per second, 1 at once"
    assert asyncio.run(run()) == Answer(Response(429, headers("TooManyRequestsException"), body), "ada", None, why)


def test_all_together_have_a_rate() -> None:
    async def run() -> list[int]:
        opened = gateway(Function(), planned(everyone=Plan(1.0, 2)))
        calls = (post(), Call("GET", "/dev/livez"), post(key="ANOTHER-KEY-0123456789"))
        return [(await opened(call)).response.status for call in calls]

    assert asyncio.run(run()) == [200, 200, 429]


# --- CORS -------------------------------------------------------------------------------------------------------------


def preflight(origin: str) -> Headers:
    return (
        ("x-amzn-requestid", REQUEST),
        ("x-amz-apigw-id", EXTENDED),
        ("access-control-allow-origin", origin),
        *((("vary", "origin"),) if origin != "*" else ()),
        ("access-control-allow-methods", "POST,GET,OPTIONS"),
        ("access-control-allow-headers", "content-type,accept,x-api-key,x-request-id,idempotency-key,traceparent"),
        ("access-control-max-age", "600"),
    )


ORIGINS = [
    (("*",), "https://x.example", "*"),
    (CORS.cors, "https://b.example", "https://b.example"),
    (CORS.cors, "https://x.example", "https://a.example"),
]


@pytest.mark.parametrize(("origins", "asks", "told"), ORIGINS)
def test_browsers_are_answered_without_a_key(origins: tuple[str, ...], asks: str, told: str) -> None:
    call = Call("OPTIONS", "/dev/predict", "", (("Origin", asks),))
    answer = answered(call, endpoint=ENDPOINT._replace(cors=origins))
    assert answer == Answer(Response(204, preflight(told)))


def test_errors_reach_pages_of_other_origins() -> None:
    told = (("access-control-allow-origin", "https://b.example"), ("vary", "origin"))
    page = ("origin", "https://b.example")
    calls = (post(b"", page, key=""), post(b"", page, path="/prod/predict"), Call("OPTIONS", "/dev/no", "", (page,)))
    known = [set(told) <= set(answered(call, endpoint=CORS).response.headers) for call in calls]
    assert known == [True, False, True]


def test_a_reply_has_the_functions_own_headers() -> None:
    answer = answered(post(b"1", ("origin", "https://b.example")), endpoint=CORS)
    assert answer.response.headers == (("content-type", "application/json"), *own())


# --- anything at all --------------------------------------------------------------------------------------------------

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"])
REPLIES = JSON | st.binary(max_size=30) | st.dictionaries(KEYS, JSON, max_size=4)


@settings(derandomize=True, deadline=None, max_examples=400)
@given(call=REST_CALLS, keyed=st.booleans(), reply=REPLIES, cors=st.sampled_from([(), ("*",), CORS.cors]))
def test_anything_is_answered(call: Call, keyed: bool, reply: Any, cors: tuple[str, ...]) -> None:
    function = Function(reply)
    sent = call._replace(headers=(*call.headers, ("x-api-key", SECRET))) if keyed else call

    async def run() -> Response:
        return (await gateway(function, ENDPOINT._replace(cors=cors))(sent)).response

    response = asyncio.run(run())
    assert 200 <= response.status <= 599
    assert all((name + value).encode("latin-1", "strict") and name == name.lower() for name, value in response.headers)
    assert [[source.name for source in matching(event)] for event in function.events] in ([], [["API Gateway REST"]])
