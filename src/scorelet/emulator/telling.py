"""What the emulator tells whoever started it: plain values, for a terminal or a test. Times are seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from scorelet.aws.endpoint import DEFAULT_STAGE, Endpoint
from scorelet.emulator.gateway.call import Answer
from scorelet.emulator.values import Configuration, Report
from scorelet.serve.preflight import ModelFacts


class Built(NamedTuple):
    """The package: bytes of the zip, and of what is in it; how many files; how long making it took."""

    zipped: int
    unzipped: int
    files: int
    seconds: float


class Started(NamedTuple):
    """All is up.

    address    http://127.0.0.1:8000: Lambda's own API is there
    isolation  "namespaces" or "folders"; why: in words, why it is not namespaces
    keys       secrets by name; empty where callers need none
    warnings   what the service should know
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
    warnings: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where callers ask."""
        stage = self.endpoint.stage
        return self.address if stage == DEFAULT_STAGE else f"{self.address}/{stage}"


class Passed(NamedTuple):
    """One request that the gateway answered, or one that came to Lambda itself (method "INVOKE")."""

    method: str
    path: str
    status: int
    seconds: float
    answer: Answer


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

    def passed(self, passed: Passed) -> None: ...

    def invoked(self, report: Report, log: bytes) -> None:
        """An invocation has ended, whoever asked; its lines of log."""

    def said(self, text: str) -> None:
        """Something else, in a line."""

    def ended(self, summary: Summary) -> None: ...


class Tally:
    """Adds up what passes."""

    def __init__(self) -> None:
        self._statuses = [0, 0, 0]
        self._cold: list[float] = []
        self._warm: list[float] = []
        self._inits: list[float] = []
        self._billed = 0
        self._most = 0

    def passed(self, passed: Passed) -> None:
        report = passed.answer.report
        self._statuses[0] += 1
        self._statuses[1] += report is None and passed.status >= 400
        self._statuses[2] += report is not None and passed.status >= 500
        if report is not None:
            (self._cold if report.cold else self._warm).append(passed.seconds)

    def invoked(self, report: Report) -> None:
        if report.init is not None:
            self._inits.append(report.init)
        self._billed += report.billed
        self._most = max(self._most, report.used)

    def summary(self) -> Summary:
        requests, refused, failed = self._statuses
        return Summary(requests, refused, failed, self._cold, self._warm, self._inits, self._billed, self._most)
