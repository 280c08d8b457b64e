from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any

import boto3
import pytest

from scorelet.signed.caller import Caller, World
from scorelet.signed.retries import Timing
from tests.wire.server import Server

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "session-token-session-token"
KEYS: Mapping[str, str] = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_SESSION_TOKEN": TOKEN,
    "AWS_REGION": "eu-west-1",
}
NAMES = count(1)

MakeClient = Callable[[str], Any]


class Time:
    """A world whose time passes only when somebody sleeps; pauses are as long as they can be."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self.slept: list[float] = []
        self.now = 1_800_000_000.0

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def world(self) -> World:
        return World(self.environment, lambda: self.now, lambda: self.now, self.sleep, lambda: 1.0)

    @property
    def caller(self) -> Caller:
        return Caller(self.world)


@pytest.fixture
def time(server: Server) -> Time:
    return Time({**KEYS, "AWS_ENDPOINT_URL": server.url})


@pytest.fixture
def caller(time: Time) -> Iterator[Caller]:
    """Asks the scripted server."""
    found = Caller(time.world, Timing(connect=2, read=2))
    yield found
    found.close()


@pytest.fixture
def aws(moto: tuple[str, int]) -> Iterator[Caller]:
    """Asks moto."""
    host, port = moto
    found = Caller(World({**KEYS, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}))
    yield found
    found.close()


@pytest.fixture
def make_client(moto: tuple[str, int]) -> Iterator[MakeClient]:
    """boto3's clients of moto, by service."""
    host, port = moto
    made: list[Any] = []

    def make(service: str) -> Any:
        session: Any = boto3.session.Session("AKIDEXAMPLE", SECRET, region_name="eu-west-1")
        made.append(session.client(service, endpoint_url=f"http://{host}:{port}"))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def name() -> str:
    """Another one for each test: moto is shared."""
    return f"thing-{next(NAMES)}"
