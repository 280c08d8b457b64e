from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.wire.server import Server


@pytest.fixture(scope="session")
def moto() -> Iterator[tuple[str, int]]:
    """Host and port of a server that answers as AWS does, over HTTP."""
    from moto.server import ThreadedMotoServer  # here, since importing it takes a second

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield server.get_host_and_port()
    server.stop()


@pytest.fixture
def server() -> Iterator[Server]:
    """An HTTP server that says what the test wants."""
    with Server().running() as running:
        yield running
