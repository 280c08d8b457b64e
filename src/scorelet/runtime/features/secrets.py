"""Secrets by name: from the environment, SSM Parameter Store or Secrets Manager.

    [secrets]
    WEATHER_KEY = "ssm:/weather/key"                  a parameter
    DB_PASSWORD = "secretsmanager:prod/db#password"   a key of a secret that holds JSON; without "#" the whole secret
    TOKEN = "env:WEATHER_TOKEN"                       an environment variable

A name that is not listed is the environment variable of that name. What comes from AWS is fetched when it is first
asked for and kept for five minutes; when it cannot be fetched again, the old value serves on.
Nothing shows a value: not `repr`, no error of ours, and where another error's text holds one, `hidden` takes it out.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from scorelet.errors import AwsCallError, ServiceError, UpstreamError

if TYPE_CHECKING:
    from scorelet.signed.caller import Caller, World

KEPT_SECONDS = 300.0
RETRY_SECONDS = 30.0
"""After so long an old value is asked for again that could not be fetched."""

FETCH_SECONDS = 4.0
"""For one fetch with all its tries: a request waits for it."""

_SHORTEST = 4
"""A shorter value would be taken out of texts where it means something else."""

_SERVICES: Mapping[str, str] = {"ssm": "SSM Parameter Store", "secretsmanager": "Secrets Manager"}
_NONE: Mapping[str, str] = MappingProxyType({})

Fetch = Callable[[str, str], str]
"""("ssm", "/weather/key") or ("secretsmanager", "prod/db") -> the value. Raises AwsCallError."""


class FromAws:
    """Over the standard library, with the credentials of the process."""

    def __init__(self, world: World | None = None) -> None:
        self._world = world
        self._caller: Caller | None = None

    def __call__(self, service: str, path: str) -> str:
        from scorelet.signed.caller import Caller
        from scorelet.signed.secrets import get_parameter, get_secret

        self._caller = self._caller or Caller(self._world).within(FETCH_SECONDS)
        try:
            return (get_parameter if service == "ssm" else get_secret)(self._caller, path)
        finally:
            self._caller.close()  # in five minutes the connection will be of no use


class Secrets:
    """secrets["WEATHER_KEY"], secrets.get("WEATHER_KEY"). Threads may share it.

    Raises ServiceError for a secret that is not set, UpstreamError (502) for one that AWS did not give.
    """

    def __init__(
        self,
        sources: Mapping[str, str] = _NONE,
        *,
        environment: Mapping[str, str] = os.environ,
        fetch: Fetch | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sources = {name: _source(name, source) for name, source in sources.items()}
        self._environment = environment
        self._fetch = fetch or FromAws()
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], tuple[float, str]] = {}
        self._shown: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise ServiceError([self._advice(name)])
        return value

    def get(self, name: str, default: str | None = None) -> str | None:
        """The default where it is not set."""
        kind, path, key = self._sources.get(name) or ("env", name, "")
        if kind == "env":
            value = self._environment.get(path)
        else:
            whole = self._from_aws(name, kind, path)
            value = _part(name, whole, key) if key else whole
        if value is None:
            return default
        self._shown[name] = value
        return value

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

    def __repr__(self) -> str:
        return f"<Secrets {', '.join(sorted(self._sources)) or 'of the environment'}>"

    def hidden(self, text: str) -> str:
        """The text without the values that were asked for so far."""
        for name, value in sorted(self._shown.items(), key=lambda pair: -len(pair[1])):
            if len(value) >= _SHORTEST:
                text = text.replace(value, f"[secret {name}]")
        return text

    def _from_aws(self, name: str, kind: str, path: str) -> str:
        with self._lock:
            until, value = self._kept.get((kind, path), (float("-inf"), ""))
            if self._clock() < until:
                return value
            known = (kind, path) in self._kept
            try:
                value = self._fetch(kind, path)
            except AwsCallError as error:
                if not known:
                    detail = f"{_SERVICES[kind]} did not give the secret {name!r}"
                    raise UpstreamError(502, detail, _SERVICES[kind]) from error
                self._kept[kind, path] = (self._clock() + RETRY_SECONDS, value)
                return value
            self._kept[kind, path] = (self._clock() + KEPT_SECONDS, value)
            return value

    def _advice(self, name: str) -> str:
        _, path, _ = self._sources.get(name) or ("env", name, "")
        todo = f'set it, or say where the secret is: [secrets] {name} = "ssm:/path" in scorelet.toml'
        return f"secret {name!r} is not set: there is no environment variable {path}\n{todo}"


def _source(name: str, source: str) -> tuple[str, str, str]:
    """Kind, path and key."""
    kind, _, rest = source.partition(":")
    path, _, key = rest.partition("#") if kind == "secretsmanager" else (rest, "", "")
    if kind not in ("env", *_SERVICES) or not path:
        forms = '"env:NAME", "ssm:/path" or "secretsmanager:id#key"'
        raise ServiceError([f"secret {name!r}: expected {forms}, got {source!r}"])
    return kind, path, key


def _part(name: str, whole: str, key: str) -> str:
    import json

    from scorelet.signed.answers import read_object

    parts = read_object(whole)
    if parts is None:
        raise ServiceError([f"secret {name!r}: Secrets Manager has a text there, no JSON object with a key {key!r}"])
    if key not in parts:
        raise ServiceError([f"secret {name!r}: what Secrets Manager has there has no key {key!r}"])
    value = parts[key]
    return value if isinstance(value, str) else json.dumps(value)
