"""Clients as ASGI shows them: what they send, and what they got."""

from __future__ import annotations

import asyncio
import json
from collections.abc import MutableMapping, Sequence
from typing import Any

NEVER = object()
"""A piece of a body for which its client takes too long."""


class Client:
    """Who asks; `pieces` are those of the body, the last of them None where the client goes away. asked: how
    often it was."""

    def __init__(self, pieces: Sequence[Any]) -> None:
        self.pieces = list(pieces) or [b""]
        self.asked = 0
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""

    async def receive(self) -> dict[str, Any]:
        self.asked += 1
        piece = self.pieces.pop(0) if self.pieces else NEVER
        if piece is NEVER:
            await asyncio.sleep(9)
        if piece is None or piece is NEVER:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": bool(self.pieces)}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message["body"]

    @property
    def said(self) -> Any:
        return json.loads(self.body)
