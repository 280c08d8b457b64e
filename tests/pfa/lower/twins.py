"""A document and its twin, whose cells and pools change as far as the compiler knows: nothing there is specialised."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from scorelet.errors import PfaInputError
from scorelet.pfa import Engine, load
from tests.pfa.fuzz.running import exact, outcome


def twin_of(document: dict[str, Any]) -> dict[str, Any]:
    """The same document with a function that nothing calls, which writes to each cell and pool."""
    changes: list[Any] = [{"cell": name, "to": {"cell": name}} for name in document.get("cells", {})]
    changes += [{"pool": name, "del": ["nothing"]} for name in document.get("pools", {})]
    never = {"params": [], "ret": "null", "do": [*changes, None]}
    return {**document, "fcns": {**document.get("fcns", {}), "never": never}}


def agreeing(document: dict[str, Any], rows: Iterable[Any]) -> Engine:
    """An engine of the document, once it has done what its twin does with the rows."""
    before = copy.deepcopy(document)
    engine, twin = load(document), load(twin_of(document))
    assert document == before
    assert (*twin.image.cells, *twin.image.pools) == (*document.get("cells", {}), *document.get("pools", {}))
    for row in rows:
        assert done(engine, row) == done(twin, row), row
        assert done(engine, row) == done(engine, row), "an action changed what it should only read"
    return engine


def done(engine: Engine, row: Any) -> Any:
    """What an action does with the row, bit by bit; of an input that is refused, also what is said."""
    found = outcome(lambda: engine.action(row))
    if found[0] == "result":
        return exact(found)
    if found[1] == "PfaInputError":
        try:
            engine.action(row)
        except PfaInputError as error:
            return (*found, str(error))
    return found


def called(engine: Engine) -> set[str]:
    """The library functions that the generated code calls."""
    return {binding[1] for binding in engine.image.bindings.values() if binding[0] in ("run", "typed")}
