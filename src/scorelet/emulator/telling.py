"""What the emulator tells whoever started it: plain values, for a terminal or a test. Times are seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from scorelet.aws.endpoint import DEFAULT_STAGE, Endpoint
from scorelet.emulator.building import Built
from scorelet.emulator.door import Served
from scorelet.emulator.sources.values import Told
from scorelet.emulator.values import Configuration, Report
from scorelet.serve.preflight import ModelFacts


class Started(NamedTuple):
    """All is up.

    address    http://127.0.0.1:8000: Lambda's own API is there
    keys       secrets by name; empty where callers need none
    isolation  "namespaces" or "folders"; why: in words, why it is not namespaces
    sources    what brings events, by kind and name
    """

    name: str
    address: str
    endpoint: Endpoint
    configuration: Configuration
    built: Built
    models: Sequence[ModelFacts]
    keys: Mapping[str, str]
    isolation: str
    why: str = ""
    sources: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where callers ask."""
        stage = self.endpoint.stage
        return self.address if stage == DEFAULT_STAGE else f"{self.address}/{stage}"


class Summary(NamedTuple):
    """What all requests together were: seconds that callers waited, and that starts took."""

    requests: int
    refused: int
    failed: int
    cold: Sequence[float]
    warm: Sequence[float]
    inits: Sequence[float]
    billed: int
    most: int


class Listener(Protocol):
    """Whoever is told."""

    def started(self, started: Started) -> None: ...

    def served(self, served: Served) -> None: ...

    def invoked(self, report: Report, log: bytes) -> None:
        """An invocation has ended, whoever asked; its lines of log."""

    def sourced(self, told: Told) -> None:
        """Of an event source."""

    def said(self, text: str) -> None:
        """Something else, in words."""

    def ended(self, summary: Summary) -> None: ...


class Tally:
    """Adds up what was answered."""

    def __init__(self) -> None:
        self._statuses = [0, 0, 0]
        self._cold: list[float] = []
        self._warm: list[float] = []
        self._inits: list[float] = []
        self._billed = 0
        self._most = 0

    def served(self, served: Served) -> None:
        report = served.answer.report
        self._statuses[0] += 1
        self._statuses[1] += report is None and served.status >= 400
        self._statuses[2] += report is not None and (served.status >= 500 or report.status != "")
        if report is not None:
            (self._cold if report.cold else self._warm).append(served.seconds)

    def invoked(self, report: Report) -> None:
        if report.init is not None:
            self._inits.append(report.init)
        self._billed += report.billed
        self._most = max(self._most, report.used)

    def summary(self) -> Summary:
        requests, refused, failed = self._statuses
        return Summary(requests, refused, failed, self._cold, self._warm, self._inits, self._billed, self._most)
