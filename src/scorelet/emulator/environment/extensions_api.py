"""The Extensions API, for internal extensions: threads of the function's process that are told of each event.

They register while the environment starts. It is stopped between invocations only when all of them wait for the next.
Sources: AWS, "Lambda Extensions API"; the runtime interface emulator, `rapi/handler/agent*.go`.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from scorelet.emulator.environment.api_connection import Answer, Reply, Request
from scorelet.emulator.environment.failures import Failure, error_object

ROOT = "/2020-01-01/extension/"
MOST = 10
_ID, _ERROR_TYPE = "lambda-extension-identifier", "lambda-extension-function-error-type"


class About(NamedTuple):
    """What an extension is told of the function."""

    name: str
    version: str
    handler: str
    account: str


class Extension:
    """waiting: how the one request for the next event, which is not answered yet, is answered."""

    def __init__(self, name: str, events: list[str]) -> None:
        self.name = name
        self.invokes = "INVOKE" in events
        self.waiting: Reply | None = None


class Extensions:
    """Those of one process. settled: called when one begins to wait; gave_up: when one says that it cannot go on."""

    def __init__(self, about: About, settled: Callable[[], None], gave_up: Callable[[Failure], None]) -> None:
        self.is_closed = False
        """Whether none may register any more."""
        self.paths: dict[str, dict[str, Answer]] = {
            f"{ROOT}register": {"POST": self._register},
            f"{ROOT}event/next": {"GET": self._next},
            f"{ROOT}init/error": {"POST": self._error("Extension.InitError")},
            f"{ROOT}exit/error": {"POST": self._error("Extension.ExitError")},
        }
        self._about = about
        self._settled = settled
        self._gave_up = gave_up
        self._by_id: dict[str, Extension] = {}

    @property
    def are_waiting(self) -> bool:
        return all(extension.waiting is not None for extension in self._by_id.values())

    def invoke(self, request_id: str, deadline: float, arn: str, trace: str) -> None:
        """Tells those that want to hear of it."""
        if not self._by_id:
            return
        told = {
            "eventType": "INVOKE",
            "deadlineMs": int(deadline * 1000),
            "requestId": request_id,
            "invokedFunctionArn": arn,
            "tracing": {"type": "X-Amzn-Trace-Id", "value": trace},
        }
        body = json.dumps(told).encode()
        for extension in self._by_id.values():
            if extension.invokes and extension.waiting is not None:
                waiting, extension.waiting = extension.waiting, None
                waiting(200, body, (("Lambda-Extension-Event-Identifier", str(uuid.uuid4())),))

    def _register(self, request: Request, reply: Reply) -> None:
        name = request.headers.get("lambda-extension-name", "")
        events, wrong = _events(request.body)
        problem = next(filter(None, (self._refused(name), wrong)), None)
        if problem is not None:
            _refuse(reply, *problem)
            return
        identifier = str(uuid.uuid4())
        self._by_id[identifier] = Extension(name, events)
        about = {
            "functionName": self._about.name,
            "functionVersion": self._about.version,
            "handler": self._about.handler,
        }
        if "accountId" in request.headers.get("lambda-extension-accept-feature", ""):
            about["accountId"] = self._about.account
        reply(200, json.dumps(about).encode(), (("Lambda-Extension-Identifier", identifier),))

    def _refused(self, name: str) -> tuple[str, str] | None:
        if not name:
            return "Extension.InvalidExtensionName", "Empty extension name"
        if self.is_closed:
            return "Extension.RegistrationClosed", "Extension registration closed already"
        if any(extension.name == name for extension in self._by_id.values()):
            return "Extension.InvalidExtensionState", "Extension with this name already registered"
        if len(self._by_id) == MOST:
            return "Extension.TooManyExtensions", f"Extension limit ({MOST}) reached"
        return None

    def _next(self, request: Request, reply: Reply) -> None:
        extension = self._known(request, reply)
        if extension is not None:
            extension.waiting = reply
            self._settled()

    def _error(self, kind: str) -> Answer:
        def answer(request: Request, reply: Reply) -> None:
            if self._known(request, reply) is None:
                return
            said = request.headers.get(_ERROR_TYPE, "")
            if not said:
                _refuse(reply, "Extension.MissingHeader", "Lambda-Extension-Function-Error-Type not found")
                return
            reply(202, b'{"status":"OK"}\n', ())
            self._gave_up(Failure("error", kind, said))

        return answer

    def _known(self, request: Request, reply: Reply) -> Extension | None:
        """Who asks; None where it was refused."""
        identifier = request.headers.get(_ID, "")
        extension = self._by_id.get(identifier)
        if not identifier:
            _refuse(reply, "Extension.MissingExtensionIdentifier", "Missing Lambda-Extension-Identifier header")
        elif extension is None and not _is_uuid(identifier):
            _refuse(reply, "Extension.InvalidExtensionIdentifier", "Invalid Lambda-Extension-Identifier")
        elif extension is None:
            _refuse(reply, "Extension.UnknownExtensionIdentifier", f"Unknown extension {identifier}")
        return extension


def _events(body: bytes) -> tuple[list[str], tuple[str, str] | None]:
    """The events that are asked for, or why not. An internal extension is not told of the end."""
    try:
        said: Any = json.loads(body or b"{}")
        events = said.get("events", [])
        assert isinstance(events, list)
    except (ValueError, AttributeError, AssertionError, RecursionError):
        return [], ("InvalidRequestFormat", "the body is no JSON object with a list of events")
    for event in events:
        if event == "SHUTDOWN":
            return [], ("Extension.InvalidEventType", "SHUTDOWN: ShutdownEventNotSupportedForInternalExtension")
        if event != "INVOKE":
            return [], ("Extension.InvalidEventType", f"{event}: InvalidEventType")
    return events, None


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _refuse(reply: Reply, kind: str, message: str) -> None:
    reply(403, error_object(errorMessage=message, errorType=kind) + b"\n", ())
