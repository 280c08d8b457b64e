"""Versions of a function, and aliases: names for a version, or for two of which one gets a share of the invocations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from scorelet.emulator.environment.environment import Version
from scorelet.emulator.values import LATEST, RefusedError

_NONE: Mapping[str, float] = MappingProxyType({})


class Alias(NamedTuple):
    """shares: of another version, between 0 and 1; the rest goes to `version`."""

    name: str
    version: str
    shares: Mapping[str, float] = _NONE


class Versions:
    """draw: a number of [0, 1), for shares."""

    def __init__(self, latest: Version, draw: Callable[[], float]) -> None:
        self.by_number = {LATEST: latest}
        self.aliases: dict[str, Alias] = {}
        self._draw = draw
        self._published = 0

    @property
    def latest(self) -> Version:
        return self.by_number[LATEST]

    def publish(self) -> Version:
        """The newest code and configuration under a number, for ever; the number before, where nothing is new."""
        newest = self.by_number.get(str(self._published))
        if newest is not None and newest[1:] == self.latest[1:]:
            return newest
        self._published += 1
        version = self.latest._replace(number=str(self._published))
        self.by_number[version.number] = version
        return version

    def point(self, alias: Alias) -> None:
        """An alias begins to name a version, or another one. Raises RefusedError."""
        for number in (alias.version, *alias.shares):
            if number not in self.by_number:
                raise self._unknown(number)
        problem = _problem(alias)
        if problem:
            raise RefusedError(400, "InvalidParameterValueException", problem)
        self.aliases[alias.name] = alias

    def resolve(self, qualifier: str) -> Version:
        """What answers the next invocation. Raises RefusedError."""
        alias = self.aliases.get(qualifier)
        if alias is not None:
            return self.by_number[self._drawn(alias)]
        version = self.by_number.get(qualifier or LATEST)
        if version is None:
            raise self._unknown(qualifier)
        return version

    def _drawn(self, alias: Alias) -> str:
        for number, share in alias.shares.items():
            if self._draw() < share:
                return number
        return alias.version

    def _unknown(self, qualifier: str) -> RefusedError:
        arn = f"{self.latest.configuration.arn}:{qualifier}"
        return RefusedError(404, "ResourceNotFoundException", f"Function not found: {arn}")


def _problem(alias: Alias) -> str:
    """Why there can be no such alias; "" where there can."""
    if len(alias.shares) > 1:
        return "Number of items in AdditionalVersionWeights cannot be greater than 1"
    if alias.shares and LATEST in {alias.version, *alias.shares}:
        return "$LATEST is not supported for an alias pointing to more than 1 version"
    if alias.version in alias.shares:
        return f"Invalid function version {alias.version}. Function version {alias.version} is already included."
    if any(not 0.0 <= share <= 1.0 for share in alias.shares.values()):
        return "Value of AdditionalVersionWeights must be between 0.0 and 1.0"
    return ""
