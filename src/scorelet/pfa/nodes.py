"""The nodes of a read document: well-formed PFA, nothing typed yet.

Every node knows its place in the JSON (`at`, a JSON path). Embedded data (the init of a cell, a literal's
value) stays the JSON it was: it can be large, and only its type says what it means. Short forms are spelled
out: a dotted string is an Attr, a cond keeps its cases, a single expression stands in a one-element body.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scorelet.pfa.types import Type


@dataclass(frozen=True, slots=True)
class Node:
    at: str


Body = tuple[Node, ...]
"""A JSON array of expressions; the last one is the value."""

Bindings = tuple[tuple[str, Node], ...]
"""Names with the expressions they are bound to, in the order of the document."""


@dataclass(frozen=True, slots=True)
class Symbol(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant: `json` is embedded data of `type`."""

    type: Type
    json: Any


@dataclass(frozen=True, slots=True)
class NewArray(Node):
    type: Type
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class NewObject(Node):
    """A new map or record."""

    type: Type
    members: Bindings


@dataclass(frozen=True, slots=True)
class FunctionDef(Node):
    params: tuple[tuple[str, Type], ...]
    ret: Type
    body: Body


@dataclass(frozen=True, slots=True)
class FunctionRef(Node):
    name: str
    fill: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class CallFunction(Node):
    name: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class CallBySymbol(Node):
    """The `call` form: a user function chosen at run time by an enum."""

    which: Node
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Let(Node):
    values: Bindings


@dataclass(frozen=True, slots=True)
class Set(Node):
    values: Bindings


@dataclass(frozen=True, slots=True)
class Attr(Node):
    """`attr`, or `attr-to` when `to` is given."""

    of: Node
    path: tuple[Node, ...]
    to: Node | None = None


@dataclass(frozen=True, slots=True)
class Cell(Node):
    """`cell`, or `cell-to` when `to` is given."""

    name: str
    path: tuple[Node, ...]
    to: Node | None = None


@dataclass(frozen=True, slots=True)
class Pool(Node):
    """`pool`, or `pool-to` when `to` and `init` are given."""

    name: str
    path: tuple[Node, ...]
    to: Node | None = None
    init: Node | None = None


@dataclass(frozen=True, slots=True)
class PoolDel(Node):
    name: str
    item: Node


@dataclass(frozen=True, slots=True)
class Do(Node):
    body: Body


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if` and `cond`: the first case whose condition holds, else `otherwise` (None: the form is null)."""

    cases: tuple[tuple[Node, Body], ...]
    otherwise: Body | None


@dataclass(frozen=True, slots=True)
class While(Node):
    condition: Node
    body: Body


@dataclass(frozen=True, slots=True)
class DoUntil(Node):
    body: Body
    condition: Node


@dataclass(frozen=True, slots=True)
class For(Node):
    init: Bindings
    condition: Node
    step: Bindings
    body: Body


@dataclass(frozen=True, slots=True)
class ForEach(Node):
    name: str
    array: Node
    body: Body
    in_order: bool


@dataclass(frozen=True, slots=True)
class ForKeyVal(Node):
    key: str
    value: str
    map: Node
    body: Body


@dataclass(frozen=True, slots=True)
class CastCase(Node):
    type: Type
    name: str
    body: Body


@dataclass(frozen=True, slots=True)
class CastCases(Node):
    value: Node
    cases: tuple[CastCase, ...]
    partial: bool


@dataclass(frozen=True, slots=True)
class Upcast(Node):
    value: Node
    type: Type


@dataclass(frozen=True, slots=True)
class IfNotNull(Node):
    values: Bindings
    body: Body
    otherwise: Body | None


@dataclass(frozen=True, slots=True)
class Unpack(Node):
    value: Node
    formats: tuple[tuple[str, str], ...]
    """(symbol, format) pairs."""
    body: Body
    otherwise: Body | None


@dataclass(frozen=True, slots=True)
class Pack(Node):
    values: tuple[tuple[str, Node], ...]
    """(format, expression) pairs."""


@dataclass(frozen=True, slots=True)
class Error(Node):
    message: str
    code: int | None


@dataclass(frozen=True, slots=True)
class Try(Node):
    body: Body
    only: tuple[str | int, ...] | None
    """The messages and codes to catch; None catches all."""


@dataclass(frozen=True, slots=True)
class Log(Node):
    values: Body
    namespace: str | None


@dataclass(frozen=True, slots=True)
class State(Node):
    """A cell or a pool as declared. `init` is embedded data (for a pool, by item name)."""

    name: str
    type: Type
    init: Any
    shared: bool
    rollback: bool
    source: str


@dataclass(frozen=True, slots=True)
class Document(Node):
    """A PFA document, well-formed. `options` is plain JSON; absent routines are empty bodies."""

    name: str
    method: str
    input: Type
    output: Type
    begin: Body
    action: Body
    end: Body
    merge: Body
    zero: Any
    functions: Mapping[str, FunctionDef]
    """By full name, `u.` included."""
    cells: Mapping[str, State]
    pools: Mapping[str, State]
    randseed: int | None
    doc: str | None
    version: int | None
    metadata: Mapping[str, str]
    options: Mapping[str, Any]
