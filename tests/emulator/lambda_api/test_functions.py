from __future__ import annotations

import asyncio
import json

from scorelet.emulator.gateway.call import Call
from scorelet.emulator.lambda_api.api import PREFIX, LambdaApi
from tests.emulator.lambda_api.bench import ARN, FIRST, SECOND, Bench, sha
from tests.emulator.lambda_api.lambdas import FakeLambda


def test_what_is_told_of_a_function(bench: Bench) -> None:
    document = bench.client.get_function_configuration(FunctionName="iris")
    document.pop("ResponseMetadata")
    assert document.pop("Architectures") in (["x86_64"], ["arm64"])
    assert document.pop("Runtime").startswith("python3.")
    assert len(document.pop("RevisionId")) == 36
    assert document == {
        "FunctionName": "iris",
        "FunctionArn": ARN,
        "Role": "arn:aws:iam::123456789012:role/iris",
        "Handler": "scorelet.runtime.lambda_handler.handler",
        "CodeSize": len(FIRST),
        "Description": "",
        "Timeout": 10,
        "MemorySize": 256,
        "LastModified": "2023-11-14T22:13:20.000+0000",
        "CodeSha256": sha(FIRST),
        "Version": "$LATEST",
        "Environment": {"Variables": {"A": "b"}},
        "TracingConfig": {"Mode": "PassThrough"},
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "PackageType": "Zip",
        "EphemeralStorage": {"Size": 512},
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
    }


def test_a_function_with_its_concurrency(bench: Bench) -> None:
    told = bench.client.get_function(FunctionName="iris", Qualifier="live")
    assert told["Concurrency"] == {"ReservedConcurrentExecutions": 7}
    configuration = told["Configuration"]
    assert (configuration["FunctionArn"], configuration["Version"]) == (f"{ARN}:live", "1")
    assert [one["FunctionName"] for one in bench.client.list_functions()["Functions"]] == ["iris"]


def test_waiters_do_not_wait(bench: Bench) -> None:
    bench.client.get_waiter("function_active_v2").wait(FunctionName="iris")
    bench.client.get_waiter("function_updated_v2").wait(FunctionName="iris")


def test_a_new_version(bench: Bench) -> None:
    made = bench.client.publish_version(FunctionName="iris", Description="better", CodeSha256=sha(FIRST))
    told = (made["ResponseMetadata"]["HTTPStatusCode"], made["Version"], made["Description"], made["FunctionArn"])
    assert told == (201, "2", "better", f"{ARN}:2")
    listed = bench.client.list_versions_by_function(FunctionName="iris")["Versions"]
    assert [(one["Version"], one["Description"]) for one in listed] == [("$LATEST", ""), ("1", ""), ("2", "better")]


def test_nothing_new_is_no_new_version(bench: Bench) -> None:
    bench.function.is_changed = False
    made = bench.client.publish_version(FunctionName="iris", Description="the same")
    assert (made["Version"], made["Description"], list(bench.function.by_number)) == ("1", "", ["$LATEST", "1"])


def test_new_code(bench: Bench) -> None:
    tried = bench.client.update_function_code(FunctionName="iris", ZipFile=SECOND, DryRun=True)
    assert (tried["CodeSha256"], tried["CodeSize"], bench.packages) == (sha(SECOND), len(SECOND), [])
    made = bench.client.update_function_code(FunctionName="iris", ZipFile=SECOND, Publish=True)
    assert (made["Version"], made["CodeSha256"], bench.packages) == ("2", sha(SECOND), [SECOND])
    listed = bench.client.list_versions_by_function(FunctionName="iris")["Versions"]
    assert [one["CodeSha256"] for one in listed] == [sha(SECOND), sha(FIRST), sha(SECOND)]


def test_code_of_8_mb(bench: Bench) -> None:
    bench.client.update_function_code(FunctionName="iris", ZipFile=bytes(8 * 1024 * 1024))
    assert [len(package) for package in bench.packages] == [8 * 1024 * 1024]


def test_code_that_cannot_change() -> None:
    call = Call("PUT", f"{PREFIX}/iris/code", body=json.dumps({"ZipFile": "UEs="}).encode())
    answer = asyncio.run(LambdaApi(FakeLambda())(call))
    assert (answer.response.status, answer.error) == (
        501,
        "NotImplementedException: the emulator was started so that its code cannot change",
    )
