"""A function as Lambda's API needs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from scorelet.emulator.values import Asked, Configuration, Outcome


class Version(Protocol):
    """Code and configuration under a number, or under "$LATEST"."""

    @property
    def number(self) -> str: ...
    @property
    def configuration(self) -> Configuration: ...


class Alias(Protocol):
    """A name for a version. shares: of another version, between 0 and 1."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def shares(self) -> Mapping[str, float]: ...


class Versions(Protocol):
    """resolve: what answers the next invocation of a qualifier. Raises RefusedError (404)."""

    @property
    def by_number(self) -> Mapping[str, Version]: ...
    @property
    def aliases(self) -> Mapping[str, Alias]: ...
    def resolve(self, qualifier: str) -> Version: ...


class Lambda(Protocol):
    """A function. All of it may raise RefusedError.

    invoke        waits for what comes of it; with `tail`, for its lines, too
    invoke_later  does not wait
    publish       the newest code under the next number
    point         an alias for a version, with shares of another one
    """

    @property
    def configuration(self) -> Configuration: ...
    @property
    def versions(self) -> Versions: ...
    async def invoke(self, asked: Asked, *, tail: bool = False) -> Outcome: ...
    def invoke_later(self, asked: Asked) -> Asked: ...
    def publish(self) -> Version: ...
    def point(self, alias: str, version: str, **shares: float) -> Alias: ...
