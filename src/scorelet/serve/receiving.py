"""The body of a request, as ASGI brings it: in pieces, from a client who may be slow, endless, or gone.

A refusal that left while the client still sends would be followed by a reset, which takes it from the client's hands.
So the body of a refused request is read and forgotten first, up to a bound.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

BODY_SECONDS = 30.0
"""So long may a client take to send a body."""
FORGOTTEN = 64 * 1024 * 1024
"""Bytes of a refused body that are read and thrown away."""

_LATE = "the body is late"

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class GoneError(Exception):
    """The client has gone before its request was complete."""


class LateError(Exception):
    """The body did not come in time."""


class TooLargeError(Exception):
    """The body is larger than it may be; it was read and forgotten. length: as the client said; None: nobody did."""

    def __init__(self, length: int | None = None) -> None:
        super().__init__(length)
        self.length = length


async def received(
    receive: Receive, length: int, limit: int, seconds: float, loop: asyncio.AbstractEventLoop | None = None
) -> bytes:
    """The whole body. Raises GoneError, LateError and TooLargeError.

    length  as the client said; 0 where it did not
    loop    that runs; asking for it costs a call of the system
    """
    if length > limit:
        await forget(receive, seconds)
        raise TooLargeError(length)
    loop = loop or asyncio.get_running_loop()
    task = asyncio.current_task(loop)
    assert task is not None
    # As `asyncio.timeout` has it, for which every request would pay 5 microseconds.
    timer = loop.call_later(seconds, task.cancel, _LATE)
    try:
        pieces, more = await _pieces(receive, limit)
    except asyncio.CancelledError as error:
        if error.args != (_LATE,):
            raise
        task.uncancel()
        raise LateError from None
    finally:
        timer.cancel()
    if more is None:
        return b"".join(pieces)
    if more:
        await forget(receive, seconds)
    raise TooLargeError


async def _pieces(receive: Receive, limit: int) -> tuple[list[bytes], bool | None]:
    """All pieces; where they are too many, whether there are more. (To wait for more after the last is for ever.)"""
    pieces: list[bytes] = []  # put together once: a body that drips in would be copied with every drop
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise GoneError
        pieces.append(message["body"])
        size += len(pieces[-1])
        if size > limit:  # nobody said how long it is
            return [], message["more_body"]
        if not message["more_body"]:
            return pieces, None


async def forget(receive: Receive, seconds: float) -> None:
    """Read what still comes of a body, in the time and up to the size that is left to it."""
    left = FORGOTTEN
    try:
        async with asyncio.timeout(seconds):
            while left > 0:
                message = await receive()
                if not message.get("more_body"):
                    return
                left -= len(message["body"])
    except TimeoutError:
        return
