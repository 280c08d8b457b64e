"""What the owner of a service should know before it is a function: sentences, and none of them a mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scorelet.aws.endpoint import INTEGRATION_SECONDS
from scorelet.aws.siblings import siblings_of
from scorelet.service.values import Service

PAYLOAD = 6 * 1024 * 1024
"""Bytes that Lambda takes for a request, and for an answer."""
_SNAPSTART = (3, 12)


def warnings(service: Service, python: tuple[int, int]) -> list[str]:
    """What will be other than the service says, or than one may expect. Raises ServiceError, as packaging would."""
    return [sentence for rule in _RULES for sentence in rule(service, python)]


def _owners_files(service: Service, python: tuple[int, int]) -> Iterator[str]:
    yield from siblings_of(service, {}).said


def _bodies(service: Service, python: tuple[int, int]) -> Iterator[str]:
    if service.limits.body > PAYLOAD:
        yield f"limits.body is {service.limits.body:,} bytes, and Lambda takes {PAYLOAD:,} for a request"


def _patience(service: Service, python: tuple[int, int]) -> Iterator[str]:
    waits, timeout = INTEGRATION_SECONDS[service.api.endpoint], service.function.timeout
    if timeout > waits:
        yield (
            f"lambda.timeout is {timeout} seconds, and the gateway waits {waits:g}: callers get a 504 then, and the "
            "function goes on"
        )
    if any(model.features for model in service.models) and service.upstream.budget >= timeout:
        yield (
            f"upstream.budget is {service.upstream.budget:g} seconds, and the function ends after {timeout}: a silent "
            "upstream becomes a 502 of the gateway, not a 504 that names it"
        )


def _keys(service: Service, python: tuple[int, int]) -> Iterator[str]:
    if service.api.keys:
        yield "api.keys is the gateway's: whoever may invoke the function itself needs no key"
    elif service.api.rate is not None:
        yield "api.rate without keys is of all callers together"


def _snapshots(service: Service, python: tuple[int, int]) -> Iterator[str]:
    if service.function.snapstart and python < _SNAPSTART:
        yield f"lambda.snapstart needs Python 3.12 or newer, and the package is for {python[0]}.{python[1]}"


_RULES: tuple[Callable[[Service, tuple[int, int]], Iterator[str]], ...] = (
    _owners_files, _bodies, _patience, _keys, _snapshots,
)  # fmt: skip
