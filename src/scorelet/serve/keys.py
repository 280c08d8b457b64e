"""API keys on this machine: who calls, by the header `x-api-key`, as behind the gateway.

Keys are never kept: digests of them are, and what callers send is digested before it is compared, with each key in a
time that does not tell how much of it was right. Names of keys go to logs and metrics.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from scorelet.errors import RequestError, UsageError

VARIABLE = "SCORELET_API_KEYS"
"""name=secret,name2=secret2"""
FILE_VARIABLE = "SCORELET_API_KEYS_FILE"
"""The path of a file with a name=secret on each line; lines that begin with # are passed over."""

SHORTEST, LONGEST = 20, 128
"""Characters of a key, as the gateway takes them."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_SECRET = re.compile(r"[\x21-\x2b\x2d-\x7e]*")  # of what a header can carry; without the comma, which parts keys
_MAKE_ONE = "python -c 'import secrets; print(secrets.token_urlsafe(24))' makes one"


class Keys:
    """The keys of a service: name -> digest."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._digests = tuple((name, sha256(secret.encode()).digest()) for name, secret in secrets.items())
        self.names = tuple(secrets)

    def name_of(self, headers: dict[str, str], *, page: bool = False) -> str:
        """Whose key came. It goes no further: functions of the service's owner see the headers.

        Raises RequestError: 403, as the gateway; for a page 401, so that browsers ask for a key.
        """
        sent = "x-api-key" if headers.get("x-api-key") else "authorization"
        secret = headers.get(sent, "") if sent == "x-api-key" else _password(headers.get(sent, ""))
        name = None if secret is None else self._found(secret)
        if name is not None:
            del headers[sent]
            return name
        got = "" if secret is None else "; what came is none of this service's"
        if page:
            asks = [("www-authenticate", 'Basic realm="the password is an API key", charset="UTF-8"')]
            raise RequestError(
                401, f"expected an API key as the password, or in the header x-api-key{got}", headers=asks
            )
        raise RequestError(403, f"expected an API key in the header x-api-key{got}")

    def _found(self, secret: str) -> str | None:
        digest = sha256(secret.encode()).digest()
        found = None
        for name, known in self._digests:
            if compare_digest(known, digest):
                found = name
        return found


def _password(authorization: str) -> str | None:
    """The password of HTTP's Basic scheme (RFC 7617), with any name: what people type into a browser's dialog."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return b64decode(credentials).decode().partition(":")[2]
    except ValueError:  # no Base64, or no UTF-8
        return None


def read_keys(environment: Mapping[str, str]) -> Keys:
    """The keys that the environment names. Raises UsageError, which says no key, when there are none or bad ones."""
    secrets = read_secrets(environment)
    if not secrets:
        raise UsageError(
            "the service asks for API keys (api.keys = true), and there are none\n"
            f"set {VARIABLE}=name=secret, or {FILE_VARIABLE} to a file with a name=secret on each line\n{_MAKE_ONE}"
        )
    return Keys(secrets)


def read_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """The keys that the environment names, by their names; maybe none. Raises UsageError, which says no key."""
    text, path = environment.get(VARIABLE, ""), environment.get(FILE_VARIABLE, "")
    if text and path:
        raise UsageError(f"{VARIABLE} and {FILE_VARIABLE} are both set\nset one of them")
    if path:
        pairs = _in_file(path)
    else:
        pairs = [(f"{VARIABLE}, part {i}", part) for i, part in enumerate(text.split(","), 1) if part.strip()]
    secrets: dict[str, str] = {}
    for where, pair in pairs:
        name, secret = _pair(where, pair)
        if name in secrets or secret in secrets.values():
            raise UsageError(f"{where}: the key {name!r} is there twice\neach key has a name and a secret of its own")
        secrets[name] = secret
    return secrets


def _in_file(path: str) -> list[tuple[str, str]]:
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"{FILE_VARIABLE}: {path}: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{FILE_VARIABLE}: {path} is no text in UTF-8") from None
    numbered = enumerate(lines, 1)
    return [(f"{path}, line {i}", line) for i, line in numbered if line.strip() and not line.lstrip().startswith("#")]


def _pair(where: str, text: str) -> tuple[str, str]:
    name, equals, secret = (part.strip() for part in text.partition("="))
    if not equals or not _NAME.fullmatch(name):  # what stands before a '=' may be half of a secret: it is not shown
        raise UsageError(f"{where}: expected name=secret, a name of letters, digits, '-', '_' and '.'")
    if not SHORTEST <= len(secret) <= LONGEST or not _SECRET.fullmatch(secret):
        raise UsageError(
            f"{where}: expected a secret of {SHORTEST} to {LONGEST} visible ASCII characters without ',' for the key "
            f"{name!r}, got {len(secret)}\n{_MAKE_ONE}"
        )
    return name, secret
