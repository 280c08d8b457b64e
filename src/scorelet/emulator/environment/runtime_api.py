"""The Runtime API: a runtime asks for events and posts answers, one after the other.

    Started -- next --> Ready -- an event --> Running -- response or error --> ResponseSent -- next --> Ready
    Started -- init/error --> InitError
    Started -- restore/next --> RestoreReady -- restored --> Restoring -- next --> Ready      (SnapStart)

One of these stands behind one address, for one process. What it refuses, it refuses in the words of AWS's runtime
interface emulator. Sources: AWS, "Using the Lambda runtime API"; the runtime interface emulator, `rapi/`.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from scorelet.emulator.environment.api_connection import Answer, Headers, Reply, Request
from scorelet.emulator.environment.extensions_api import About, Extensions
from scorelet.emulator.environment.failures import Failure, error_object, posted
from scorelet.emulator.values import LARGEST_RESPONSE

ROOT = "/2018-06-01/runtime/"
_INVOCATION = f"{ROOT}invocation/"
ACCEPTED = b'{"status":"OK"}\n'


class Event(NamedTuple):
    """What a runtime is given. deadline: seconds since 1970."""

    request_id: str
    payload: bytes
    deadline: float
    arn: str
    trace: str
    client_context: str = ""

    def headers(self) -> Headers:
        optional = (("Lambda-Runtime-Client-Context", self.client_context),) if self.client_context else ()
        return (
            ("Lambda-Runtime-Aws-Request-Id", self.request_id),
            ("Lambda-Runtime-Deadline-Ms", str(int(self.deadline * 1000))),
            ("Lambda-Runtime-Invoked-Function-Arn", self.arn),
            ("Lambda-Runtime-Trace-Id", self.trace),
            *optional,
        )


class Answered(NamedTuple):
    """What a runtime posted. is_error: it is an error object; too_large: it is not here."""

    payload: bytes
    is_error: bool = False
    too_large: bool = False


class Told(Protocol):
    """Who hears of what the process does."""

    def is_ready(self) -> None:
        """The runtime and all extensions wait for the next event."""

    def can_restore(self) -> None:
        """All is as it would be in a snapshot."""

    def answered(self, answered: Answered) -> None: ...

    def gave_up(self, failure: Failure) -> None:
        """The start, or the going on from a snapshot, failed."""


class RuntimeApi:
    """Answers one process; `told` is told.

    snapstart  whether there is a snapshot to go on from
    """

    def __init__(self, told: Told, about: About, *, snapstart: bool = False) -> None:
        self.extensions = Extensions(about, self._settled, told.gave_up)
        self.state = "Started"
        self._told = told
        self._event: Event | None = None
        self._next: Reply | None = None
        self._paths: dict[str, dict[str, Answer]] = {
            f"{ROOT}invocation/next": {"GET": self._ask_next},
            f"{ROOT}init/error": {"POST": self._init_error},
            **self.extensions.paths,
        }
        if snapstart:
            self._paths[f"{ROOT}restore/next"] = {"GET": self._restore_next}
            self._paths[f"{ROOT}restore/error"] = {"POST": self._restore_error}

    def __call__(self, request: Request, reply: Reply) -> None:
        """Answers a request, now or when there is something to say."""
        methods = self._paths.get(request.path) or self._posts(request.path)
        if methods is None:
            reply(404, b"404 page not found\n", (("Content-Type", "text/plain; charset=utf-8"),))
        elif request.method not in methods:
            reply(405, b"", ())
        else:
            methods[request.method](request, reply)

    def invoke(self, event: Event) -> None:
        """Hands the event to all that wait for it."""
        self._event = event
        self.extensions.invoke(event.request_id, event.deadline, event.arn, event.trace)
        self._give()

    def restore(self) -> None:
        """Lets the runtime go on from the snapshot."""
        waiting, self._next = self._next, None
        self.state = "Restoring"
        if waiting is not None:
            waiting(200, b"", ())

    def _give(self) -> None:
        waiting, self._next = self._next, None
        self.state = "Running"
        if waiting is not None and self._event is not None:
            waiting(200, self._event.payload, self._event.headers())

    def _ask_next(self, request: Request, reply: Reply) -> None:
        if self.state in {"InitError", "RestoreReady"}:
            self._refuse(reply, "Ready")
            return
        self._next = reply
        if self.state == "Running":  # it asks again for what it has not answered
            self._give()
            return
        self.state = "Ready"
        self.extensions.is_closed = True
        self._settled()

    def _settled(self) -> None:
        """Whether now everybody waits."""
        if self.extensions.are_waiting:
            if self.state == "Ready":
                self._told.is_ready()
            elif self.state == "RestoreReady":
                self._told.can_restore()

    def _posts(self, path: str) -> dict[str, Answer] | None:
        """What there is at the path of an invocation."""
        request_id, _, what = path.removeprefix(_INVOCATION).partition("/")
        if what not in {"response", "error"} or not path.startswith(_INVOCATION):
            return None
        return {"POST": lambda request, reply: self._post(request_id, what, request, reply)}

    def _post(self, request_id: str, what: str, request: Request, reply: Reply) -> None:
        if self._event is None or request_id != self._event.request_id:
            refuse(reply, 400, "InvalidRequestID", "Invalid request ID")
        elif self.state != "Running":
            self._refuse(reply, "InvocationResponse" if what == "response" else "InvocationErrorResponse")
        elif request.too_large:
            self.state = "ResponseSent"
            message = f"Exceeded maximum allowed payload size ({LARGEST_RESPONSE} bytes)."
            refuse(reply, 413, "RequestEntityTooLarge", message)
            self._told.answered(Answered(b"", is_error=True, too_large=True))
        else:
            self.state = "ResponseSent"
            reply(202, ACCEPTED, ())
            self._told.answered(Answered(request.body, is_error=what == "error"))

    def _init_error(self, request: Request, reply: Reply) -> None:
        if self.state != "Started":
            self._refuse(reply, "InitError")
            return
        self._fail("InitError", request, reply)

    def _restore_next(self, request: Request, reply: Reply) -> None:
        if self.state != "Started":
            self._refuse(reply, "RestoreReady")
            return
        self.state = "RestoreReady"
        self._next = reply
        self.extensions.is_closed = True
        self._settled()

    def _restore_error(self, request: Request, reply: Reply) -> None:
        if self.state != "Restoring":
            self._refuse(reply, "RestoreError")
            return
        self._fail("RestoreError", request, reply)

    def _fail(self, state: str, request: Request, reply: Reply) -> None:
        self.state = state
        reply(202, ACCEPTED, ())
        self._told.gave_up(posted(request.body, request.headers.get("lambda-runtime-function-error-type", "")))

    def _refuse(self, reply: Reply, wanted: str) -> None:
        message = f"State transition from {self.state} to {wanted} failed for runtime."
        refuse(reply, 403, "InvalidStateTransition", f"{message} Error: State transition is not allowed")


def refuse(reply: Reply, status: int, kind: str, message: str) -> None:
    reply(status, error_object(errorMessage=message, errorType=kind) + b"\n", ())
