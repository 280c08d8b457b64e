"""Paths into values, and what they lead to: attr, cell and pool, read and changed (specification 7.8, 7.9)."""

from __future__ import annotations

from scorelet.errors import PfaSemanticError
from scorelet.pfa import nodes as n
from scorelet.pfa import typed as t
from scorelet.pfa.acceptance import accepts
from scorelet.pfa.check.context import Checker, convert
from scorelet.pfa.check.scope import Scope
from scorelet.pfa.schemas import short
from scorelet.pfa.types import INT, NULL, STRING, Array, Function, Map, Record, Type


def attr(checker: Checker, node: n.Attr, scope: Scope) -> t.Typed:
    of = checker.value(node.of, scope.sealed())
    steps = path(checker, node.path, of.type, scope)
    if node.to is None:
        return t.Path(node.at, steps[-1].type, of, steps)
    return t.PathTo(node.at, of.type, of, steps, replacement(checker, node.to, steps[-1].type, scope))


def cell(checker: Checker, node: n.Cell, scope: Scope) -> t.Typed:
    state = _declared(checker.document.cells, "cell", node.name, node.at)
    steps = path(checker, node.path, state.type, scope)
    inner = steps[-1].type if steps else state.type
    if node.to is None:
        return t.CellGet(node.at, inner, node.name, steps)
    return t.CellTo(node.at, state.type, node.name, steps, replacement(checker, node.to, inner, scope))


def pool(checker: Checker, node: n.Pool, scope: Scope) -> t.Typed:
    state = _declared(checker.document.pools, "pool", node.name, node.at)
    item = checker.typed_value(node.path[0], STRING, scope, "the name of a pool item")
    steps = path(checker, node.path[1:], state.type, scope)
    inner = steps[-1].type if steps else state.type
    if node.to is None or node.init is None:
        return t.PoolGet(node.at, inner, node.name, item, steps)
    init = checker.typed_value(node.init, state.type, scope, "the init of a pool item")
    return t.PoolTo(node.at, state.type, node.name, item, steps, replacement(checker, node.to, inner, scope), init)


def pool_del(checker: Checker, node: n.PoolDel, scope: Scope) -> t.Typed:
    _declared(checker.document.pools, "pool", node.name, node.at)
    item = checker.typed_value(node.item, STRING, scope, "the name of a pool item")
    return t.PoolDel(node.at, NULL, node.name, item)


def _declared(states: object, kind: str, name: str, at: str) -> n.State:
    assert isinstance(states, dict)
    if name not in states:
        known = ", ".join(map(short, states)) or "none"
        raise PfaSemanticError(f"unknown {kind} {short(name)}; the document declares {known}", at)
    found = states[name]
    assert isinstance(found, n.State)
    return found


def path(checker: Checker, indexes: tuple[n.Node, ...], into: Type, scope: Scope) -> t.Steps:
    steps: list[t.Step] = []
    for index in indexes:
        steps.append(_step(checker, index, into, scope))
        into = steps[-1].type
    return tuple(steps)


def _step(checker: Checker, node: n.Node, into: Type, scope: Scope) -> t.Step:
    index = checker.value(node, scope.sealed())
    match into:
        case Array(items=items):
            if not accepts(INT, index.type):
                raise PfaSemanticError(f"expected an int as index of {into}, got {index.type}", node.at)
            return t.Step(into, items, None, convert(index, INT))
        case Map(values=values):
            if not accepts(STRING, index.type):
                raise PfaSemanticError(f"expected a string as key of {into}, got {index.type}", node.at)
            return t.Step(into, values, None, convert(index, STRING))
        case Record():
            if not isinstance(index, t.Constant) or not isinstance(index.value, str):
                raise PfaSemanticError(f"expected a literal string as field of {into}", node.at)
            found = into.field(index.value)
            if found is None:
                known = ", ".join(f.name for f in into.fields)
                raise PfaSemanticError(f"{into} has no field {short(index.value)}; its fields are {known}", node.at)
            return t.Step(into, found, index.value, None)
    raise PfaSemanticError(f"expected an array, map or record to look into, got {into}", node.at)


def replacement(checker: Checker, node: n.Node, inner: Type, scope: Scope) -> t.Typed:
    """A `to`: a value of the inner type, or a function from it to it."""
    if not isinstance(node, n.FunctionDef | n.FunctionRef):
        return checker.typed_value(node, inner, scope, "the new value")
    wanted = Function([inner], inner)
    for candidate in checker.function_values(node, scope):
        if accepts(wanted, candidate.type):
            return convert(candidate, wanted)
    got = ", ".join(str(candidate.type) for candidate in checker.function_values(node, scope))
    raise PfaSemanticError(f"expected a {wanted}, got {got}", node.at)
