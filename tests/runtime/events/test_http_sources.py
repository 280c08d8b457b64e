"""API Gateway, function URLs and load balancers: whole replies to whole events."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode, b64encode
from typing import Any

import pytest

from scorelet.errors import EventError
from scorelet.observe.observation import Observation
from scorelet.runtime.events import http
from scorelet.runtime.events.http import answered, carried, replied
from scorelet.runtime.messages import Request, Response
from scorelet.service.values import Api, Limits
from tests.runtime.events.recorded import INVOCATION, VERSION, event, reply, setting
from tests.runtime.services import app_of, served

SAID = json.dumps({"model": "towns", "version": VERSION, "prediction": "young", "score": 1.5}, separators=(",", ":"))


def headers(request_id: str, **more: str) -> dict[str, str]:
    return {"content-type": "application/json", "x-request-id": request_id, "x-model-version": VERSION} | more


def scored(request_id: str) -> dict[str, Any]:
    return {"statusCode": 200, "headers": headers(request_id), "body": SAID, "isBase64Encoded": False}


@pytest.mark.parametrize(
    ("name", "request_id"),
    [
        ("rest", "7f3c1d52-0a4e-4b8e-9d0f-1c2b3a4d5e6f"),
        ("rest_custom_domain", "7f3c1d52-0a4e-4b8e-9d0f-1c2b3a4d5e6f"),
        ("rest_console_test", "7f3c1d52-0a4e-4b8e-9d0f-1c2b3a4d5e6f"),
        ("http_api_payload_1", "7f3c1d52-0a4e-4b8e-9d0f-1c2b3a4d5e6f"),
        ("function_url", "0c2c9d0e-5e0f-4a9b-8f53-0e1f2a3b4c5d"),
    ],
)
def test_gateways_get_the_whole_reply(name: str, request_id: str) -> None:
    assert reply(name) == scored(request_id)


def test_an_http_api_says_its_stage_and_its_cookies() -> None:
    app = app_of(served("towns", alias="prod"))
    assert reply("http_api", setting(app=app)) == scored("JKJaXmPLvHcESHA=")


def test_a_load_balancer_gets_its_status_in_words() -> None:
    assert reply("alb") == scored(INVOCATION) | {"statusDescription": "200 OK"}


def test_a_load_balancer_with_many_values_gets_many() -> None:
    whole = scored(INVOCATION) | {"statusDescription": "200 OK"}
    lines = {name: [value] for name, value in whole.pop("headers").items()}
    assert reply("alb_multi_value") == whole | {"multiValueHeaders": lines}


def test_the_load_balancers_own_question_is_one_for_readiness() -> None:
    app = Recording()
    reply("alb_health_check", setting(app=app))
    assert app.requests == [
        Request("GET", "/readyz", headers={"user-agent": "ELB-HealthChecker/2.0"}, id=INVOCATION, deadline=1010.0)
    ]


class Recording:
    """Stands where the app does."""

    def __init__(self, response: Response | None = None) -> None:
        self.requests: list[Request] = []
        self.response = response or Response(204)

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        return self.response


def request_of(given: Any) -> Request:
    app = Recording()
    reply(given, setting(app=app))
    (request,) = app.requests
    return request


def test_a_rest_event_becomes_a_request() -> None:
    request = request_of("rest")
    assert request._replace(headers={}) == Request(
        "POST",
        "/api/models/towns/predict",
        body=b'{"age": 20.0, "income": 1.5, "home_town": "Bonn"}',
        id="7f3c1d52-0a4e-4b8e-9d0f-1c2b3a4d5e6f",
        key_id="k1e2y3i4d5",
        deadline=1010.0,
    )
    assert request.headers["content-type"] == "application/json"
    assert request.headers["x-forwarded-for"] == "192.0.2.10, 198.51.100.7"


def test_a_keys_id_is_observed_and_never_the_key() -> None:
    seen: list[Observation] = []
    reply("rest", setting(app=app_of(seen=seen)))
    assert [one.key_id for one in seen] == ["k1e2y3i4d5"]
    assert "EXAMPLE-KEY" not in repr(seen)
    assert "EXAMPLE-KEY" not in repr(request_of("rest"))


def test_the_path_is_the_routes_without_stage_and_base_path() -> None:
    rest, api = event("rest"), event("http_api")
    assert request_of("rest_custom_domain").path == "/api/models/towns/predict"
    assert request_of(rest | {"resource": "/predict", "path": "/v1/predict", "pathParameters": None}).path == "/predict"
    assert request_of(rest | {"path": "/x", "pathParameters": {}}).path == "/x"
    assert request_of(rest | {"pathParameters": {"proxy": "api/models/a%40b"}}).path == "/api/models/a@b"
    assert request_of(api).path == "/api/models/towns@prod/predict"
    assert request_of(api | {"routeKey": "$default", "pathParameters": None}).path == "/api/models/towns@prod/predict"
    assert request_of(api | {"routeKey": "$default", "rawPath": "/prod"}).path == "/"
    assert request_of(api | {"routeKey": "$default", "rawPath": "/production/x"}).path == "/production/x"


def test_a_path_is_decoded_once_by_whoever_does_it() -> None:
    open_path = {"routeKey": "$default", "pathParameters": None}
    sent = "/api/models/a%2540b"
    assert request_of(event("function_url") | {"rawPath": sent}).path == "/api/models/a%40b"
    assert request_of(event("rest") | {"resource": sent}).path == "/api/models/a%40b"
    decoded = "/api/models/a%40b"
    assert request_of(event("http_api") | open_path | {"rawPath": decoded}).path == decoded
    assert request_of(event("http_api") | {"pathParameters": {"proxy": "api/models/a%40b"}}).path == decoded
    assert request_of(event("http_api_payload_1") | {"pathParameters": {"proxy": decoded[1:]}}).path == decoded


def test_queries_come_decoded_or_not() -> None:
    many = {"city": ["Hong Kong", "Köln & Bonn"], "x": ["1"]}
    rest = event("rest") | {"multiValueQueryStringParameters": many}
    assert request_of(rest).query == "city=Hong+Kong&city=K%C3%B6ln+%26+Bonn&x=1"
    single = event("rest") | {"queryStringParameters": {"a": "b c"}}
    assert request_of(single).query == "a=b+c"
    assert request_of("function_url").query == "age=20&income=1.5&home%20town=Bonn"
    assert request_of(event("alb") | {"queryStringParameters": {"a%20b": "c+d"}}).query == "a%20b=c+d"
    assert request_of("alb_multi_value").query == "age=20&income=1.5&home%20town=Bonn"


def test_headers_of_several_lines_are_joined() -> None:
    lines = {"Accept": ["text/html", "*/*"], "Cookie": ["a=1", "b=2"]}
    rest = request_of(event("rest") | {"multiValueHeaders": lines})
    assert rest.headers == {"accept": "text/html, */*", "cookie": "a=1; b=2"}
    assert request_of(event("rest") | {"multiValueHeaders": None, "headers": {"X": "y", "Z": None}}).headers == {
        "x": "y"
    }
    assert request_of("http_api").headers["cookie"] == "session=1; theme=dark"


def test_bodies_come_as_text_or_in_base64() -> None:
    rest = event("rest")
    assert request_of(rest | {"body": "Köln"}).body == "Köln".encode()
    assert request_of(rest | {"body": b64encode(b"\x00\xff").decode(), "isBase64Encoded": True}).body == b"\x00\xff"
    assert request_of(rest | {"body": None}).body == b""
    assert request_of("function_url").body == b""
    with pytest.raises(EventError) as caught:
        reply(rest | {"body": "a", "isBase64Encoded": True})
    assert str(caught.value) == "expected base64 at body of the event, which isBase64Encoded says it is"


def test_a_body_that_the_gateway_unpacked_is_not_unpacked_again() -> None:
    rest = event("rest")
    rest["multiValueHeaders"]["Content-Encoding"] = ["gzip"]
    assert "content-encoding" not in request_of(rest).headers
    assert reply(rest)["statusCode"] == 200
    packed = rest | {"body": b64encode(gzip.compress(rest["body"].encode())).decode(), "isBase64Encoded": True}
    assert request_of(packed).headers["content-encoding"] == "gzip"
    assert reply(packed)["statusCode"] == 200


def test_an_error_is_a_problem_and_no_exception() -> None:
    given = reply(event("rest") | {"body": "{"})
    assert (given["statusCode"], given["headers"]["content-type"]) == (400, "application/problem+json")
    assert given["isBase64Encoded"] is False
    assert json.loads(given["body"])["title"] == "Bad Request"


@pytest.mark.parametrize("name", ["rest", "http_api", "alb"])
def test_cross_origin_calls_are_asked_for_and_answered(name: str) -> None:
    app = app_of(api=Api(cors=("https://pages.example.com",)))
    asked = event(name)
    asked |= {"body": "", "isBase64Encoded": False, "multiValueHeaders": None}
    asked["headers"] = {"Origin": "https://pages.example.com", "Access-Control-Request-Method": "POST"}
    if name == "http_api":
        asked["requestContext"]["http"]["method"] = "OPTIONS"
    given = reply(asked | {"httpMethod": "OPTIONS"}, setting(app=app))
    assert given["statusCode"] == 204
    assert given["headers"]["access-control-allow-origin"] == "https://pages.example.com"
    assert given["headers"]["access-control-allow-headers"] == "content-type, x-api-key"
    assert (given["body"], given["isBase64Encoded"]) == ("", False)


def test_head_has_no_body() -> None:
    given = reply(event("rest_custom_domain") | {"httpMethod": "HEAD"})
    assert (given["statusCode"], given["body"], given["isBase64Encoded"]) == (200, "", False)
    assert given["headers"]["content-length"] == str(len(SAID))


@pytest.mark.parametrize(
    ("kind", "body", "base64"),
    [
        ("application/json", b"{}", False),
        ("application/problem+json", b"{}", False),
        ("text/html; charset=utf-8", "Köln".encode(), False),
        ("text/plain", b"\xff", True),
        ("application/octet-stream", b"plain", True),
        ("image/png", b"\x89PNG", True),
        ("", b"", False),
    ],
)
def test_our_own_type_decides_whether_a_body_goes_as_text(kind: str, body: bytes, base64: bool) -> None:
    text, packed = carried(Response(200, (("content-type", kind),) if kind else (), body))
    assert packed is base64
    assert (b64decode(text) if base64 else text.encode()) == body


TWO_COOKIES = Response(200, (("vary", "accept"), ("set-cookie", "a=1"), ("vary", "origin"), ("set-cookie", "b=2")))


def test_headers_go_joined_and_cookies_apart() -> None:
    plain = {"statusCode": 200, "headers": {"vary": "accept, origin"}, "body": "", "isBase64Encoded": False}
    assert replied(TWO_COOKIES) == (plain, ["a=1", "b=2"])
    given = setting(app=Recording(TWO_COOKIES))
    assert reply("rest", given) == plain | {"multiValueHeaders": {"set-cookie": ["a=1", "b=2"]}}
    assert reply("function_url", given) == plain | {"cookies": ["a=1", "b=2"]}
    words = {"statusDescription": "200 OK"}
    assert reply("alb", given) == plain | words | {"headers": {"vary": "accept, origin", "set-cookie": "b=2"}}
    many = {"vary": ["accept", "origin"], "set-cookie": ["a=1", "b=2"]}
    del plain["headers"]
    assert reply("alb_multi_value", given) == plain | words | {"multiValueHeaders": many}


def test_an_answer_that_lambda_cannot_carry_is_a_413() -> None:
    app = app_of()
    request = Request(
        "POST", "/predict", body=json.dumps([event("sqs")["Records"] and ROW] * 20).encode(), id="request-1"
    )
    whole = app(request)
    size = len(whole.body) + whole.body.count(b'"')
    assert answered(app, request, size) == whole
    refused = answered(app, request, size - 1)
    assert (refused.status, json.loads(refused.body)["detail"]) == (
        413,
        f"the answer takes {size} bytes, and Lambda carries {size - 1}; send fewer rows at once",
    )
    assert refused.header("x-request-id") == "request-1"
    assert http.LARGEST_REPLY < 6_291_556 - 10_000


ROW = {"age": 20.0, "income": 1.5, "home_town": "Bonn"}


def test_a_body_over_the_services_limit_is_a_413() -> None:
    given = reply("rest", setting(app=app_of(limits=Limits(body=10))))
    assert given["statusCode"] == 413
