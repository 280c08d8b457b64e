"""A command whose packages come with an extra says which one, where they are missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from scorelet.errors import UsageError

_SERVER = frozenset({"uvicorn", "uvloop", "httptools", "prometheus_client"})
EXTRAS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"serve": _SERVER, "emulate": _SERVER | {"awslambdaric", "jsonschema", "psutil"}}
)
"""The packages of each extra, which is called as its command."""


@contextmanager
def needs_extra(name: str) -> Iterator[None]:
    """What is imported within may be missing. Raises UsageError where it is a package of the extra."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if missing.name not in EXTRAS[name]:
            raise
        raise UsageError(
            f"scorelet {name} needs {missing.name}, which is not installed\npip install 'scorelet[{name}]'"
        ) from None
