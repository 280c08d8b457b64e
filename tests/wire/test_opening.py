"""Names, addresses, and what a time limit reaches."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import pytest

from scorelet.wire.deadline import Deadline
from scorelet.wire.messages import Origin
from scorelet.wire.opening import LookUp, opened

ORIGIN = Origin("http", "models", 80)
STREAM = (socket.AF_INET, socket.SOCK_STREAM, 0, "")


def connected(look_up: LookUp, seconds: float = 5) -> socket.socket:
    return opened(ORIGIN, Deadline.after(seconds, time.monotonic), 5, None, look_up)


def test_a_name_that_nobody_looks_up_in_time() -> None:
    stopped = threading.Event()

    def look_up(*_: Any, **__: Any) -> list[Any]:
        stopped.wait()
        return []

    with pytest.raises(TimeoutError):
        connected(look_up, 0.05)
    stopped.set()


def test_the_next_address_is_tried() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        addresses = [(*STREAM, unused.getsockname()), (*STREAM, server.getsockname())]
        with connected(lambda *_, **__: addresses) as found:
            assert found.getpeername() == server.getsockname()
        with pytest.raises(ConnectionRefusedError):
            connected(lambda *_, **__: addresses[:1])


def test_no_address_takes_all_the_time() -> None:
    """The first one never answers: its queue of connections is full."""
    with (
        socket.create_server(("127.0.0.1", 0), backlog=0) as full,
        socket.create_connection(full.getsockname()),
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        addresses = [(*STREAM, full.getsockname()), (*STREAM, server.getsockname())]
        with connected(lambda *_, **__: addresses, 0.2) as found:
            assert found.getpeername() == server.getsockname()
