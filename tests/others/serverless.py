"""serverless-offline, in a process of its own, with the package as a service of the Serverless Framework.

Each request has a Python process of its own there, since one that ended is not replaced.
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
from typing import Any

from scorelet.aws.endpoint import Endpoint, Method
from tests.others.package import HANDLER, KEY, MEMORY
from tests.others.target import SERVERLESS, Target, free_port

_TIME = 60.0
_SECONDS = 3
"""What a function may take: one that failed takes all of it, since nothing tells serverless-offline that it did."""


@contextmanager
def serverless(program: Path, package: Path, endpoint: Endpoint) -> Iterator[Target]:
    port = free_port()
    described = _service(endpoint, package, port)
    (package / "serverless.json").write_text(json.dumps(described))
    said = package.parent / "serverless-said"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [program, "offline", "start"],
            env=_variables(program, package), cwd=package, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    try:
        _wait(process, said)
        yield Target(SERVERLESS, f"http://127.0.0.1:{port}/{endpoint.stage}")
    finally:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _service(endpoint: Endpoint, package: Path, port: int) -> dict[str, Any]:
    ways = [{"http": _way(method, endpoint)} for method in endpoint.methods]
    return {
        "service": endpoint.name,
        "frameworkVersion": "3",
        "plugins": ["serverless-offline"],
        "provider": {
            "name": "aws",
            "runtime": f"python3.{sys.version_info.minor}",
            "stage": endpoint.stage,
            "region": "us-east-1",
            "memorySize": MEMORY,
            "timeout": _SECONDS,
            "environment": {"SCORELET_PACKAGE": str(package), "PYTHONPATH": str(package)},
            "apiGateway": {
                "apiKeys": [{"name": "someone", "value": KEY}],
                "binaryMediaTypes": list(endpoint.binary),
            },
        },
        "functions": {"towns": {"handler": HANDLER, "events": ways}},
        "custom": {
            "serverless-offline": {
                "host": "127.0.0.1", "httpPort": port, "lambdaPort": free_port(), "albPort": free_port(),
                "websocketPort": free_port(), "noSponsor": True, "reloadHandler": True,
            }
        },
    }  # fmt: skip


def _way(method: Method, endpoint: Endpoint) -> dict[str, Any]:
    way: dict[str, Any] = {"path": method.path, "method": method.method.lower(), "private": method.key}
    if endpoint.cors:
        way["cors"] = {"origin": endpoint.cors[0], "headers": ["Content-Type", "X-Api-Key"]}
    if method.body:
        way["request"] = {"schemas": {"application/json": dict(endpoint.models[method.body])}}
    return way


def _variables(program: Path, package: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(package.parent),
        "NODE_PATH": str(program.parents[1]),
        "VIRTUAL_ENV": sys.prefix,
        "SLS_TELEMETRY_DISABLED": "1",
        "SLS_NOTIFICATIONS_MODE": "off",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }


def _wait(process: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + _TIME
    while time.monotonic() < until:
        if "Server ready" in said.read_text():
            return
        assert process.poll() is None, said.read_text()
        time.sleep(0.1)
    raise AssertionError(f"serverless-offline did not start: {said.read_text()}")
