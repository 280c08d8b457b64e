"""The journey of a program that calls the function by itself: boto3's Lambda client against the emulator."""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.emulators import Emulator
from tests.emulator.functions import plain
from tests.emulator.packages import zipped
from tests.journeys.conftest import KEY
from tests.journeys.seeds import FLOWERS, RECORD

NAME = "seeds-dev"
EVENT = json.dumps(RECORD).encode()
"""Rows without anything around them, for the default model."""
OTHER = """
def handler(event, context):
    print("told:", event["said"])
    if event["said"] == "fail":
        raise ValueError("no such thing")
    return [context.function_name, context.function_version, context.memory_limit_in_mb]
"""


@pytest.fixture(scope="module")
def functions(emulator: Emulator) -> Any:
    return emulator.functions


def said(answer: Any) -> Any:
    return json.loads(answer["Payload"].read())


def test_an_invocation_with_its_log(functions: Any) -> None:
    answer = functions.invoke(FunctionName=f"{NAME}:live", Payload=EVENT, LogType="Tail")
    assert (answer["StatusCode"], answer["ExecutedVersion"]) == (200, "1")
    assert said(answer)["prediction"] == "R"
    lines = plain(base64.b64decode(answer["LogResult"])).splitlines()
    assert [line.split()[0] for line in lines if line.startswith(("START", "END", "REPORT"))] == [
        "START",
        "END",
        "REPORT",
    ]
    assert re.fullmatch(r"START RequestId: \S{36} Version: 1", lines[0])


def test_the_newest_code_is_asked_where_nothing_is_named(functions: Any) -> None:
    answer = functions.invoke(FunctionName=NAME, Payload=b"7")
    assert (answer["ExecutedVersion"], answer["FunctionError"]) == ("$LATEST", "Unhandled")
    assert said(answer)["errorType"] == "EventError"


def test_nobody_waits_for_an_event(emulator: Emulator, functions: Any) -> None:
    answer = functions.invoke(FunctionName=NAME, Payload=EVENT, InvocationType="Event")
    assert (answer["StatusCode"], answer["Payload"].read()) == (202, b"")
    answer = functions.invoke(FunctionName=NAME, Payload=EVENT, InvocationType="DryRun")
    assert (answer["StatusCode"], answer["Payload"].read()) == (204, b"")


def test_what_there_is_none_of(functions: Any) -> None:
    def refused(**asked: Any) -> tuple[int, str]:
        with pytest.raises(ClientError) as caught:
            functions.invoke(Payload=b"{}", **asked)
        response: Any = caught.value.response
        return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]

    assert refused(FunctionName="nobody") == (404, "ResourceNotFoundException")
    assert refused(FunctionName=NAME, Qualifier="77") == (404, "ResourceNotFoundException")
    assert refused(FunctionName=f"{NAME}:prod") == (404, "ResourceNotFoundException")


def test_other_code_versions_and_weights(emulator: Emulator, functions: Any) -> None:
    """The newest code changes; the alias behind the gateway stays where it was, until it is pointed elsewhere."""
    updated = functions.update_function_code(FunctionName=NAME, ZipFile=zipped(OTHER), Publish=True)
    number = updated["Version"]
    assert int(number) > 1
    answer = functions.invoke(FunctionName=NAME, Qualifier=number, Payload=b'{"said": "hello"}', LogType="Tail")
    assert said(answer) == [NAME, number, "512"]
    assert "told: hello\n" in base64.b64decode(answer["LogResult"]).decode()
    failed = functions.invoke(FunctionName=NAME, Payload=b'{"said": "fail"}')
    assert (failed["StatusCode"], failed["FunctionError"]) == (200, "Unhandled")
    assert said(failed)["errorMessage"] == "no such thing"

    both = {"AdditionalVersionWeights": {number: 0.5}}
    functions.create_alias(FunctionName=NAME, Name="canary", FunctionVersion="1", RoutingConfig=both)
    asked = [
        functions.invoke(FunctionName=NAME, Qualifier="canary", Payload=EVENT[:-1] + b',"said":""}') for _ in range(40)
    ]
    counted = Counter(one["ExecutedVersion"] for one in asked)
    assert counted.keys() == {"1", number}
    assert min(counted.values()) > 5

    answer = emulator.ask("POST", "/api/models/iris/predict", json=FLOWERS, headers={"x-api-key": KEY})
    assert (answer.status_code, answer.json()["prediction"]) == (200, [2, 1])
    functions.update_alias(FunctionName=NAME, Name="live", FunctionVersion=number)
    try:
        answer = emulator.ask("POST", "/api/models/iris/predict", json=FLOWERS, headers={"x-api-key": KEY})
        assert (answer.status_code, answer.text) == (502, '{"message": "Internal server error"}')
    finally:
        functions.update_alias(FunctionName=NAME, Name="live", FunctionVersion="1")


def test_no_zip_changes_nothing(functions: Any) -> None:
    before = functions.get_function_configuration(FunctionName=NAME)["CodeSha256"]
    with pytest.raises(ClientError, match="Could not unzip uploaded file") as caught:
        functions.update_function_code(FunctionName=NAME, ZipFile=b"no zip")
    response: Any = caught.value.response
    assert response["Error"]["Code"] == "InvalidParameterValueException"
    assert functions.get_function_configuration(FunctionName=NAME)["CodeSha256"] == before
