"""The nodes of a checked document: every expression has its type, every call its signature.

Symbols have become variables, one name per declaration within a routine or function. Where a value of one
type is used as another, a Convert stands; a body's last expression is converted to what is asked of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from scorelet.pfa.library.registry import Call, LibraryFunction
from scorelet.pfa.nodes import Document, State
from scorelet.pfa.types import Function, Type


@dataclass(frozen=True, slots=True)
class Typed:
    at: str
    type: Type


@dataclass(frozen=True, slots=True)
class Constant(Typed):
    """`value` in the canonical representation of `type`."""

    value: Any


@dataclass(frozen=True, slots=True)
class Get(Typed):
    """A variable, or one of the predefined symbols (`input`, `tally`, `name`, ...)."""

    name: str


@dataclass(frozen=True, slots=True)
class Convert(Typed):
    """`value`, in the representation of the wider `type`."""

    value: Typed


@dataclass(frozen=True, slots=True)
class Bind(Typed):
    """`let` (new variables) and `set` (known ones): all values first, then all names."""

    values: tuple[tuple[str, Typed], ...]


@dataclass(frozen=True, slots=True)
class Block(Typed):
    """Expressions one after another; the last one is the value (when `type` is null it may be ignored)."""

    body: tuple[Typed, ...]


@dataclass(frozen=True, slots=True)
class If(Typed):
    """The block of the first case whose condition holds, else `otherwise`."""

    cases: tuple[tuple[Typed, Typed], ...]
    otherwise: Typed


@dataclass(frozen=True, slots=True)
class While(Typed):
    condition: Typed
    body: Typed


@dataclass(frozen=True, slots=True)
class DoUntil(Typed):
    body: Typed
    condition: Typed


@dataclass(frozen=True, slots=True)
class For(Typed):
    init: Bind
    condition: Typed
    step: Bind
    body: Typed


@dataclass(frozen=True, slots=True)
class ForEach(Typed):
    name: str
    array: Typed
    body: Typed


@dataclass(frozen=True, slots=True)
class ForKeyVal(Typed):
    key: str
    val: str
    map: Typed
    body: Typed


@dataclass(frozen=True, slots=True)
class CastCase:
    """`members` are the types of the value (as it stands) that this case takes, converted to `type`."""

    members: tuple[Type, ...]
    type: Type
    name: str
    body: Typed


@dataclass(frozen=True, slots=True)
class CastCases(Typed):
    """The first case that takes the value's type; when `partial`, none may."""

    value: Typed
    cases: tuple[CastCase, ...]
    partial: bool


@dataclass(frozen=True, slots=True)
class IfNotNull(Typed):
    """`values` are (variable, its type without null, expression)."""

    values: tuple[tuple[str, Type, Typed], ...]
    body: Typed
    otherwise: Typed


@dataclass(frozen=True, slots=True)
class Unpack(Typed):
    """`formats` are (variable or None for padding, normal format); see scorelet.pfa.binary."""

    value: Typed
    formats: tuple[tuple[str, str], ...]
    body: Typed
    otherwise: Typed


@dataclass(frozen=True, slots=True)
class Pack(Typed):
    values: tuple[tuple[str, Typed], ...]


@dataclass(frozen=True, slots=True)
class Raise(Typed):
    """The `error` form."""

    message: str
    code: int | None


@dataclass(frozen=True, slots=True)
class Try(Typed):
    body: Typed
    only: tuple[str | int, ...] | None


@dataclass(frozen=True, slots=True)
class Log(Typed):
    values: tuple[Typed, ...]
    namespace: str | None


@dataclass(frozen=True, slots=True)
class MakeArray(Typed):
    items: tuple[Typed, ...]


@dataclass(frozen=True, slots=True)
class MakeObject(Typed):
    """A map or a record, members in the order of the type's fields or of the document."""

    members: tuple[tuple[str, Typed], ...]


# ------------------------------------------------------------------------------------------------ paths


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path into a value of type `into`: a record's field, or an index or key expression."""

    into: Type
    type: Type
    field: str | None
    index: Typed | None


Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Path(Typed):
    of: Typed
    steps: Steps


