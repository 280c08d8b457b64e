from __future__ import annotations

import asyncio

import pytest

from scorelet.serve.receiving import GoneError, LateError, TooLargeError, received
from tests.serve.clients import NEVER, Client


def body(client: Client, length: int = 0) -> bytes:
    return asyncio.run(received(client.receive, length, 5, 0.05))


@pytest.mark.parametrize("pieces", [[b"abcde"], [b"", b"ab", b"cde"], [b""]])
def test_a_body(pieces: list[bytes]) -> None:
    assert body(Client(pieces)) == b"".join(pieces)


@pytest.mark.parametrize(
    ("pieces", "length"),
    [([b"abc", b"def"], 6), ([b"abcdef"], 0), ([b"abc", b"def", b"ghi"], 0), ([b"abc", b"def"], 0)],
    ids=["said", "at once", "in the middle", "at the end"],
)
def test_a_large_body_is_read_to_its_end_and_no_further(pieces: list[bytes], length: int) -> None:
    client = Client(pieces)
    with pytest.raises(TooLargeError) as caught:
        body(client, length)
    assert (caught.value.length, client.pieces, client.asked) == (length or None, [], len(pieces))


@pytest.mark.parametrize(("last", "error"), [(None, GoneError), (NEVER, LateError)])
def test_what_does_not_come(last: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        body(Client([b"a", last]))


def test_a_large_body_that_does_not_end_is_left() -> None:
    with pytest.raises(TooLargeError):
        body(Client([b"abcdef", NEVER]))


def test_who_is_told_to_end_ends() -> None:
    async def run() -> None:
        task = asyncio.create_task(received(Client([NEVER]).receive, 0, 5, 9.0))
        await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(run())
