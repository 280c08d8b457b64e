"""What of Scorelet's own code a service's function may come to run: a table of what only some functions need.

Whatever is imported with a module comes with it, always. What a module imports later, inside of a function or by a
name in a text, comes too, unless a row here says when it is needed, and it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from scorelet.service.resolved import Resolved

_AWS_SECRETS = ("ssm:", "secretsmanager:")


class Facts(NamedTuple):
    """What decides. compiles: a document may be compiled in the function."""

    resolved: Resolved
    compiles: bool


def _never(facts: Facts) -> bool:
    return False


def _compiles(facts: Facts) -> bool:
    return facts.compiles


def _follows(facts: Facts) -> bool:
    return any(model.follow is not None for model in facts.resolved.models)


def _has_hooks(facts: Facts) -> bool:
    return any(model.features or model.respond or model.template for model in facts.resolved.service.models)


def _scores_files(facts: Facts) -> bool:
    return any(event.source == "s3" for event in facts.resolved.service.events)


def _sends(facts: Facts) -> bool:
    return any(event.to for event in facts.resolved.service.events)


def _logs(facts: Facts) -> bool:
    return facts.resolved.service.log.to != ""


def _logs_to_s3(facts: Facts) -> bool:
    return facts.resolved.service.log.to.startswith("s3://")


def calls_aws(facts: Facts) -> bool:
    """Whether the function may call AWS."""
    secret = any(place.startswith(_AWS_SECRETS) for place in facts.resolved.service.secrets.values())
    stays = any(pinned.place is not None for pinned in facts.resolved.models)
    return secret or stays or any(asks(facts) for asks in (_follows, _scores_files, _sends, _logs_to_s3))


def _calls(facts: Facts) -> bool:
    return calls_aws(facts) or _has_hooks(facts)


NEEDED: Mapping[str, Callable[[Facts], bool]] = {
    # `scorelet.pack` and `scorelet.load`
    "scorelet.packing": _never,
    # they come with the packages that they need
    "scorelet.bundle.onnx_engine": _never,
    "scorelet.bundle.python_engine": _never,
    # questions about documents that scoring never asks
    "scorelet.pfa.show": _never,
    "scorelet.pfa.diagnosis": _never,
    "scorelet.pfa.avro_container": _compiles,
    "scorelet.pfa.compiler": _compiles,
    "scorelet.pfa.lower": _compiles,
    "scorelet.pfa.sources": _compiles,
    "scorelet.pfa.typed": _compiles,
    "scorelet.store": _follows,
    "scorelet.runtime.following": _follows,
    "scorelet.runtime.looking": _follows,
    "scorelet.runtime.features": _has_hooks,
    "scorelet.runtime.extension": _logs_to_s3,
    "scorelet.runtime.events.outputs": _sends,
    "scorelet.batch.job": _scores_files,
    "scorelet.observe.prediction_log": _logs,
    "scorelet.observe.sinks.objects": _logs_to_s3,
    # packaging refuses such a log
    "scorelet.observe.sinks.folder": _never,
    "scorelet.signed": calls_aws,
    "scorelet.wire": _calls,
}
"""When a module, or what is in its folder, is needed by what may import it later."""


def is_needed(module: str, facts: Facts) -> bool:
    """Whether a module that is imported late may be."""
    steps = module.split(".")
    rows = (NEEDED.get(".".join(steps[:count])) for count in range(len(steps), 0, -1))
    row = next((row for row in rows if row is not None), None)
    return row is None or row(facts)
