"""LocalStack without Docker, in a process of its own, with a function behind its API Gateway.

Functions run under the tests' own Python (`localstack_executor.py`). What it writes is in a temporary folder, but for
/tmp/localstack-s3-storage, which it has no setting for.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

import boto3
import requests
from botocore.config import Config

from scorelet.aws.endpoint import Endpoint
from tests.others.openapi_body import openapi_body
from tests.others.package import HANDLER, KEY, MEMORY, SECONDS
from tests.others.target import LOCALSTACK, Target, free_port

REGION = "us-east-1"
_ROLE = "arn:aws:iam::000000000000:role/function"
_TIME = 60.0
_REPOSITORY = Path(__file__).parents[2]


@contextmanager
def localstack(python: Path, folder: Path) -> Iterator[str]:
    """Its URL."""
    port, said = free_port(), folder / "said"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [python, "-m", "localstack.runtime.main"],
            env=_variables(folder, port), cwd=folder, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process, said)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _variables(folder: Path, port: int) -> dict[str, str]:
    plugins = folder / "plugins"
    described = plugins / "executor-1.dist-info"
    described.mkdir(parents=True)
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: executor\nVersion: 1\n")
    (described / "entry_points.txt").write_text(
        "[localstack.lambda.runtime_executor]\nprocess = tests.others.localstack_executor:plugin\n"
    )
    (folder / "tmp").mkdir()
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "TMPDIR": str(folder / "tmp"),
        "FILESYSTEM_ROOT": str(folder / "files"),
        "PYTHONPATH": f"{plugins}:{_REPOSITORY}",
        "SCORELET_FUNCTIONS_PYTHON": sys.executable,
        "LAMBDA_RUNTIME_EXECUTOR": "process",
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        "DNS_ADDRESS": "0",
        "USE_SSL": "0",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DISABLE_EVENTS": "1",
        "EAGER_SERVICE_LOADING": "0",
    }


def _wait(url: str, process: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + _TIME
    while time.monotonic() < until:
        with suppress(requests.ConnectionError):
            if requests.get(f"{url}/_localstack/health", timeout=5).ok:
                return
        assert process.poll() is None, said.read_text()
        time.sleep(0.1)
    raise AssertionError(f"LocalStack did not start: {said.read_text()}")


def client(url: str, service: Literal["lambda", "apigateway"]) -> Any:
    """A client of boto3 for what answers there."""
    once = Config(retries={"max_attempts": 1}, read_timeout=60)
    return boto3.client(
        service, endpoint_url=url, region_name=REGION, config=once,
        aws_access_key_id="test", aws_secret_access_key="test",
    )  # fmt: skip


def deploy(url: str, package: bytes, endpoint: Endpoint) -> Target:
    """The package as a function with the alias "live", behind a REST API with a key."""
    functions = client(url, "lambda")
    functions.create_function(
        FunctionName=endpoint.name, Runtime=f"python3.{sys.version_info.minor}", Role=_ROLE, Handler=HANDLER,
        Code={"ZipFile": package}, MemorySize=MEMORY, Timeout=SECONDS,
    )  # fmt: skip
    functions.get_waiter("function_active_v2").wait(FunctionName=endpoint.name, WaiterConfig={"Delay": 1})
    version = functions.publish_version(FunctionName=endpoint.name)["Version"]
    live = functions.create_alias(FunctionName=endpoint.name, Name="live", FunctionVersion=version)["AliasArn"]
    gateway = client(url, "apigateway")
    body = openapi_body(endpoint, live, REGION)
    api = gateway.import_rest_api(body=json.dumps(body).encode())["id"]
    gateway.create_deployment(restApiId=api, stageName=endpoint.stage)
    functions.add_permission(
        FunctionName=endpoint.name, Qualifier="live", StatementId="gateway", Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com", SourceArn=f"arn:aws:execute-api:{REGION}:000000000000:{api}/*",
    )  # fmt: skip
    key = gateway.create_api_key(name="someone", value=KEY, enabled=True)["id"]
    plan = gateway.create_usage_plan(name="callers", apiStages=[{"apiId": api, "stage": endpoint.stage}])["id"]
    gateway.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")
    return Target(LOCALSTACK, f"{url}/_aws/execute-api/{api}/{endpoint.stage}")
