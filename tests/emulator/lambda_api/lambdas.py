"""A function with versions and aliases that lets in what a real one does, and runs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from scorelet.emulator.function.admission import admitted
from scorelet.emulator.values import LATEST, Asked, Configuration, Outcome, RefusedError
from tests.emulator.gateway.gateways import REPORT

CONFIGURATION = Configuration("iris", memory=256, timeout=10.0, concurrency=7, variables={"A": "b"})


class Version(NamedTuple):
    number: str
    configuration: Configuration = CONFIGURATION


class Alias(NamedTuple):
    name: str
    version: str
    shares: Mapping[str, float]


class FakeLambda:
    """Gives `outcome` for every invocation, or raises it. It is its own versions. is_changed: since the last one."""

    def __init__(self) -> None:
        self.configuration = CONFIGURATION
        self.by_number = {LATEST: Version(LATEST), "1": Version("1")}
        self.aliases = {"live": Alias("live", "1", {})}
        self.asked: list[Asked] = []
        self.later: list[Asked] = []
        self.tails: list[bool] = []
        self.is_changed = True
        self.outcome: Outcome | RefusedError = Outcome(b'{"R": 1}', "", "1", REPORT)

    @property
    def versions(self) -> FakeLambda:
        return self

    async def invoke(self, asked: Asked, *, tail: bool = False) -> Outcome:
        self.asked.append(admitted(asked))
        self.tails.append(tail)
        if isinstance(self.outcome, RefusedError):
            raise self.outcome
        return self.outcome

    def invoke_later(self, asked: Asked) -> Asked:
        self.later.append(admitted(asked, waits=False))
        return asked

    def resolve(self, qualifier: str) -> Version:
        known = self.aliases.get(qualifier)
        number = known.version if known else qualifier or LATEST
        if number not in self.by_number:
            arn = f"{self.configuration.arn}:{qualifier}"
            raise RefusedError(404, "ResourceNotFoundException", f"Function not found: {arn}")
        return self.by_number[number]

    def publish(self) -> Version:
        number = str(len(self.by_number) - (not self.is_changed))
        return self.by_number.setdefault(number, Version(number))

    def point(self, alias: str, version: str, **shares: float) -> Alias:
        self.resolve(version)
        made = self.aliases[alias] = Alias(alias, version, shares)
        return made
