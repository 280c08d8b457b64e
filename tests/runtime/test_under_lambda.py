"""Under AWS's own runtime interface client, in a process of its own: what a function is like that was deployed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from scorelet.service.values import EventSource, Log
from tests.bundle.models import ROWS, packed
from tests.runtime.events.recorded import event
from tests.runtime.lambda_api import LambdaApi
from tests.runtime.lambda_packages import write

SOURCE = Path(__file__).parents[2] / "src"
VERSION = packed().short_version
ONE = {"model": "towns", "version": VERSION, "prediction": "young", "score": 1.5}


@contextmanager
def function(api: LambdaApi, package: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """The function, which ends when this does."""
    known = {
        "AWS_LAMBDA_RUNTIME_API": api.address,
        "LAMBDA_TASK_ROOT": str(package),
        "PYTHONPATH": str(SOURCE),
        "_HANDLER": "scorelet.runtime.lambda_handler.handler",
        **environment,
    }
    command = [sys.executable, "-m", "awslambdaric", "scorelet.runtime.lambda_handler.handler"]
    process = subprocess.Popen(command, env=known, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def api() -> Iterator[LambdaApi]:
    with LambdaApi() as found:
        yield found


def test_requests_batches_and_rows_are_answered(api: LambdaApi, tmp_path: Path) -> None:
    arn = event("sqs")["Records"][0]["eventSourceARN"]
    package = write(tmp_path, events=(EventSource("sqs", arn=arn),))
    with function(api, package):
        rest = api.invoke(event("rest"))
        assert (rest.kind, json.loads(rest.body["body"]), rest.body["statusCode"]) == ("response", ONE, 200)
        batch = api.invoke(event("sqs"))
        assert [each["itemIdentifier"][-1] for each in batch.body["batchItemFailures"]] == ["2", "4"]
        assert api.invoke(ROWS[0]).body == ONE


@pytest.mark.parametrize(
    ("given", "kind", "text"),
    [
        ({**ROWS[0], "age": "old"}, "RequestError", "422: expected a number, got string 'old' - at /age"),
        (event("dynamodb"), "EventError", "expected an event or rows, got an object with the keys 'Records', of aws:"),
    ],
)
def test_an_error_has_a_type_a_text_and_one_line(
    api: LambdaApi, tmp_path: Path, given: Any, kind: str, text: str
) -> None:
    with function(api, write(tmp_path)):
        said = api.invoke(given)
    assert (said.kind, said.body["errorType"]) == ("error", kind)
    assert said.body["errorMessage"].startswith(text)
    (frame,) = said.body["stackTrace"]
    assert "door.py" in frame
    assert "Bonn" not in json.dumps(said.body)


def test_a_start_that_fails_is_an_init_error(api: LambdaApi, tmp_path: Path) -> None:
    with function(api, tmp_path) as process:
        said = api.said.get(timeout=30)
        _, err = process.communicate(timeout=30)
    why = f"there is no package of a service: cannot read '{tmp_path}/service.json': no such file or directory"
    assert (said.kind, said.body["errorType"], said.body["errorMessage"]) == ("init", "ServiceError", why)
    assert f"scorelet: the service cannot start: {why}\n" in err
    assert process.returncode == 1


def test_a_log_in_s3_is_written_after_the_answer(api: LambdaApi, tmp_path: Path) -> None:
    """By the extension; S3 is not there, which costs the log and no answer."""
    package = write(tmp_path, log=Log(to="s3://logs/towns"))
    nowhere = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_REGION": "eu-west-1"}
    keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example"}
    with function(api, package, **nowhere, **keys):
        assert [api.invoke(ROWS[0]).body for _ in range(3)] == [ONE] * 3
    assert api.registered == [("scorelet", {"events": ["INVOKE"]})]


def test_a_snapshot_is_taken_and_restored(api: LambdaApi, tmp_path: Path) -> None:
    with function(api, write(tmp_path), AWS_LAMBDA_INITIALIZATION_TYPE="snap-start"):
        assert api.invoke(ROWS[0]).body == ONE
    assert api.restored == 1
