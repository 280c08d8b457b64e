"""Connecting, and what a time limit reaches."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import pytest

from scorelet.errors import UpstreamError
from scorelet.runtime.features.client.exchange import connected, left
from tests.runtime.features.client.conftest import MakeNetwork


def test_time_that_is_left() -> None:
    assert left(3.0, lambda: 1.0) == 2.0
    with pytest.raises(TimeoutError):
        left(3.0, lambda: 3.0)


def test_a_name_that_nobody_looks_up_in_time() -> None:
    stopped = threading.Event()

    def look_up(*_: Any, **__: Any) -> list[Any]:
        stopped.wait()
        return []

    with pytest.raises(TimeoutError):
        connected("x", 80, time.monotonic, time.monotonic() + 0.05, look_up)
    stopped.set()


def test_the_next_address_is_tried() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        kind = (socket.AF_INET, socket.SOCK_STREAM, 0, "")
        addresses = [(*kind, unused.getsockname()), (*kind, server.getsockname())]
        with connected("x", 80, time.monotonic, time.monotonic() + 5, lambda *_, **__: addresses) as found:
            assert found.getpeername() == server.getsockname()
        with pytest.raises(ConnectionRefusedError):
            connected("x", 80, time.monotonic, time.monotonic() + 5, lambda *_, **__: addresses[:1])


def test_sending_ends_in_time(make_network: MakeNetwork) -> None:
    """Somebody who accepts a connection and never reads."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(UpstreamError) as caught:
            make_network({"timeout": 0.1}).client().post(f"http://{host}/", data=b"0" * 20_000_000)
    assert str(caught.value) == f"504: {host} did not answer within 0.1 s"
