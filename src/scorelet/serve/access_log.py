"""A line for each request, on standard error:

    2026-11-20T16:14:27.123Z POST /api/models/iris/predict 200 0.4ms iris@3f2a9c41d0aa id=5e1f... key=web

Time (UTC), method, path, status, milliseconds, model and version, the request's id, the name of its key; "-" where
there is none. Never the query, which may hold what people are asked about, and never a key.

Lines are gathered and written together, a few times a second: a call of the system for each would take as long as a
small model.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from urllib.parse import quote

from scorelet.observe.observation import SHORT, Observation
from scorelet.runtime.messages import Request, Response

LONGEST_PATH = 200


class AccessLog:
    """`write` is given whole lines; `soon` calls a function a little later."""

    def __init__(
        self,
        soon: Callable[[Callable[[], None]], object],
        write: Callable[[str], object] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._soon = soon
        self._write = write or _to_stderr
        self._clock = clock
        self._second = -1
        self._shared = ""
        self._lines: list[str] = []

    def __call__(self, request: Request, response: Response, seen: Observation | None, seconds: float) -> None:
        if not self._lines:
            self._soon(self.flush)
        at = self._clock()
        second = int(at)
        if second != self._second:
            self._second, self._shared = second, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        model = f"{seen.model}@{seen.version[:SHORT]}" if seen is not None and seen.version else "-"
        request_id = "-" if seen is None else seen.request_id
        self._lines.append(
            f"{self._shared}.{int((at - second) * 1000):03}Z {request.method or '-'} {_shown(request.path)} "
            f"{response.status} {seconds * 1000:.1f}ms {model} id={request_id} key={request.key_id or '-'}\n"
        )

    def flush(self) -> None:
        lines, self._lines = self._lines, []
        if lines:
            self._write("".join(lines))


def _shown(path: str) -> str:
    """On one line and in one piece, whatever a stranger sent."""
    if not path:
        return "-"
    path = path if len(path) <= LONGEST_PATH else f"{path[:LONGEST_PATH]}..."
    return path if path.isascii() and path.isprintable() and " " not in path else quote(path, safe="/:@!$&'()*+,;=~.-_")


def _to_stderr(text: str) -> None:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):  # whoever read it has gone; the server goes on
        return
