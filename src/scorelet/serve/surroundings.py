"""What a service needs of this machine beside its models: told at the start, not by the first request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from scorelet.errors import UsageError
from scorelet.observe.observers import S3, STDOUT

if TYPE_CHECKING:
    from scorelet.service.values import Log, Service

_ENV = "env:"


def check_log(log: Log) -> None:
    """Raises UsageError where the prediction log's folder cannot be written: later that would only be counted."""
    if log.to in ("", STDOUT) or log.to.startswith(S3):
        return
    try:
        Path(log.to).mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=log.to):
            pass
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"the prediction log cannot be written to {log.to}: {reason}\n"
            "name another folder in log.to, or let this user write there"
        ) from None


def unset(service: Service, environment: Mapping[str, str]) -> Iterator[str]:
    """The secrets that are to come from variables which are not set. A function may do without, so it is only told."""
    for name, source in service.secrets.items():
        variable = source.removeprefix(_ENV)
        if source.startswith(_ENV) and variable not in environment:
            yield f"secret {name!r} is not set: there is no environment variable {variable}"
