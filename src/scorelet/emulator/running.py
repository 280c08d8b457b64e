"""The path of `scorelet emulate`, written once: a service -> what answers like AWS, until it is told to end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial

import uvloop

from scorelet.aws.endpoint import endpoint_of
from scorelet.emulator.building import Built, built
from scorelet.emulator.clock import Clock
from scorelet.emulator.door import LIMITS, Door, Served
from scorelet.emulator.front import listening
from scorelet.emulator.function.function import Function
from scorelet.emulator.function.hosting import Hosted, hosted
from scorelet.emulator.gateway.call import Gateway
from scorelet.emulator.gateway.forwarding import ForwardingGateway
from scorelet.emulator.gateway.function_url import FUNCTION_URL
from scorelet.emulator.gateway.http_api import HTTP_API
from scorelet.emulator.gateway.rest import RestGateway
from scorelet.emulator.keys import keys_of, make_state
from scorelet.emulator.lambda_api.api import LambdaApi
from scorelet.emulator.lambda_api.documents import code_of
from scorelet.emulator.settings import Settings, configuration_of, emulated, sent_for_real, unset_secrets
from scorelet.emulator.sources.mappings import mappings, unfed
from scorelet.emulator.sources.origin import origin_of
from scorelet.emulator.sources.values import Running
from scorelet.emulator.telling import Listener, Started, Tally
from scorelet.emulator.values import LIVE, Report
from scorelet.serve.address import bound, url_of
from scorelet.serve.preflight import ModelFacts, tried
from scorelet.serve.settings import Settings as ServeSettings
from scorelet.serve.settings import images_folder
from scorelet.service.values import Service

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def emulate(
    service: Service, settings: Settings, listener: Listener, *, environment: Mapping[str, str] = os.environ
) -> int:
    """Answers until a signal says to end, and gives the exit code. Raises ScoreletError when it cannot start."""
    service = emulated(service, settings)
    if settings.state is not None:
        make_state(settings.state)
    keys = keys_of(environment, settings.state) if service.api.keys else {}
    origin = origin_of(settings.origins)  # what is wrong with it is said before anything starts
    with bound(settings.host, settings.port) as sock:
        package = built(service)  # before models are tried: of what cannot be deployed, nobody's code is run
        models = tried(service, ServeSettings(images=images_folder(environment)))
        notes = (
            unset_secrets(service, environment) + unfed(service.events, origin) + sent_for_real(service, environment)
        )
        package = package.noting(notes)
        emulator = Emulator(service, settings, package, models, keys, listener, environment)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(emulator.run(sock))
    return 0


class Emulator:
    """Everything that one service needs, from its package on."""

    def __init__(
        self,
        service: Service,
        settings: Settings,
        package: Built,
        models: Sequence[ModelFacts],
        keys: Mapping[str, str],
        listener: Listener,
        environment: Mapping[str, str],
    ) -> None:
        self._service = service
        self._settings = settings
        self._package = package
        self._models = models
        self._keys = keys
        self._listener = listener
        self._clock = Clock()
        self._configuration = configuration_of(service, settings, environment)
        self._endpoint = endpoint_of(service, settings.stage)
        self._tally = Tally()

    async def run(self, sock: socket.socket) -> None:
        """Until a signal comes. Raises ScoreletError."""
        address = url_of(sock)
        with told_to_end() as end:
            async with (
                hosted(self._package.data, self._configuration, told=self._invoked) as function,
                self._gateway(function.function) as gateway,
            ):
                limit = LIMITS[self._endpoint.kind]
                door = Door(gateway, self._lambda_api(function), limit=limit, listener=self._served)
                async with (
                    listening(door, sock),
                    bringing(self._sources(function.function), self._listener.said) as sources,
                ):
                    self._listener.started(self._started(address, function, sources))
                    await end.wait()
        self._listener.ended(self._tally.summary())

    def _started(self, address: str, function: Hosted, sources: tuple[str, ...]) -> Started:
        return Started(
            self._service.name,
            address,
            self._endpoint,
            self._configuration,
            self._package,
            self._models,
            self._keys,
            function.isolation,
            function.why,
            sources,
        )

    @asynccontextmanager
    async def _gateway(self, function: Function) -> AsyncIterator[Gateway]:
        """What stands in front of the function."""
        gateway = self._made_gateway(function)
        try:
            yield gateway
        finally:
            await gateway.close()

    def _made_gateway(self, function: Function) -> RestGateway | ForwardingGateway:
        endpoint = self._endpoint
        if endpoint.kind == "rest":
            said = self._listener.said
            return RestGateway(endpoint, function, keys=self._keys, folder=self._settings.state, tell=said)
        return ForwardingGateway(HTTP_API if endpoint.kind == "http" else FUNCTION_URL, endpoint, function)

    def _lambda_api(self, function: Hosted) -> LambdaApi:
        code = code_of(self._package.data, time.time())
        return LambdaApi(function.function, code=code, update=function.update)

    def _sources(self, function: Function) -> list[Running]:
        origin = origin_of(self._settings.origins)
        arn = f"{self._configuration.arn}:{LIVE}"
        ask = partial(function.invoke, tail=True)  # why a record failed stands in the log only
        return mappings(self._service, arn, ask, origin, self._clock, self._listener.sourced)

    def _served(self, served: Served) -> None:
        self._tally.served(served)
        self._listener.served(served)

    def _invoked(self, report: Report, log: bytes) -> None:
        self._tally.invoked(report)
        self._listener.invoked(report, log)


@contextmanager
def told_to_end() -> Iterator[asyncio.Event]:
    """An event that a signal sets; while this lasts, signals do nothing else."""
    loop, end = asyncio.get_running_loop(), asyncio.Event()
    for number in SIGNALS:
        loop.add_signal_handler(number, end.set)
    try:
        yield end
    finally:
        for number in SIGNALS:
            loop.remove_signal_handler(number)


@asynccontextmanager
async def bringing(sources: Sequence[Running], say: Callable[[str], None]) -> AsyncIterator[tuple[str, ...]]:
    """The event sources run while this lasts; their names."""
    tasks = [asyncio.create_task(_brought(source, say)) for source in sources]
    try:
        yield tuple(source.name for source in sources)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _brought(source: Running, say: Callable[[str], None]) -> None:
    """A gate: whatever is wrong with one source is told, and everything else goes on."""
    try:
        await source.run()
    except Exception as error:  # the gate
        say(f"{source.name}: it brings nothing more: {type(error).__name__}: {error}")


@asynccontextmanager
async def function_alone(service: Service, settings: Settings) -> AsyncIterator[Function]:
    """The function of a service without a gateway, for as long as this lasts. Raises ScoreletError."""
    service = emulated(service, settings)
    configuration = configuration_of(service, settings, os.environ)._replace(idle=3600.0)
    async with hosted(built(service).data, configuration) as host:
        yield host.function
