"""An internal extension: a thread of this process that Lambda waits for before it stops the machine.

    runtime      next ------ event, answer ------ next
    extension    next ------ waits for the answer to be ready -- work ---- next

Lambda hands each event to both, sends the answer off when the runtime has it, and stops the machine when both have
asked for the next. So `work` is done while nobody waits, though it is paid for.
Source: AWS, "Lambda Extensions API".
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from threading import Semaphore, Thread

from scorelet.runtime.events.setting import tell

API = "/2020-01-01/extension"
NAME = "scorelet"
_REGISTERING = 2.0


class ExtensionError(Exception):
    """Lambda does not take it, or does not answer."""


class Extension:
    """`api`: the host and port of AWS_LAMBDA_RUNTIME_API; `work` must not raise."""

    def __init__(self, api: str, work: Callable[[], None], *, now: Callable[[], float] = time.time) -> None:
        self.is_there = False
        self._api = api
        self._work = work
        self._now = now
        self._ready = Semaphore(0)
        self._id = ""

    def start(self) -> None:
        """Registers, which Lambda takes only while a machine starts. Raises ExtensionError."""
        body = json.dumps({"events": ["INVOKE"]})
        _, self._id = self._ask("POST", "register", {"lambda-extension-name": NAME}, body, _REGISTERING)
        self.is_there = True
        Thread(target=self._run, name="scorelet-extension", daemon=True).start()

    def finished(self) -> None:
        """The answer to the event is ready."""
        self._ready.release()

    def _run(self) -> None:
        while True:
            try:
                event, _ = self._ask("GET", "event/next", {"lambda-extension-identifier": self._id}, None, None)
            except ExtensionError as error:
                self.is_there = False  # from now on, answers wait for the work
                tell(str(error))
                return
            self._ready.acquire(timeout=self._left(event))
            self._work()

    def _left(self, event: bytes) -> float:
        """Seconds until the event's deadline. An event may never reach the handler: it is not waited for then."""
        try:
            deadline = float(json.loads(event)["deadlineMs"]) / 1000
        except (ValueError, TypeError, KeyError):
            return 0.1
        return min(900.0, max(0.0, deadline - self._now()))

    def _ask(
        self, method: str, path: str, headers: dict[str, str], body: str | None, timeout: float | None
    ) -> tuple[bytes, str]:
        """What Lambda answers, and the id that it gave."""
        try:
            connection = HTTPConnection(self._api, timeout=timeout)
            try:
                connection.request(method, f"{API}/{path}", body, headers)
                response = connection.getresponse()
                said, given = response.read(), response.headers.get("lambda-extension-identifier", "")
            finally:
                connection.close()
        except (OSError, HTTPException, ValueError) as error:
            raise ExtensionError(f"the extension cannot ask Lambda at {path}: {error}") from None
        if response.status != 200:
            raise ExtensionError(f"the extension was refused at {path}: {response.status}")
        return said, given
