"""Credentials that the environment does not hold, but says who knows: Lambda under SnapStart, ECS, EKS.

    AWS_CONTAINER_CREDENTIALS_FULL_URI        an HTTP address on this machine, or HTTPS anywhere
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI    a path on ECS's own address
    AWS_CONTAINER_AUTHORIZATION_TOKEN         shown to it; or AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, which holds it

They are kept until five minutes before they expire. A snapshot that is restored later finds them expired, and asks
again; addresses and tokens are read from the environment each time, since a restore changes them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from scorelet.errors import AwsCallError
from scorelet.signed.answers import read_object
from scorelet.signed.credentials import Credentials
from scorelet.signed.endpoints import parsed_url
from scorelet.wire.messages import Origin

EARLY = 300
"""Seconds before they expire at which credentials are fetched anew."""
LARGEST = 64 * 1024
"""Bytes of an answer."""

ECS = "http://169.254.170.2"
OWN_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", "169.254.170.2", "169.254.170.23", "fd00:ec2::23"})
"""Who may be asked over plain HTTP: this machine, and what ECS and EKS put beside a container."""

Fetch = Callable[[Origin, str, Mapping[str, str]], tuple[int, bytes]]
"""Origin, path and headers of a GET -> status and body; raises AwsCallError."""

_WHAT = "cannot fetch AWS credentials"
_NEXT = "look at AWS_CONTAINER_CREDENTIALS_FULL_URI"


class Held(NamedTuple):
    """Credentials, and the moment at which they expire: ISO 8601 in UTC, so that texts compare as times do."""

    credentials: Credentials
    expires: str


class Container:
    """What the environment names; `now` gives seconds since 1970."""

    def __init__(self, environment: Mapping[str, str], now: Callable[[], float]) -> None:
        self._environment = environment
        self._now = now
        self._held: Held | None = None

    def credentials(self, fetch: Fetch) -> Credentials | None:
        """None when the environment names nobody; raises AwsCallError. Two threads may fetch at the same time."""
        if not _url(self._environment):
            return None
        held = self._held
        if held is None or not is_fresh(held, self._now()):
            held = self._held = fetched(self._environment, fetch)
        return held.credentials

    def forget(self) -> None:
        self._held = None


def is_fresh(held: Held, now: float) -> bool:
    return held.expires > time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + EARLY))


def fetched(environment: Mapping[str, str], fetch: Fetch) -> Held:
    """The credentials that whom the environment names gives; raises AwsCallError."""
    origin, path = parsed_url(_url(environment), "AWS_CONTAINER_CREDENTIALS_FULL_URI")
    if origin.scheme != "https" and origin.host not in OWN_HOSTS:
        raise AwsCallError(f"{_WHAT}: {origin.host} is not on this machine, and asked without TLS\n{_NEXT}")
    token = _token(environment)
    status, body = fetch(origin, path or "/", {"authorization": token} if token else {})
    if status != 200:
        raise AwsCallError(f"{_WHAT}: {origin.host} answers {status}\n{_NEXT}", status=status)
    return _read(body, origin.host)


def _url(environment: Mapping[str, str]) -> str:
    relative = environment.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "")
    return f"{ECS}{relative}" if relative else environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI", "")


def _token(environment: Mapping[str, str]) -> str:
    file = environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "")
    if not file:
        return environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")
    try:
        with open(file, encoding="utf-8") as held:  # noqa: PTH123 - pathlib is not paid for at a cold start
            return held.read(LARGEST).strip()
    except (OSError, ValueError):
        raise AwsCallError(
            f"{_WHAT}: the file of the authorization token cannot be read\n"
            "look at AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
        ) from None


def _read(body: bytes, host: str) -> Held:
    fields = read_object(body) or {}
    names = ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")
    texts = [text for text in (fields.get(name, "") for name in names) if isinstance(text, str)]
    if len(texts) < len(names) or not all(texts[:2]):
        raise AwsCallError(f"{_WHAT}: {host} does not answer with credentials\n{_NEXT}", status=200)
    access_key, secret_key, token, expires = texts
    return Held(Credentials(access_key, secret_key, token), expires)
