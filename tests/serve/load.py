"""Many requests from many connections: what was answered, by status and version."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"content-length: (\d+)\r\n")
_VERSION = re.compile(rb"x-model-version: (\w+)\r\n")


class Tally(NamedTuple):
    """Answers by status, and by the model's version; what was sent and not answered."""

    statuses: Counter[int]
    versions: Counter[str]
    lost: int


async def load(url: str, request: bytes, count: int, connections: int) -> Tally:
    """The same request, `count` times, over so many connections at once; one that breaks is not made again."""
    left = iter(range(count))
    tally = Tally(Counter(), Counter(), 0)
    lost = await asyncio.gather(*(_client(url, request, left, tally) for _ in range(connections)))
    return tally._replace(lost=sum(lost))


async def _client(url: str, request: bytes, left: Iterator[int], tally: Tally) -> int:
    host, _, port = urlsplit(url).netloc.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        for _ in left:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length, version = _LENGTH.search(head), _VERSION.search(head)
            assert length is not None
            await reader.readexactly(int(length[1]))
            tally.statuses[int(head[9:12])] += 1
            tally.versions[version[1].decode() if version else ""] += 1
    except (asyncio.IncompleteReadError, ConnectionError):
        return 1
    finally:
        writer.close()
    return 0
