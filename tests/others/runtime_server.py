"""The Runtime API of Lambda for one process, bytes as they come: what the plug-in of LocalStack asks functions by.

It stands beside `tests/runtime/lambda_api.py`, which reads all bodies as JSON: here it matters which bytes came.
Imported by LocalStack's Python, too, so that it knows the standard library only.
"""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple

_RUNTIME = "/2018-06-01/runtime"


class Asked(NamedTuple):
    """One invocation. seconds: that it may take."""

    id: str
    arn: str
    payload: bytes
    trace: str
    seconds: float


class Said(NamedTuple):
    """What the process said. kind: ready, response, error, init (an error, too), or exit, which a watcher says."""

    kind: str
    body: bytes


class RuntimeServer:
    """Whoever has it puts what is `asked`, and gets what is `said`."""

    def __init__(self) -> None:
        self.asked: SimpleQueue[Asked | None] = SimpleQueue()
        self.said: SimpleQueue[Said] = SimpleQueue()
        self.is_ready = False
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"runtime": self}))
        self._http.daemon_threads = True
        Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._http.server_port}"

    def close(self) -> None:
        self.asked.put(None)
        self._http.shutdown()
        self._http.server_close()

    def say_ready(self) -> None:
        if not self.is_ready:
            self.is_ready = True
            self.said.put(Said("ready", b""))


class _Handler(BaseHTTPRequestHandler):
    runtime: RuntimeServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The only thing that is got is the next invocation."""
        self.runtime.say_ready()
        asked = self.runtime.asked.get()
        if asked is None:
            self.close_connection = True
            return
        headers = {
            "Lambda-Runtime-Aws-Request-Id": asked.id,
            "Lambda-Runtime-Invoked-Function-Arn": asked.arn,
            "Lambda-Runtime-Trace-Id": asked.trace,
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + asked.seconds) * 1000)),
        }
        self._reply(200, asked.payload, headers)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self._reply(202, b'{"status":"OK"}', {})
        kind = "init" if self.path == f"{_RUNTIME}/init/error" else self.path.rpartition("/")[2]
        self.runtime.said.put(Said(kind, body))

    def _reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        sized = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        for name, value in (headers | sized).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """LocalStack has a log of its own."""
