"""How a service is emulated."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from scorelet.aws.endpoint import function_name
from scorelet.emulator.values import REGION, Configuration
from scorelet.errors import UsageError
from scorelet.serve.settings import cache_folder
from scorelet.service.values import Service

CONCURRENCY = 50
"""Environments at once, where the service reserves none: a thousand of them, as an account has, are too many here."""
_ENV = "env:"
_CALLS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_PLACES = "AWS_ENDPOINT_URL"


class Settings(NamedTuple):
    """What a command says beyond the service. None: as the service says.

    stage        of a REST API, in its path
    concurrency  environments at once, at most
    memory       MB; timeout: seconds
    cold         each request gets a new environment
    keys         callers need a key, whatever the service says
    logs         whether the function's own lines are shown, and not only where something failed
    state        the folder where keys and counts are kept for the next start; None: they are not
    origins      where [[events]] come from: files by source ("sqs=rows.jsonl"), or the URL of a local endpoint
    """

    host: str = "127.0.0.1"
    port: int = 8000
    stage: str = "dev"
    concurrency: int | None = None
    memory: int | None = None
    timeout: int | None = None
    cold: bool = False
    keys: bool = False
    logs: bool = False
    state: Path | None = None
    origins: tuple[str, ...] = ()


def state_folder(environment: Mapping[str, str], name: str) -> Path | None:
    """Where the emulator keeps what it knows of a function for the next start; None where there is no place."""
    folder = cache_folder(environment)
    return None if folder is None else folder / "emulator" / name


def emulated(service: Service, settings: Settings) -> Service:
    """The service as the settings change it. Raises UsageError."""
    if settings.keys and service.api.endpoint != "rest":
        raise UsageError(
            f"--keys asks callers for keys, which only a REST API does, and the service has endpoint = "
            f"{service.api.endpoint!r}\nleave out one of them"
        )
    function = service.function._replace(
        memory=settings.memory or service.function.memory, timeout=settings.timeout or service.function.timeout
    )
    api = service.api._replace(keys=service.api.keys or settings.keys)
    return service._replace(function=function, api=api)


def configuration_of(service: Service, settings: Settings, environment: Mapping[str, str]) -> Configuration:
    """The function of the service. Of the environment it is given what a function in AWS would have of its own."""
    function = service.function
    return Configuration(
        function_name(service, settings.stage),
        memory=function.memory,
        timeout=float(function.timeout),
        concurrency=_first(settings.concurrency, function.reserved, CONCURRENCY),
        provisioned=function.provisioned or 0,
        snapstart=function.snapstart,
        cold=settings.cold,
        variables=variables_of(service, environment),
        region=environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or REGION,
    )


def _first(*numbers: int | None) -> int:
    return next(number for number in numbers if number is not None)


def variables_of(service: Service, environment: Mapping[str, str]) -> dict[str, str]:
    """Secrets that are variables; and in the place of the function's role, whose calls these credentials sign.

    Nothing else of this machine's variables is seen by the function.
    """
    secrets = {source.removeprefix(_ENV) for source in service.secrets.values() if source.startswith(_ENV)}
    named = {*secrets, *_CALLS, *(name for name in environment if name.startswith(_PLACES))}
    return {name: environment[name] for name in sorted(named) if name in environment}
