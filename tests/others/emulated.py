"""The emulator: in a thread of the tests, with the same package behind the same endpoint as the others; or as people
start it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from threading import Thread

import uvloop

from scorelet.aws.endpoint import Endpoint
from scorelet.emulator.door import Door
from scorelet.emulator.front import listening
from scorelet.emulator.function.hosting import hosted
from scorelet.emulator.gateway.rest import RestGateway
from scorelet.emulator.lambda_api.api import LambdaApi
from scorelet.emulator.lambda_api.documents import code_of
from scorelet.emulator.values import Configuration
from scorelet.serve.address import bound, url_of
from tests.others.package import HANDLER, KEY, MEMORY, SECONDS
from tests.serve.servers import Server

_TIME = 60


class Command(Server):
    """`scorelet emulate ARGUMENTS`."""

    command = "emulate"
    says = r"endpoint +(\S+) "


@contextmanager
def emulated(package: bytes, endpoint: Endpoint) -> Iterator[str]:
    """The URL of the emulator, under which Lambda's own API answers, too."""
    loop = uvloop.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    running = _running(package, endpoint)
    try:
        yield asyncio.run_coroutine_threadsafe(running.__aenter__(), loop).result(_TIME)
    finally:
        asyncio.run_coroutine_threadsafe(running.__aexit__(None, None, None), loop).result(_TIME)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@asynccontextmanager
async def _running(package: bytes, endpoint: Endpoint) -> AsyncIterator[str]:
    """As `scorelet.emulator.running` puts it together, for an endpoint and a handler of the tests."""
    configuration = Configuration(endpoint.name, HANDLER, memory=MEMORY, timeout=SECONDS)
    async with AsyncExitStack() as stack:
        function = (await stack.enter_async_context(hosted(package, configuration))).function
        gateway = RestGateway(endpoint, function, keys={"someone": KEY})
        stack.push_async_callback(gateway.close)
        sock = stack.enter_context(bound("127.0.0.1", 0))
        door = Door(gateway, LambdaApi(function, code=code_of(package, time.time())))
        await stack.enter_async_context(listening(door, sock))
        yield url_of(sock)
