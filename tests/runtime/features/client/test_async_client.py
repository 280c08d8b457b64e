from __future__ import annotations

import asyncio
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from scorelet.errors import UpstreamError
from scorelet.runtime.features.client.async_client import AsyncClient
from tests.runtime.features.client.conftest import MakeNetwork
from tests.wire.server import Server, http


def test_calls_wait_side_by_side(server: Server, make_network: MakeNetwork) -> None:
    def slow(connection: socket.socket) -> None:
        time.sleep(0.1)
        connection.sendall(http(200, b"1"))

    server.says(slow)

    async def calls(client: AsyncClient) -> list[int]:
        got = [client.get(server.url, params={"i": i}) for i in range(8)]
        answers = await asyncio.gather(*got, client.post(server.url, [1]), client.request("PUT", server.url))
        return [answer.json() for answer in answers]

    with ThreadPoolExecutor(16) as executor:
        client = AsyncClient(make_network().client(), executor)
        started = time.monotonic()
        assert asyncio.run(calls(client)) == [1] * 10
        assert time.monotonic() - started < 0.6  # one after another: 1 s
        server.says(http(404))
        with pytest.raises(UpstreamError, match="answered with status 404"):
            asyncio.run(client.get(server.url))
