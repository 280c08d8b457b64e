"""The models are tried before anything listens: in a process of its own, whose end takes all of it along.

What is wrong with a model, a store or a function is told at once, in words. What compiling took is saved, so that each
worker loads in milliseconds. And the server's own process stays free of models and of the threads that their libraries
keep, which no fork survives.
"""

from __future__ import annotations

import multiprocessing
import sys
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, NamedTuple

from scorelet.errors import ScoreletError, UsageError
from scorelet.runtime.following import load_all
from scorelet.runtime.pages.made_rows import made_arguments, made_row
from scorelet.runtime.strict_json import write
from scorelet.serve.settings import Settings
from scorelet.serve.worker import loader_of

if TYPE_CHECKING:
    from scorelet.runtime.served import Served
    from scorelet.service.values import Service

_NEW = multiprocessing.get_context("fork") if sys.platform == "linux" else multiprocessing.get_context("spawn")
"""Forking is quickest, and safe where nothing else runs yet; other systems than Linux do not take it well."""
LONGEST_SAMPLE = 4000
"""Characters of a row that is shown."""


class ModelFacts(NamedTuple):
    """What people are told of a model. sample: a row to try it with, as JSON; "" where it is too long."""

    name: str
    alias: str
    version: str
    kind: str
    verified: int
    seconds: float
    sample: str


def tried(service: Service, settings: Settings) -> list[ModelFacts]:
    """What is known of the models, once all can be served. Raises ScoreletError."""
    receiving, sending = _NEW.Pipe(duplex=False)
    process = _NEW.Process(target=_try, args=(service, settings, sending), daemon=True)
    process.start()
    sending.close()
    try:
        facts: list[ModelFacts] | ScoreletError = receiving.recv()
    except EOFError:
        process.join()
        raise UsageError(f"the models cannot be loaded: the process that tried ended with {process.exitcode}") from None
    process.join()
    if isinstance(facts, ScoreletError):
        raise facts
    return facts


def _try(service: Service, settings: Settings, sending: Connection) -> None:
    try:
        facts = [facts_of(served) for served, _ in load_all(loader_of(service, settings))]
    except ScoreletError as error:
        sending.send(error)
    else:
        sending.send(facts)


def facts_of(served: Served) -> ModelFacts:
    sample = write(_row_of(served)).decode()
    return ModelFacts(
        served.name,
        served.alias,
        served.short_version,
        served.manifest.kind,
        served.verified,
        served.seconds,
        sample if len(sample) <= LONGEST_SAMPLE else "",
    )


def _row_of(served: Served) -> Any:
    """A sample, or the simplest row that there is."""
    if served.features is not None:
        return made_arguments(served.features)
    samples = served.packed.samples
    return samples[0] if samples else made_row(served.manifest.input)
