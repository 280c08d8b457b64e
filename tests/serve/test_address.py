from __future__ import annotations

import socket

import pytest

from scorelet.errors import UsageError
from scorelet.serve.address import bound, url_of


@pytest.mark.parametrize(
    ("host", "url"),
    [("localhost", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:")],
)
def test_how_people_call_it(host: str, url: str) -> None:
    with bound(host, 0) as sock:
        assert url_of(sock) == f"{url}{sock.getsockname()[1]}"


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError) as raised:
            bound("127.0.0.1", port)
        what, _, hint = str(raised.value).partition("\n")
    assert what == f"port {port} of 127.0.0.1 is taken by another program"
    assert int(hint.removeprefix("take another: --port ")) > port


def test_no_address() -> None:
    with pytest.raises(UsageError) as raised:
        bound("no host", 0)
    assert str(raised.value) == "'no host' is no address of this machine\nsuch as 127.0.0.1, or 0.0.0.0 for all"
