"""Which method of a REST API is asked for.

Steps of a path are compared as they were sent: nothing is percent-decoded, neither here nor in `pathParameters` (AWS's
own tests of aws-lambda-dotnet, HttpContextTestCases, and events recorded on AWS by LocalStack have it so). A step that
is spelled out goes before one that is open. Slashes at the end do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from scorelet.aws.endpoint import Method


class Resource(NamedTuple):
    """One path. path: with {model} for what varies; methods: by name."""

    path: str
    methods: Mapping[str, Method]


class Found(NamedTuple):
    """parts: what stands in the open steps, as it was sent."""

    resource: Resource
    parts: Mapping[str, str]


class Resources:
    """All paths of an API."""

    def __init__(self, methods: Iterable[Method]) -> None:
        by_path: dict[str, dict[str, Method]] = {}
        for method in methods:
            by_path.setdefault(method.path, {})[method.method] = method
        self._spelled: dict[str, Found] = {}
        self._open: dict[int, list[tuple[tuple[str, ...], Resource]]] = {}
        for path, known in by_path.items():
            resource, steps = Resource(path, known), _steps(path)
            if any(map(_is_open, steps)):
                self._open.setdefault(len(steps), []).append((steps, resource))
            else:
                self._spelled[path.rstrip("/")] = Found(resource, {})
        for patterns in self._open.values():
            patterns.sort(key=lambda one: [_is_open(step) for step in one[0]])

    def find(self, path: str) -> Found | None:
        """What a path without its stage means."""
        path = path.rstrip("/")
        return self._spelled.get(path) or self._fitting(_steps(path))

    def _fitting(self, steps: tuple[str, ...]) -> Found | None:
        for pattern, resource in self._open.get(len(steps), ()):
            parts = _parts(pattern, steps)
            if parts is not None:
                return Found(resource, parts)
        return None


def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("/"))


def _is_open(step: str) -> bool:
    return step.startswith("{")


def _parts(pattern: tuple[str, ...], steps: tuple[str, ...]) -> dict[str, str] | None:
    """What stands in the open steps; None where the pattern does not fit."""
    parts = {}
    for wanted, step in zip(pattern, steps, strict=True):
        if _is_open(wanted) and step:
            parts[wanted[1:-1]] = step
        elif wanted != step:
            return None
    return parts
