"""What the same requests are sent to."""

from __future__ import annotations

import socket
from typing import NamedTuple

LOCALSTACK, SERVERLESS = OTHERS = ("LocalStack", "serverless-offline")

LOCALSTACK, SERVERLESS = OTHERS = ("LocalStack", "serverless-offline")


class Target(NamedTuple):
    """An implementation that answers. url: with the stage, without a slash at its end."""

    name: str
    url: str


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port
