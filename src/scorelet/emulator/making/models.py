"""Which model an event is for, and which of the service's [[events]] it comes from."""

from __future__ import annotations

from typing import NamedTuple

from scorelet.errors import UsageError
from scorelet.runtime.loading import alias_of
from scorelet.service.values import EventSource, Model, Service


class Origin(NamedTuple):
    """What events of a kind come from.

    source    of [[events]]: "sqs"; "" for what needs none
    fifo      whether its ARN is a FIFO queue's; None: that is no matter
    likeness  one that a service without its own could have
    """

    source: str = ""
    fifo: bool | None = None
    likeness: EventSource = EventSource("")


def model_of(origin: Origin, service: Service, wanted: str = "") -> str:
    """The model that is wanted, or the one that the service's [[events]] names, or the default. Raises UsageError."""
    entries = entries_of(origin, service)
    name = wanted or (entries[0].model if entries else "") or default_of(service)
    if not name:
        raise UsageError(f"the service has {_told(service)}, and no default\nname one with --model")
    entry_of(name, service)
    return name


def source_of(origin: Origin, service: Service, model: str) -> EventSource:
    """The first source whose rows this model scores, or a likeness where the service has none of this kind.

    Raises UsageError where all of its sources are another model's.
    """
    entries = entries_of(origin, service)
    if not entries:
        return origin.likeness
    scorers = [entry.model or default_of(service) for entry in entries]
    if model in scorers:
        return entries[scorers.index(model)]
    raise UsageError(
        f"rows of source {origin.source!r} are scored by {', '.join(map(repr, scorers))}, got model {model!r}\n"
        "leave --model out, or add [[events]] for it to scorelet.toml"
    )


def entries_of(origin: Origin, service: Service) -> list[EventSource]:
    """The service's own sources of this kind."""
    return [
        source
        for source in service.events
        if source.source == origin.source and origin.fifo in (None, source.arn.endswith(".fifo"))
    ]


def entry_of(name: str, service: Service) -> Model:
    """The model called "iris" or "iris@prod". Raises UsageError."""
    for model in service.models:
        if name in (model.name, _with_alias(model)):
            return model
    raise UsageError(f"the service has no model {name!r}\nit has {_told(service)}")


def default_of(service: Service) -> str:
    """What answers where no model is named; "" where nothing does."""
    names = {model.name for model in service.models}
    return service.default or (names.pop() if len(names) == 1 else "")


def _with_alias(model: Model) -> str:
    alias = alias_of(model.ref)
    return f"{model.name}@{alias}" if alias else model.name


def _told(service: Service) -> str:
    return ", ".join(repr(_with_alias(model)) for model in service.models)
