"""The emulator in a thread of the tests, with the same package behind the same endpoint as the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from threading import Thread

from scorelet.aws.endpoint import Endpoint
from scorelet.aws.unpacking import unpack
from scorelet.emulator.door import Door
from scorelet.emulator.front import listening
from scorelet.emulator.function import Function
from scorelet.emulator.gateway.rest import RestGateway
from scorelet.emulator.lambda_api.api import LambdaApi
from scorelet.emulator.processes import Processes
from scorelet.emulator.values import Configuration
from scorelet.serve.address import bound, url_of
from tests.others.package import HANDLER, KEY, MEMORY, SECONDS

_TIME = 60


@asynccontextmanager
async def _running(package: bytes, endpoint: Endpoint, folder: Path) -> AsyncIterator[str]:
    configuration = Configuration(endpoint.name, HANDLER, memory=MEMORY, timeout=SECONDS)
    async with AsyncExitStack() as stack:
        unpack(package, folder / "package")
        processes = await stack.enter_async_context(Processes(folder / "package", work=folder / "work"))
        function = await stack.enter_async_context(Function(configuration, processes))
        function.point("live", function.publish().number)
        gateway = RestGateway(endpoint, function, keys={"someone": KEY})
        stack.push_async_callback(gateway.close)
        sock = bound("127.0.0.1", 0)
        await stack.enter_async_context(listening(Door(gateway, LambdaApi(function)), sock))
        yield url_of(sock)


@contextmanager
def emulated(package: bytes, endpoint: Endpoint, folder: Path) -> Iterator[str]:
    """The URL of the emulator, under which Lambda's own API answers, too."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    running = _running(package, endpoint, folder)
    try:
        yield asyncio.run_coroutine_threadsafe(running.__aenter__(), loop).result(_TIME)
    finally:
        asyncio.run_coroutine_threadsafe(running.__aexit__(None, None, None), loop).result(_TIME)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
