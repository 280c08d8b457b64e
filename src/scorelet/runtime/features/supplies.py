"""What the user's functions are handed, beside what callers send: one for a service."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from scorelet.runtime.features.loop import Loop
from scorelet.runtime.features.secrets import Secrets
from scorelet.runtime.messages import Request
from scorelet.service.values import Upstream

if TYPE_CHECKING:
    from scorelet.runtime.features.client.client import Client
    from scorelet.runtime.features.client.network import Network


def to_stderr(text: str) -> None:
    try:
        sys.stderr.write(text if text.endswith("\n") else text + "\n")
    except (OSError, ValueError):  # whoever read it has gone; the caller gets an answer
        return


class Supplies:
    """
    secrets  by name
    network  None: one that keeps to the rules, made when a function first asks for `http`
    report   takes what the operator must know: a traceback, without secrets
    """

    def __init__(
        self,
        secrets: Secrets,
        rules: Upstream | None = None,
        *,
        network: Network | None = None,
        report: Callable[[str], None] = to_stderr,
    ) -> None:
        self.secrets = secrets
        self.report = report
        self.loop = Loop()
        self._lock = threading.Lock()
        self._rules = rules
        self._network = network

    @property
    def network(self) -> Network:
        with self._lock:  # threads that come at the same time share one
            if self._network is None:
                from scorelet.runtime.features.client.network import Network

                self._network = Network(self._rules)
            return self._network

    def prepare(self, *, http: bool, awaited: bool) -> None:
        """Imports what calls will need. That is slow, and better done at the start than in the first request: Lambda
        gives a function more processor before it, and none of its caller's time is lost."""
        if http:
            self.network.prepare()
        if awaited:
            import asyncio  # noqa: F401
            import concurrent.futures.thread  # noqa: F401

            import scorelet.runtime.features.client.async_client  # noqa: F401

    def client(self, request: Request) -> Client:
        """All calls of one request go through one client, since they share its time."""
        return self.network.client(request.deadline)

    def handed(self, names: Collection[str], awaited: bool, request: Request, client: Client | None) -> dict[str, Any]:
        """Those of http, secrets and request that are among the names."""
        handed: dict[str, Any] = {}
        if "http" in names and client is not None:
            handed["http"] = self._async(client) if awaited else client
        if "secrets" in names:
            handed["secrets"] = self.secrets
        if "request" in names:
            handed["request"] = request
        return handed

    def close(self) -> None:
        """Ends the threads and connections; what is asked for later is opened anew."""
        self.loop.close()
        if self._network is not None:
            self._network.close()

    def _async(self, client: Client) -> Any:
        from scorelet.runtime.features.client.async_client import AsyncClient

        return AsyncClient(client, self.loop.executor())
