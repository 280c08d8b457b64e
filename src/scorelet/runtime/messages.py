"""A request and a response, as every door brings and takes them; no transport is known here.

Named tuples, not dataclasses: this is imported at every cold start (see `bundle/fields.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

Headers = tuple[tuple[str, str], ...]

_NONE: Mapping[str, str] = MappingProxyType({})


class Request(NamedTuple):
    """One request.

    method    in capitals
    path      percent-decoded, begins with a slash
    query     as it stood in the URL, without the question mark
    headers   by lower-case name; the lines of a repeated header are joined by ", "
    body      decoded from whatever the door wrapped it in
    id        the id that whoever stands in front gave the request; "" where nobody did
    key_id    which API key was used; never the key itself. None: no key
    deadline  the `time.monotonic()` at which the answer comes too late; None: nobody said
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = _NONE
    body: bytes = b""
    id: str = ""
    key_id: str | None = None
    deadline: float | None = None


class Response(NamedTuple):
    """One answer; names of headers are in lower case."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return next((value for known, value in self.headers if known == name), None)
