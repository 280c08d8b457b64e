"""The plainest HTTP server around an app, for clients that speak over a socket.

with served_at(app) as url:
    requests.post(url + "/predict", json=...)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote, urlsplit

from scorelet.runtime.app import App
from scorelet.runtime.messages import Request


class _Server(ThreadingHTTPServer):
    """Its threads live as long as clients keep their connections: they are left behind, not waited for."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, app: App) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.app = app


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): ", ".join(self.headers.get_all(name, [])) for name in self.headers}
        response = self.server.app(Request(self.command, unquote(parts.path), parts.query, headers, body))
        self.send_response_only(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        if response.header("content-length") is None:
            self.send_header("content-length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = do_TRACE = do_QUERY = _answer


@contextmanager
def served_at(app: App) -> Iterator[str]:
    """The address of a server that answers with the app: "http://127.0.0.1:PORT"."""
    with _Server(app) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
