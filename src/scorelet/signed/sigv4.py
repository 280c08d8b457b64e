"""AWS Signature Version 4: a request and credentials -> the headers that sign it, as pure functions over values.

    canonical request   method, path, query, headers and the body's hash, written down in one certain way
    text to sign        the algorithm, the time, the scope (day/region/service) and the canonical request's hash
    signature           HMAC of that text with a key made of the secret, the day, the region and the service

S3 has rules of its own: a path counts as it stands in the URL, since a key may hold `..` and `//`; everywhere else it
is normalised, and percent-encoded once more. And only S3 wants the body's hash as a header.

Source: AWS's "Create a signed AWS API request"; the tests compare with botocore's signatures.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

from scorelet.signed.credentials import Credentials

ALGORITHM = "AWS4-HMAC-SHA256"
UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

_QUOTED = tuple(chr(byte) if chr(byte) in UNRESERVED else f"%{byte:02X}" for byte in range(256))

Query = tuple[tuple[str, str], ...]


class Unsigned(NamedTuple):
    """A request before it is signed.

    host     as in the Host header: with the port where that is not the scheme's own
    path     begins with a slash; nothing in it is encoded
    query    names and values, not encoded
    headers  by lower-case name
    digest   the hex SHA-256 of the body
    """

    method: str
    host: str
    path: str
    query: Query
    headers: Mapping[str, str]
    digest: str


def quoted(text: str, safe: str = "") -> str:
    """Percent-encoded as AWS counts: all but the unreserved characters of RFC 3986, and `safe` ones.

    Half a surrogate pair becomes bytes that are no UTF-8, which the service refuses in its own words.
    """
    return "".join(chr(byte) if chr(byte) in safe else _QUOTED[byte] for byte in text.encode("utf-8", "surrogatepass"))


def target(path: str, query: Query) -> str:
    """Path and query as they stand in the request line."""
    asked = quoted(path, "/")
    return f"{asked}?{_canonical_query(query)}" if query else asked


def signed_headers(
    request: Unsigned, credentials: Credentials, region: str, service: str, now: float
) -> dict[str, str]:
    """All headers of the request, `authorization` among them; `now` in seconds since 1970."""
    moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    scope = f"{moment[:8]}/{region}/{service}/aws4_request"
    headers = {**request.headers, "host": request.host, "x-amz-date": moment}
    if service == "s3":
        headers["x-amz-content-sha256"] = request.digest
    if credentials.token:
        headers["x-amz-security-token"] = credentials.token
    canonical = _canonical_request(request, headers, service)
    to_sign = "\n".join((ALGORITHM, moment, scope, sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()))
    signature = _hmac(_key(credentials.secret_key, scope), to_sign).hex()
    names = ";".join(sorted(headers))
    authorization = f"Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**headers, "authorization": f"{ALGORITHM} {authorization}"}


def _canonical_request(request: Unsigned, headers: Mapping[str, str], service: str) -> str:
    path = quoted(request.path, "/")
    if service != "s3":
        path = quoted(_normalised(path), "/")
    names = sorted(headers)
    lines = [f"{name}:{' '.join(headers[name].split())}" for name in names]
    query = _canonical_query(request.query)
    return "\n".join((request.method, path, query, *lines, "", ";".join(names), request.digest))


def _canonical_query(query: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{name}={value}" for name, value in sorted((quoted(name), quoted(value)) for name, value in query))


def _normalised(path: str) -> str:
    """The path without empty segments, `.` and `..`."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept[-1:] = []
        elif segment not in ("", "."):
            kept.append(segment)
    return f"/{'/'.join(kept)}{'/' if kept and path.endswith('/') else ''}"


def _key(secret: str, scope: str) -> bytes:
    key = f"AWS4{secret}".encode("utf-8", "surrogateescape")
    for part in scope.split("/"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
