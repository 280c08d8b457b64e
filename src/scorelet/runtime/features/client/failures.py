"""What the network raised becomes Broken: a sentence about the upstream, without its address."""

from __future__ import annotations

import socket
import ssl
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from typing import NamedTuple

from scorelet.runtime.features.client.broken import Broken

RAISED = (OSError, HTTPException)
"""What sockets, TLS and `http.client` raise when a connection or the other side fails."""

CLOSED = (RemoteDisconnected, ConnectionResetError, BrokenPipeError, ConnectionAbortedError, ssl.SSLEOFError)
"""What a connection raises that was closed while it was idle."""


class _Row(NamedTuple):
    raised: type[Exception]
    sentence: str
    final: bool = False


_ROWS = (
    _Row(ssl.SSLCertVerificationError, "has a certificate that is not trusted", final=True),
    _Row(ssl.SSLError, "could not agree on TLS"),
    _Row(socket.gaierror, "cannot be found: no address is known for its name"),
    _Row(RemoteDisconnected, "closed the connection without an answer"),
    _Row(IncompleteRead, "broke off its answer"),
    _Row(HTTPException, "did not answer in HTTP"),
    _Row(ConnectionRefusedError, "refused the connection"),
    _Row(ConnectionError, "closed the connection"),
    _Row(OSError, "cannot be reached"),
)


def broken(error: OSError | HTTPException) -> Broken:
    if isinstance(error, TimeoutError):
        return Broken("did not answer in time", late=True)
    row = next(row for row in _ROWS if isinstance(error, row.raised))
    return Broken(row.sentence, final=row.final)