@dataclass(frozen=True, slots=True)
class PathTo(Typed):
    """A copy of `of` with what `steps` lead to replaced by `to`, a value or a function of the old value."""

    of: Typed
    steps: Steps
    to: Typed


@dataclass(frozen=True, slots=True)
class CellGet(Typed):
    name: str
    steps: Steps


@dataclass(frozen=True, slots=True)
class CellTo(Typed):
    name: str
    steps: Steps
    to: Typed


@dataclass(frozen=True, slots=True)
class PoolGet(Typed):
    name: str
    item: Typed
    steps: Steps


@dataclass(frozen=True, slots=True)
class PoolTo(Typed):
    name: str
    item: Typed
    steps: Steps
    to: Typed
    init: Typed


@dataclass(frozen=True, slots=True)
class PoolDel(Typed):
    name: str
    item: Typed


# -------------------------------------------------------------------------------------------- functions


@dataclass(frozen=True, slots=True)
class LibraryCall(Typed):
    function: LibraryFunction
    call: Call
    args: tuple[Typed, ...]


@dataclass(frozen=True, slots=True)
class UserCall(Typed):
    name: str
    args: tuple[Typed, ...]


@dataclass(frozen=True, slots=True)
class SymbolCall(Typed):
    """A user function chosen by an enum: for each symbol, the call with the shared `args` variables."""

    which: Typed
    args: tuple[tuple[str, Typed], ...]
    calls: Mapping[str, Typed]


@dataclass(frozen=True, slots=True)
class Emit(Typed):
    value: Typed


@dataclass(frozen=True, slots=True)
class FunctionValue(Typed):
    """Something passed as a function; its type is a Function."""

    @property
    def signature(self) -> Function:
        assert isinstance(self.type, Function)
        return self.type


@dataclass(frozen=True, slots=True)
class UserFunction(FunctionValue):
    name: str


@dataclass(frozen=True, slots=True)
class LibraryFunctionValue(FunctionValue):
    function: LibraryFunction
    call: Call


@dataclass(frozen=True, slots=True)
class Lambda(FunctionValue):
    """An inline function; it may read the variables around it."""

    params: tuple[str, ...]
    body: Typed


@dataclass(frozen=True, slots=True)
class TypedFunction:
    at: str
    name: str
    params: tuple[tuple[str, Type], ...]
    ret: Type
    body: Typed


@dataclass(frozen=True, slots=True)
class TypedDocument:
    """`written` names the cells and pools that some expression changes; all others are constants."""

    document: Document
    functions: Mapping[str, TypedFunction]
    begin: Typed
    action: Typed
    end: Typed
    merge: Typed
    written_cells: frozenset[str]
    written_pools: frozenset[str]

    def constant(self, state: State, kind: str) -> bool:
        written = self.written_cells if kind == "cell" else self.written_pools
        return state.name not in written


EXTENSION = "scorelet."
"""Library functions that PFA does not have start so."""


def extensions(document: TypedDocument) -> tuple[str, ...]:
    """The names of the functions beyond PFA that a document calls: it runs in no other engine."""
    bodies = [document.begin, document.action, document.end, document.merge]
    calls = (
        node.function.name
        for body in [*bodies, *(function.body for function in document.functions.values())]
        for node in walk(body)
        if isinstance(node, LibraryCall | LibraryFunctionValue)
    )
    return tuple(sorted({name for name in calls if name.startswith(EXTENSION)}))


def walk(node: object) -> Iterator[Typed]:
    """`node` and every expression in it, outermost first."""
    pending = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, Typed):
            yield item
        if isinstance(item, Typed | Step | CastCase):
            kind: Any = type(item)
            pending.extend(getattr(item, name) for name in _parts(kind))
        elif isinstance(item, tuple):
            pending.extend(reversed(item))
        elif isinstance(item, dict):
            pending.extend(reversed(item.values()))


@cache
def _parts(kind: Any) -> tuple[str, ...]:
    """The fields in which expressions may be, the last first. A literal's value is data."""
    names = tuple(field.name for field in reversed(fields(kind)))
    return () if kind is Constant else tuple(name for name in names if name not in ("at", "type"))
