"""What a REST API answers by itself: one row for each case.

Where a row comes from:
  re:Post   https://repost.aws/knowledge-center/api-gateway-troubleshoot-403-forbidden
  dotnet    aws/aws-lambda-dotnet, Tools/LambdaTestTool-v2: AWS's own emulator, whose tests run against AWS, too
  types     https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
  assumed   no source was found
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from scorelet.emulator.gateway.identifiers import Identifiers
from scorelet.errors import ScoreletError
from scorelet.runtime.messages import Headers, Response

LARGEST_BODY = 10 * 1024 * 1024
"""Bytes of a request; of a longer one the gateway answers "too long" without looking at it."""

_JSON, _TEXT = "application/json", "text/plain"


class Case(NamedTuple):
    """status, body and x-amzn-ErrorType of an answer.

    shared  it is one of the API's own gateway responses, which get the headers that pages of other origins need
    """

    status: int
    body: bytes
    kind: str
    shared: bool = True
    content_type: str = _JSON


CASES: Mapping[str, Case] = MappingProxyType(
    {
        # Before it is known which API is meant, there are no headers of that API (re:Post; OWASP/Serverless-Goat#14).
        "stage": Case(403, b'{"message":"Forbidden"}', "ForbiddenException", shared=False),
        # Plain text, and without headers of the API: measured by several, such as a test of NHS's document service.
        # The kind is assumed.
        "too long": Case(
            413, b"HTTP content length exceeded 10485760 bytes.", "RequestTooLargeException", False, _TEXT
        ),
        # Before the API is known, too (content_codings.py); the kind as LocalStack has it.
        "coding": Case(415, b'{"message":"Unsupported Media Type"}', "BadRequestException", shared=False),
        "route": Case(403, b'{"message":"Missing Authentication Token"}', "MissingAuthenticationTokenException"),
        "key": Case(403, b'{"message":"Forbidden"}', "ForbiddenException"),
        "rate": Case(429, b'{"message":"Too Many Requests"}', "TooManyRequestsException"),
        "quota": Case(429, b'{"message":"Limit Exceeded"}', "LimitExceededException"),
        "body": Case(400, b'{"message": "Invalid request body"}', "BadRequestException"),
        # Of an event that Lambda does not take (https://github.com/koki-develop/lgtm-generator/issues/10).
        "event too long": Case(413, b'{"message": "Request Too Long"}', "BadRequestException"),
        # What goes wrong once a method runs has a blank after the colon (dotnet, ApiGatewayResponseTestCases; the 400
        # and the 504 as users of curl show them).
        "function": Case(502, b'{"message": "Internal server error"}', "InternalServerErrorException"),
        "reply": Case(502, b'{"message": "Internal server error"}', "InternalServerErrorException"),
        # base64 that is none is an error of configuration (types: API_CONFIGURATION_ERROR).
        "base64": Case(500, b'{"message": "Internal server error"}', "InternalServerErrorException"),
        # A throttled function, or one that is not there. AWS's documents also say 429.
        "refused": Case(500, b'{"message": "Internal server error"}', "InternalServerErrorException"),
        "late": Case(504, b'{"message": "Endpoint request timed out"}', "InternalServerErrorException"),
    }
)


class GatewayError(ScoreletError):
    """The gateway answers by itself. `case` is one of CASES; `why` is for the emulator's user: callers never see it.

    key: the name of the caller's key, where it is known.
    """

    def __init__(self, case: str, why: str, key: str = "") -> None:
        super().__init__(f"{case}: {why}")
        self.case = case
        self.why = why
        self.key = key


def error_response(case: Case, ids: Identifiers, cors: Headers) -> Response:
    """The answer; `cors`: the headers that pages of other origins need."""
    headers = (
        ("content-type", case.content_type),
        ("x-amzn-requestid", ids.request),
        ("x-amz-apigw-id", ids.extended),
        ("x-amzn-errortype", case.kind),
        *(cors if case.shared else ()),
    )
    return Response(case.status, headers, case.body)
