"""What a function asks for becomes what is sent: an address, headers and a body that are safe to send.

Callers' values end up in addresses and headers, so nothing in them may end a line: addresses are percent-encoded, and
headers refused. No message shows an address or a value, since both may hold a secret.
"""

from __future__ import annotations

import json as json_
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from scorelet.errors import UsageError
from scorelet.wire.messages import PORTS, Origin

Headers = tuple[tuple[str, str], ...]

REPEATABLE = frozenset(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
"""Sent twice, they do what they do sent once (RFC 9110, 9.2.2)."""

_OURS = frozenset(["connection", "content-length", "host", "transfer-encoding"])
_USUAL: Headers = (("accept", "*/*"), ("accept-encoding", "gzip"), ("user-agent", "scorelet"))
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LINE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_PATH = "/%:@!$&'()*+,;=~"


class Sent(NamedTuple):
    """A request to an upstream. `target` is path and query; `repeatable`: it may be sent again after a failure."""

    method: str
    origin: Origin
    target: str
    headers: Headers = ()
    body: bytes | None = None
    repeatable: bool = True

    @property
    def upstream(self) -> str:
        """The host, for people; with its port where that is not the usual one."""
        return self.origin.authority


def sent(
    method: str,
    url: str,
    params: Mapping[str, Any] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    json: Any = None,
    data: bytes | str | Mapping[str, Any] | None = None,
    retry: bool | None = None,
) -> Sent:
    """Raises UsageError for what cannot be sent, and whatever `json.dumps` raises."""
    method = method.upper()
    if not _TOKEN.fullmatch(method):
        raise UsageError("http expects a method such as GET or POST")
    kind, body = _body(json, data)
    own = dict(_header(name, value) for name, value in (headers or {}).items())
    whole = {**dict(_USUAL), **({"content-type": kind} if body is not None else {}), **own}
    origin, target = address(url, params)
    repeatable = method in REPEATABLE if retry is None else retry
    return Sent(method, origin, target, tuple(sorted(whole.items())), body, repeatable)


def address(url: str, params: Mapping[str, Any] | None = None) -> tuple[Origin, str]:
    """The origin and the target of an http or https URL."""
    try:
        parts = urlsplit(url)
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError:
        raise UsageError("http cannot read the address it was given") from None
    if parts.scheme not in PORTS or not host:
        raise UsageError("http expects an address that begins with https:// or http://")
    if parts.username is not None:
        raise UsageError("http takes no address with a user or password in it; send the header 'authorization'")
    query = "&".join(filter(None, [quote(parts.query, safe=_PATH + "?"), urlencode(list(_pairs(params or {})))]))
    path = quote(parts.path or "/", safe=_PATH)
    return Origin(parts.scheme, host, port or PORTS[parts.scheme]), path + ("?" + query if query else "")


def _ascii(host: str) -> str:
    """A host's name as it is asked for. Raises ValueError."""
    name = host if host.isascii() else host.encode("idna").decode("ascii")
    if not re.fullmatch(r"[A-Za-z0-9._:%-]*", name):
        raise ValueError("host")
    return name


def _pairs(params: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in params.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            if one is not None:
                yield name, str(one).lower() if isinstance(one, bool) else str(one)


def _header(name: str, value: Any) -> tuple[str, str]:
    known, text = str(name).lower(), str(value).strip()
    if not _TOKEN.fullmatch(known):
        raise UsageError("http was given a header whose name holds other characters than letters, digits and -")
    if known in _OURS:
        raise UsageError(f"http sets the header {known!r} itself")
    if not _LINE.fullmatch(text):
        raise UsageError(f"http was given a value for the header {known!r} that holds a line break or is not Latin-1")
    return known, text


def _body(json: Any, data: bytes | str | Mapping[str, Any] | None) -> tuple[str, bytes | None]:
    """The media type and the bytes."""
    if json is not None and data is not None:
        raise UsageError("http expects json or data, got both")
    if json is not None:
        return "application/json", json_.dumps(json, ensure_ascii=False, allow_nan=False).encode()
    if isinstance(data, Mapping):
        return "application/x-www-form-urlencoded", urlencode(list(_pairs(data))).encode()
    if isinstance(data, str):
        return "text/plain; charset=utf-8", data.encode()
    return "application/octet-stream", data
