"""Requests as bytes, for clients that are no libraries."""

from __future__ import annotations

HOST = b"host: x\r\n"
ROW = b'{"age": 20.0, "income": null, "home_town": "Bonn"}'


def post(body: bytes = ROW, more: bytes = b"", *, said: int | None = None) -> bytes:
    """A request that scores a row; `said`: its body's length, where it says another."""
    length = len(body) if said is None else said
    return b"POST /predict HTTP/1.1\r\n%s%scontent-length: %d\r\n\r\n%s" % (HOST, more, length, body)
