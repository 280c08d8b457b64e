"""API keys of the gateway: whose request it is.

Secrets are not kept, only their digests; ids are made of the secrets, so that a key keeps its id, and with it its
usage, whatever it is called and whenever the emulator starts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

from scorelet.emulator.gateway.call import Call
from scorelet.emulator.gateway.identifiers import stable
from scorelet.emulator.gateway.rest_errors import GatewayError

HEADER = "x-api-key"
_ID_LENGTH = 10


class Key(NamedTuple):
    """name: of the emulator's user; id: as events have it."""

    name: str
    id: str


class ApiKeys:
    """The keys of a stage's usage plan. secrets: name -> secret."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._keys = {
            _digest(secret): Key(name, stable(_ID_LENGTH, "api key", secret)) for name, secret in secrets.items()
        }

    def __iter__(self) -> Iterator[Key]:
        return iter(self._keys.values())

    def of(self, call: Call) -> Key:
        """Whose call it is. Raises GatewayError, which does not have the key."""
        sent = call.header(HEADER)
        if not sent:
            raise GatewayError("key", f"expected an API key in the header {HEADER}")
        key = self._keys.get(_digest(sent))
        if key is None:
            raise GatewayError("key", f"what came in the header {HEADER} is {self._unknown()}")
        return key

    def _unknown(self) -> str:
        return "not the key" if len(self._keys) == 1 else f"none of the {len(self._keys)} keys"


def _digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
