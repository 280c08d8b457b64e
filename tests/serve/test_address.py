from __future__ import annotations

import socket

import pytest

from scorelet.errors import UsageError
from scorelet.serve.address import bound, url_of


def test_a_free_port() -> None:
    with bound("127.0.0.1", 0) as sock:
        assert url_of(sock) == f"http://127.0.0.1:{sock.getsockname()[1]}"
        assert sock.family == socket.AF_INET


def test_all_addresses_are_called_at_one() -> None:
    with bound("0.0.0.0", 0) as sock:
        assert url_of(sock) == f"http://127.0.0.1:{sock.getsockname()[1]}"


def test_a_port_that_is_taken() -> None:
    with bound("127.0.0.1", 0) as taken:
        taken.listen()
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
