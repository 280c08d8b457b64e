"""What a document is made of, in a few words: for `scorelet pfa check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from scorelet.pfa.nodes import CallFunction, Cell, Document, FunctionRef, Node, Pool, PoolDel, State
from scorelet.pfa.types import Record, Type

SHOWN_FIELDS = 12


def summarise(document: Document) -> list[tuple[str, str]]:
    """(word, what it is) pairs, in the order of reading."""
    written = set(_written(document))
    calls = {node.name for node in _nodes(document) if isinstance(node, CallFunction | FunctionRef)}
    library = sorted(name for name in calls if name not in document.functions)
    summary = [
        ("name", document.name),
        ("method", document.method),
        ("input", _spelled(document.input)),
        ("output", _spelled(document.output)),
    ]
    for name, state in document.cells.items():
        summary.append((f"cell {name}", _state(state, changes=("cell", name) in written)))
    for name, state in document.pools.items():
        summary.append((f"pool {name}", _state(state, changes=("pool", name) in written)))
    if document.functions:
        summary.append(("own functions", ", ".join(sorted(document.functions))))
    summary.append(("library", ", ".join(library) or "no functions"))
    return summary


def _spelled(kind: Type) -> str:
    """A type, with the fields if it is a record: the columns that rows need."""
    if not isinstance(kind, Record):
        return str(kind)
    shown = [f"{field.name}: {field.type}" for field in kind.fields[:SHOWN_FIELDS]]
    left = len(kind.fields) - len(shown)
    return f"{kind} ({', '.join(shown)}{f', and {left} more' if left else ''})"


def _state(state: State, *, changes: bool) -> str:
    shared = ", shared" if state.shared else ""
    return f"{state.type} ({'mutable' if changes else 'constant'}{shared})"


def _written(document: Document) -> Iterator[tuple[str, str]]:
    for node in _nodes(document):
        if isinstance(node, Cell) and node.to is not None:
            yield "cell", node.name
        elif isinstance(node, PoolDel) or (isinstance(node, Pool) and node.to is not None):
            yield "pool", node.name


def _nodes(document: Document) -> Iterator[Node]:
    """All expressions of the document; a stack, since documents may be deeper than Python's own."""
    routines = (document.begin, document.action, document.end, document.merge)
    waiting: list[object] = [*routines, *document.functions.values()]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(part)
        elif isinstance(part, Node):
            yield part
            waiting.extend(getattr(part, field.name) for field in fields(part))
