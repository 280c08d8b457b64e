"""What the emulator's rooms hand to one another about a function and its invocations. Times are seconds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from scorelet.errors import ScoreletError

_NONE: Mapping[str, str] = MappingProxyType({})

ACCOUNT = "123456789012"
REGION = "us-east-1"
HANDLER = "scorelet.runtime.lambda_handler.handler"
LATEST = "$LATEST"
LIVE = "live"
"""The alias by which gateways and event sources invoke, so that moving it moves them all."""

LARGEST_REQUEST = 6 * 1024 * 1024
"""Bytes of an event that is waited for (6 MB); one of 1 MB at most is not (LARGEST_ASYNCHRONOUS)."""
LARGEST_ASYNCHRONOUS = 1024 * 1024
LARGEST_RESPONSE = 6_291_556
"""Bytes of an answer."""


class Configuration(NamedTuple):
    """A function as it is configured.

    handler      "module.function" inside the package
    memory       MB; storage: MB of /tmp
    timeout      for one invocation; init: for a start, before the first one
    concurrency  environments at once, at most
    idle         an environment without invocations ends after so long
    provisioned  environments that are started before anybody asks
    snapstart    environments start as if from a snapshot: hooks are run
    cold         each invocation gets a new environment
    variables    of the user, for the function's process; reserved ones are the emulator's
    """

    name: str
    handler: str = HANDLER
    memory: int = 512
    storage: int = 512
    timeout: float = 3.0
    init: float = 10.0
    concurrency: int = 1000
    idle: float = 300.0
    provisioned: int = 0
    snapstart: bool = False
    cold: bool = False
    variables: Mapping[str, str] = _NONE
    region: str = REGION
    account: str = ACCOUNT

    @property
    def arn(self) -> str:
        return f"arn:aws:lambda:{self.region}:{self.account}:function:{self.name}"


class Asked(NamedTuple):
    """One invocation.

    payload         the event, as JSON text
    qualifier       a version ("3"), an alias ("live") or "" for the newest code
    request_id      a UUID; made by whoever asks and has to know it; "": Lambda makes one
    trace           the header X-Amzn-Trace-Id
    client_context  JSON text; "" for none
    """

    payload: bytes
    qualifier: str = ""
    request_id: str = ""
    trace: str = ""
    client_context: str = ""


class Report(NamedTuple):
    """What the REPORT line says of an invocation.

    duration   of the invocation; init: of the environment's start, None where it was warm
    billed     whole milliseconds, init included
    memory     MB configured; used: MB at most since the environment began
    status     "" where all went well, "error" or "timeout"; error_type: such as "Runtime.ExitError"
    restore    of going on from a snapshot; None where there was none
    restarted  a process was started within it: the first start had failed, or the process before had crashed
    """

    request_id: str
    version: str
    duration: float
    billed: int
    memory: int
    used: int
    init: float | None = None
    status: str = ""
    error_type: str = ""
    restore: float | None = None
    restarted: bool = False

    @property
    def cold(self) -> bool:
        """Whether it waited for a start."""
        return self.init is not None or self.restarted


class Outcome(NamedTuple):
    """What came of an invocation.

    payload  the function's answer, or an error object {"errorMessage", "errorType", ...}
    error    "" or "Unhandled"
    version  the version that answered
    report   as known when the answer left; what an extension does afterwards is in the log's REPORT line only
    log      all lines of this invocation, START to REPORT; whole only where it was asked for (`tail`)
    """

    payload: bytes
    error: str
    version: str
    report: Report
    log: bytes = b""


class RefusedError(ScoreletError):
    """Lambda takes no such invocation: nothing was run.

    status  of HTTP: 400, 404, 413, 429; kind: such as "TooManyRequestsException"; reason: of a throttle, or ""
    """

    def __init__(self, status: int, kind: str, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.reason = reason


Invoke = Callable[[Asked], Awaitable[Outcome]]
"""Invokes a function and waits for its answer. Raises RefusedError."""
