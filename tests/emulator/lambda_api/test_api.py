from __future__ import annotations

import asyncio
from typing import Any

import pytest
import requests
from hypothesis import given, settings

from scorelet.emulator.gateway.call import Call
from scorelet.emulator.lambda_api.api import OPERATIONS, PATHS, PREFIX, LambdaApi
from tests.emulator.clocks import Hands
from tests.emulator.fronts import TIME
from tests.emulator.gateway.calls import CALLS
from tests.emulator.lambda_api.bench import ARN, FIRST, Bench, sha
from tests.emulator.lambda_api.lambdas import FakeLambda

STALE = (
    "The RevisionId provided does not match the latest RevisionId. Call the {} API to retrieve the latest RevisionId"
)


OTHER_CODE = (
    f"CodeSHA256 (other) is different from current CodeSHA256 in $LATEST ({sha(FIRST)}). "
    "Please try again with the CodeSHA256 in $LATEST."
)


@pytest.mark.parametrize(
    ("operation", "arguments", "status", "kind", "message"),
    [
        (
            "update_function_code",
            {"ZipFile": b"no zip"},
            400,
            "InvalidParameterValueException",
            "Could not unzip uploaded file. Please check your file, then try to upload again. (File is not a zip file)",
        ),
        (
            "update_function_code",
            {"S3Bucket": "bucket", "S3Key": "k"},
            400,
            "InvalidParameterValueException",
            "expected ZipFile: the emulator reads no buckets and no images",
        ),
        (
            "publish_version",
            {"CodeSha256": "other"},
            400,
            "InvalidParameterValueException",
            OTHER_CODE,
        ),
        ("publish_version", {"RevisionId": "old"}, 412, "PreconditionFailedException", STALE.format("GetFunction")),
        (
            "update_alias",
            {"Name": "live", "RevisionId": "old"},
            412,
            "PreconditionFailedException",
            STALE.format("GetAlias"),
        ),
        ("get_alias", {"Name": "x"}, 404, "ResourceNotFoundException", f"Cannot find alias arn: {ARN}:x"),
        ("update_alias", {"Name": "x"}, 404, "ResourceNotFoundException", f"Cannot find alias arn: {ARN}:x"),
        (
            "create_alias",
            {"Name": "live", "FunctionVersion": "1"},
            409,
            "ResourceConflictException",
            f"Alias already exists: {ARN}:live",
        ),
        (
            "create_alias",
            {"Name": "12", "FunctionVersion": "1"},
            400,
            "InvalidParameterValueException",
            "'12' is no name of an alias",
        ),
        (
            "create_alias",
            {"Name": "next", "FunctionVersion": "9"},
            404,
            "ResourceNotFoundException",
            f"Function not found: {ARN}:9",
        ),
    ],
)
def test_what_is_refused(
    bench: Bench, operation: str, arguments: dict[str, Any], status: int, kind: str, message: str
) -> None:
    assert bench.refused(operation, FunctionName="iris", **arguments) == (kind, status, kind, message)


def test_an_unknown_operation_says_what_is_known(bench: Bench) -> None:
    known = (
        "the emulator knows no DELETE /2015-03-31/functions/iris; it knows CreateAlias, GetAlias, GetFunction, "
        "GetFunctionConfiguration, Invoke, ListAliases, ListFunctions, ListVersionsByFunction, PublishVersion, "
        "UpdateAlias, UpdateFunctionCode"
    )
    told = bench.refused("delete_function", FunctionName="iris")
    assert told == ("ClientError", 501, "NotImplementedException", known)


def test_each_path_has_its_operation() -> None:
    assert {*OPERATIONS, "Invoke", "UpdateFunctionCode"} == set(PATHS.values())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "Could not parse request body into json: Expecting property name enclosed in double quotes: "),
        (b"[]", "expected an object as the body of the request"),
        (b'{"Name": 1}', "expected a text at Name"),
        (b'{"Name": "a", "RoutingConfig": 1}', "expected versions and numbers at RoutingConfig."),
        (
            b'{"Name": "a", "RoutingConfig": {"AdditionalVersionWeights": {"1": "x"}}}',
            "expected versions and numbers at RoutingConfig.",
        ),
        (
            b'{"Name": "a", "RoutingConfig": {"AdditionalVersionWeights": {"alias": 1}}}',
            "expected versions and numbers at RoutingConfig.",
        ),
    ],
)
def test_bodies_that_no_client_of_aws_sends(bench: Bench, body: bytes, message: str) -> None:
    answer = requests.post(f"{bench.url}{PREFIX}/iris/aliases", data=body, timeout=TIME)
    assert (answer.status_code, answer.json()["message"][: len(message)]) == (400, message)
    assert len(answer.headers["x-amzn-requestid"]) == 36


def test_a_package_that_is_no_base64(bench: Bench) -> None:
    answer = requests.put(f"{bench.url}{PREFIX}/iris/code", json={"ZipFile": "?"}, timeout=TIME)
    assert (answer.status_code, answer.json()["message"]) == (400, "expected base64 at ZipFile")


@given(CALLS)
@settings(derandomize=True, deadline=None, max_examples=100)
def test_every_call_gets_an_answer(call: Call) -> None:
    api = LambdaApi(FakeLambda(), clock=Hands())
    for path in ("", "/", "/iris/invocations", "/iris/aliases", "/iris/versions", "/iris/code", call.path):
        answer = asyncio.run(api(call._replace(path=PREFIX + path)))
        assert 200 <= answer.response.status < 600
