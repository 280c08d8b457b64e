"""A connection that is opened: the host's addresses, the first of them that answers, TLS.

The look-up of a name cannot be told how long it may take; it happens in a thread that is left alone when it takes too
long.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from threading import Thread
from typing import Any

from scorelet.wire.deadline import Deadline
from scorelet.wire.messages import Origin

LookUp = Callable[..., list[Any]]
"""As `socket.getaddrinfo`."""


def opened(
    origin: Origin, deadline: Deadline, seconds: float, context: ssl.SSLContext | None, look_up: LookUp
) -> socket.socket:
    """A connection, with TLS where there is a context. Each step gets so many seconds at most; raises OSError."""
    bare = _connected(_addresses(origin, deadline.at_most(seconds), look_up), deadline, seconds)
    if context is None:
        return bare
    try:
        bare.settimeout(deadline.at_most(seconds))
        return context.wrap_socket(bare, server_hostname=origin.host)
    except BaseException:
        bare.close()
        raise


def _addresses(origin: Origin, seconds: float, look_up: LookUp) -> list[Any]:
    found: list[list[Any]] = []

    def ask() -> None:
        try:
            found.append(look_up(origin.host, origin.port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):  # UnicodeError: a name with an empty or too long label
            found.append([])

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise TimeoutError
    return found[0]


def _connected(addresses: list[Any], deadline: Deadline, seconds: float) -> socket.socket:
    """A socket to the first address that answers; none but the last may take all the time that is left."""
    failure: OSError = socket.gaierror()
    for others, (family, kind, protocol, _, address) in zip(range(len(addresses), 0, -1), addresses, strict=True):
        bare = socket.socket(family, kind, protocol)
        try:
            bare.settimeout(min(seconds, deadline.at_most(deadline.left()) / others))
            bare.connect(address)
            bare.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return bare
        except OSError as error:
            bare.close()
            failure = error
    raise failure
