"""The client for functions that are `async def`: the same calls, awaited.

Each call waits in a thread of its own, so that a request's calls run side by side. A call that nobody awaits any more
still ends within its time.
"""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

from scorelet.runtime.features.client.answer import Answer
from scorelet.runtime.features.client.client import Client


class AsyncClient:
    """As Client, which does the work in the executor's threads."""

    def __init__(self, client: Client, executor: Executor) -> None:
        self._client = client
        self._executor = executor

    async def get(self, url: str, params: Any = None, **more: Any) -> Answer:
        return await self.request("GET", url, params, **more)

    async def post(self, url: str, json: Any = None, **more: Any) -> Answer:
        return await self.request("POST", url, json=json, **more)

    async def request(self, method: str, url: str, params: Any = None, **more: Any) -> Answer:
        from asyncio import get_running_loop
        from functools import partial

        call = partial(self._client.request, method, url, params, **more)
        return await get_running_loop().run_in_executor(self._executor, call)
