"""Small documents for the tests of single stages, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scorelet.errors import PfaError
from scorelet.pfa import nodes as n
from scorelet.pfa import typed as t
from scorelet.pfa.check import check
from scorelet.pfa.document import read

DOUBLES = {"type": "array", "items": "double"}
INTS = {"type": "array", "items": "int"}
STRINGS = {"type": "array", "items": "string"}
COUNTS = {"type": "map", "values": "int"}
POINT = {
    "type": "record",
    "name": "Point",
    "fields": [{"name": "x", "type": "double"}, {"name": "y", "type": "double"}],
}

INCREMENT = {"params": [{"old": "int"}], "ret": "int", "do": {"+": ["old", 1]}}
COUNTER = {"c": {"type": "int", "init": 0}}
COUNT = {"cell": "c", "to": INCREMENT}
"""Counts the actions in the cell `c` of COUNTER."""
FOREVER: dict[str, Any] = {"while": True, "do": None}


def document(action: Any, input: Any = "double", output: Any = "double", **more: Any) -> dict[str, Any]:
    return {"input": input, "output": output, "action": action, **more}


def action_node(action: Any, **more: Any) -> n.Node:
    """The node of a single action expression."""
    (node,) = read(document(action, **more)).action
    return node


def action_typed(action: Any, input: Any = "double", output: Any = "double", **more: Any) -> t.Typed:
    return check(read(document(action, input, output, **more))).action


def failure(run: Callable[..., Any], *args: Any, **more: Any) -> PfaError:
    """The PFA error that `run` raises."""
    try:
        found = run(*args, **more)
    except PfaError as error:
        return error
    raise AssertionError(f"expected a PFA error, got {found!r}")


def said(run: Callable[..., Any], *args: Any, **more: Any) -> tuple[str, str]:
    """The kind of the PFA error that `run` raises, and all that it says."""
    error = failure(run, *args, **more)
    return type(error).__name__, str(error)
