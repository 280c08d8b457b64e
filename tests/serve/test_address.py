from __future__ import annotations

import socket

import pytest

from scorelet.errors import UsageError
from scorelet.serve.address import free, url_of


def test_a_free_port() -> None:
    host, port = free("localhost", 0)
    assert (host, port > 0) == ("127.0.0.1", True)
    assert free(host, port) == (host, port)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::", "http://[::1]:80"),
    ],
)
def test_how_people_call_it(host: str, url: str) -> None:
    assert url_of(host, 80) == url


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError) as raised:
            free("127.0.0.1", port)
        what, _, hint = str(raised.value).partition("\n")
    assert what == f"port {port} of 127.0.0.1 is taken by another program"
    assert int(hint.removeprefix("take another: --port ")) > port


def test_no_address() -> None:
    with pytest.raises(UsageError) as raised:
        free("no host", 0)
    assert str(raised.value) == "'no host' is no address of this machine\nsuch as 127.0.0.1, or 0.0.0.0 for all"
