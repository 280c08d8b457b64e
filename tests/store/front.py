"""A small HTTP server in front of another, which fails, waits or loses answers where a test asks for it.

It also lets one write through at a time: the test server behind it looks whether an object exists, and then writes
it, in two steps; S3 does that in one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread

DROPPED = ("connection", "transfer-encoding", "content-length", "date", "server", "expect")
WRITES = ("PUT", "POST", "DELETE")


@dataclass
class Fault:
    """Concerns the next `times` requests with the method whose path contains `part`.

    They get `status` and S3's error `code` (or `body`), or with status 0 no answer: the connection closes. With
    `late` the request is carried out all the same, and with `hold` nothing happens until the front closes.
    """

    method: str
    part: str = ""
    status: int = 0
    code: str = ""
    times: int = 1
    late: bool = False
    hold: bool = False
    body: bytes | None = None
    met: Event = field(default_factory=Event)

    def answer(self) -> bytes:
        if self.body is not None:
            return self.body
        return (
            "<?xml version='1.0'?>"
            f"<Error><Code>{self.code}</Code><Message>AKIDSECRET was asked</Message><Resource>/x</Resource></Error>"
        ).encode()


class Front(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, behind: tuple[str, int]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behind = behind
        self.faults: list[Fault] = []
        self.seen: list[tuple[str, str]] = []
        self.ignored: set[str] = set()
        """Headers, in small letters, that are not passed on."""
        self.one_at_a_time = Lock()
        self.closing = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def fault(self, method: str, path: str) -> Fault | None:
        with self.one_at_a_time:
            self.seen.append((method, path))
            for fault in self.faults:
                if fault.times and fault.method == method and fault.part in path:
                    fault.times -= 1
                    return fault
        return None


class Handler(BaseHTTPRequestHandler):
    server: Front
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.server.fault(self.command, self.path)
        if fault is None or fault.late:
            answer = self._passed_on(body)
        if fault is not None:
            fault.met.set()
            if fault.hold:
                self.server.closing.wait(30)
            if fault.hold or not fault.status:
                self.close_connection = True
                return
            answer = fault.status, {"Content-Type": "application/xml"}, fault.answer()
        status, headers, content = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any

    def handle_expect_100(self) -> bool:
        done = super().handle_expect_100()
        self.wfile.flush()  # the client waits for it before it sends the body
        return done

    def _passed_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if self.command in WRITES:
            with self.server.one_at_a_time:
                return self._asked(body)
        return self._asked(body)

    def _asked(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        skipped = {"connection", "expect", *self.server.ignored}
        headers = {name: value for name, value in self.headers.items() if name.lower() not in skipped}
        connection = HTTPConnection(*self.server.behind, timeout=30)
        try:
            connection.request(self.command, self.path, body=body, headers=headers)
            answer = connection.getresponse()
            kept = {name: value for name, value in answer.getheaders() if name.lower() not in DROPPED}
            return answer.status, kept, answer.read()
        finally:
            connection.close()

    def log_message(self, format: str, *args: object) -> None:
        """Tests say what they saw."""


@contextmanager
def running_front(behind: tuple[str, int]) -> Iterator[Front]:
    front = Front(behind)
    thread = Thread(target=front.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield front
    finally:
        front.closing.set()
        front.shutdown()
        front.server_close()
        thread.join()
