"""What Lambda is for a function: the Runtime API and the Extensions API, on this machine."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread
from typing import Any, NamedTuple

RUNTIME, EXTENSION = "/2018-06-01/runtime", "/2020-01-01/extension"
MINUTE = 60
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:towns"


class Said(NamedTuple):
    """What a function answers. kind: response, error, or init (an error, too)."""

    kind: str
    body: Any
    error_type: str = ""


class LambdaApi:
    """`invoke` events, and read what the function `said`; extensions are told of them by `tell_extension`.

    registered  extensions, with what they asked for
    refuses     whether extensions are refused
    restored    how often a snapshot was
    """

    def __init__(self) -> None:
        self.said: Queue[Said] = Queue()
        self.registered: list[tuple[str, Any]] = []
        self.refuses = False
        self.restored = 0
        self._events: Queue[Any] = Queue()
        self._told: Queue[Any] = Queue()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"api": self}))
        self._server.daemon_threads = True

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> LambdaApi:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._events.put(None)  # extensions are left waiting, as Lambda leaves them when it stops a machine
        self._server.shutdown()
        self._server.server_close()

    def invoke(self, event: Any, timeout: float = 30) -> Said:
        self._events.put(event)
        self.tell_extension()
        return self.said.get(timeout=timeout)

    def tell_extension(self, event: Any = None) -> None:
        told = {"eventType": "INVOKE", "deadlineMs": (time.time() + MINUTE) * 1000} if event is None else event
        self._told.put((told,))

    def next_event(self) -> Any:
        return self._events.get()

    def next_told(self) -> Any:
        return self._told.get()


class _Handler(BaseHTTPRequestHandler):
    api: LambdaApi
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == f"{EXTENSION}/event/next":
            (told,) = self.api.next_told()
            self._reply(403 if self.api.refuses else 200, told)
        elif self.path == f"{RUNTIME}/restore/next":
            self.api.restored += 1
            self._reply(200, {})
        elif self.path == f"{RUNTIME}/invocation/next":
            event = self.api.next_event()
            if event is not None:
                self._reply(200, event, INVOCATION_HEADERS | {DEADLINE: str(int((time.time() + MINUTE) * 1000))})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])) or "null")
        if self.path == f"{EXTENSION}/register":
            self.api.registered.append((self.headers["lambda-extension-name"], body))
            self._reply(403 if self.api.refuses else 200, {}, {"Lambda-Extension-Identifier": "extension-1"})
            return
        kind = "init" if "/init/" in self.path else self.path.rpartition("/")[2]
        self._reply(202, {"status": "OK"})
        self.api.said.put(Said(kind, body, self.headers.get("Lambda-Runtime-Function-Error-Type", "")))

    def _reply(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests say nothing."""


DEADLINE = "Lambda-Runtime-Deadline-Ms"
INVOCATION_HEADERS = {
    "Lambda-Runtime-Aws-Request-Id": "8f507cfc-example-4697-b07a-ac58fc914c95",
    "Lambda-Runtime-Invoked-Function-Arn": ARN,
    "Lambda-Runtime-Trace-Id": "Root=1-65536a00-0123456789abcdef01234567",
}
