"""Stands in for the native part of AWS's runtime client where that is not built: macOS.

`awslambdaric` imports it by this name, from the folder that it lies in itself; functions, results and the errors' texts
are those of the native part. One connection is kept, as there.
"""

from __future__ import annotations

import http.client
import os

_BASE = "/2018-06-01/runtime/invocation"
_TOLD = (
    "Lambda-Runtime-Aws-Request-Id",
    "Lambda-Runtime-Trace-Id",
    "Lambda-Runtime-Invoked-Function-Arn",
    "Lambda-Runtime-Client-Context",
    "Lambda-Runtime-Cognito-Identity",
    "Lambda-Runtime-Aws-Tenant-Id",
    "Lambda-Runtime-Invocation-Id",
    "Content-Type",
)
_DEADLINE = "Lambda-Runtime-Deadline-Ms"


class _Client:
    """Of one process."""

    def __init__(self, agent: str, address: str) -> None:
        self._agent = agent
        self._connection = http.client.HTTPConnection(address)

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        """The answer, of which the body is still to be read. Raises OSError and HTTPException."""
        named = {"Accept": "*/*", "User-Agent": self._agent, **headers}
        try:
            self._connection.request(method, _BASE + path, body, named)
            return self._connection.getresponse()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise


_client: list[_Client] = []


def initialize_client(user_agent: str) -> None:
    _client[:] = [_Client(user_agent, os.environ["AWS_LAMBDA_RUNTIME_API"])]


def next() -> tuple[bytes, dict[str, str | int]]:
    """Waits for an invocation: the event and the headers that came with it. Raises RuntimeError."""
    try:
        answer = _client[0].ask("GET", "/next", None, {})
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise RuntimeError("Failed to get next") from error
    if answer.status != 200:
        raise RuntimeError("Failed to get next")
    told: dict[str, str | int] = {name: value for name in _TOLD if (value := answer.getheader(name)) is not None}
    return body, told | {_DEADLINE: int(answer.getheader(_DEADLINE, "0"))}


def post_invocation_result(
    invoke_id: str, result_data: bytes, content_type: str, invocation_id: str | None = None
) -> None:
    """Raises RuntimeError."""
    _post(f"/{invoke_id}/response", result_data, {"content-type": content_type, **_named(invocation_id)})


def post_error(invoke_id: str, error_response_data: str, xray_fault: str, invocation_id: str | None = None) -> None:
    """Raises RuntimeError."""
    headers = {"content-type": "application/json", "lambda-runtime-function-xray-error-cause": xray_fault}
    _post(f"/{invoke_id}/error", error_response_data.encode(), {**headers, **_named(invocation_id)})


def _named(invocation_id: str | None) -> dict[str, str]:
    return {} if invocation_id is None else {"lambda-runtime-invocation-id": invocation_id}


def _post(path: str, body: bytes, headers: dict[str, str]) -> None:
    try:
        answer = _client[0].ask("POST", path, body, headers)
        answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise RuntimeError("Failed to post invocation response") from error
    if not 200 <= answer.status < 300:
        raise RuntimeError("Failed to post invocation response")
