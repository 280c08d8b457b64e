"""Where to listen."""

from __future__ import annotations

import errno
import socket

from scorelet.errors import UsageError

TRIED = 50
"""So many ports after one that is taken are tried, to name a free one."""


def bound(host: str, port: int) -> socket.socket:
    """A socket at the address; port 0 for any free one. Raises UsageError."""
    family, address = _resolved(host, port)
    try:
        return _socket(family, address)
    except OSError as error:
        raise UsageError(_said(error, family, address)) from None


def url_of(sock: socket.socket) -> str:
    """How people on this machine call it."""
    host, port = sock.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # of all addresses, one that can be called
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _resolved(host: str, port: int) -> tuple[int, tuple[str, int]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UsageError(f"{host!r} is no address of this machine\nsuch as 127.0.0.1, or 0.0.0.0 for all") from None
    family, _, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)  # browsers try IPv4 for localhost
    return family, (str(address[0]), int(address[1]))


def _socket(family: int, address: tuple[str, int]) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a server that has just ended holds nobody up
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio's own loop forgets it for such sockets
        sock.bind(address)
    except OSError:
        sock.close()
        raise
    return sock


def _said(error: OSError, family: int, address: tuple[str, int]) -> str:
    host, port = address
    if error.errno == errno.EADDRINUSE:
        free = next((each for each in range(port + 1, min(port + TRIED, 65536)) if _is_free(family, host, each)), 0)
        return f"port {port} of {host} is taken by another program\ntake another: --port {free}"
    if error.errno == errno.EACCES:
        return f"port {port} of {host} is not for this user\ntake one above 1023: --port 8000"
    return f"{host}:{port}: {(error.strerror or str(error)).lower()}\nname an address of this machine: --host 127.0.0.1"


def _is_free(family: int, host: str, port: int) -> bool:
    try:
        _socket(family, (host, port)).close()
    except OSError:
        return False
    return True
