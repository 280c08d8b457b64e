"""One case through the generated code and through the reference, and what each of them did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from scorelet.errors import PfaError, PfaUserError
from scorelet.pfa import Engine
from tests.pfa.fuzz.documents import Case
from tests.pfa.reference.machine import Machine


@dataclass
class Story:
    """What happened: the outcome of each routine in order, what came out meanwhile, and what is left."""

    outcomes: list[Any] = field(default_factory=list)
    emitted: list[Any] = field(default_factory=list)
    logs: list[Any] = field(default_factory=list)
    cells: Any = None
    pools: Any = None
    tally: Any = None

    def plain(self) -> dict[str, Any]:
        """Everything as values whose equality is what must be equal."""
        return {name: exact(value) for name, value in vars(self).items()}


def exact(value: Any) -> Any:
    """`value` so that equality means: the same classes, the same bits, and NaN equal to NaN."""
    if isinstance(value, list | tuple):
        return (type(value).__name__, [exact(item) for item in value])
    if isinstance(value, dict):
        return ("dict", {key: exact(item) for key, item in value.items()})
    if isinstance(value, float):
        return ("float", value.hex())
    return (type(value).__name__, value)


def of_engine(engine: Engine, case: Case) -> Story:
    story = Story()
    engine.emit = story.emitted.append
    engine.log = lambda values, namespace: story.logs.append((values, namespace))
    story.outcomes = [outcome(routine) for routine in _routines(engine, case)]
    story.cells, story.pools, story.tally = engine.cells(), engine.pools(), engine.tally
    return story


def of_reference(machine: Machine, case: Case) -> Story:
    outcomes = [outcome(routine) for routine in _routines(machine, case)]
    tally = machine.tally_shown()
    return Story(outcomes, machine.emitted, machine.logs, machine.cells(), machine.pools(), tally)


def _routines(engine: Engine | Machine, case: Case) -> Iterator[Callable[[], Any]]:
    yield engine.begin
    for datum in case.data:
        yield partial(engine.action, datum)
    yield engine.end
    if case.tallies:
        yield partial(engine.merge, *case.tallies)


def outcome(routine: Callable[[], Any]) -> Any:
    """The result, or the error's class and code."""
    try:
        return ("result", routine())
    except PfaUserError as error:
        return ("error", "PfaUserError", error.code, error.message)
    except PfaError as error:
        found = error
    foreseen(found)
    return ("error", type(found).__name__, getattr(found, "code", None))


def foreseen(error: PfaError) -> None:
    """That the error is one of PFA, and not an exception of Python's that nothing foresaw."""
    assert "cannot be computed" not in error.message, error
