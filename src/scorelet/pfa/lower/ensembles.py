"""a.map over a constant array of trees: an ensemble.

Small ones are unrolled: each tree becomes its own nested ifs, and the result a list of variables. Big ones are
a comprehension over the roots of one flat forest.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from scorelet.pfa import typed as t
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.lower.fields import DatumFields
from scorelet.pfa.lower.forest import Forest
from scorelet.pfa.lower.known import known
from scorelet.pfa.lower.loops import loop_all
from scorelet.pfa.lower.spelled import spelled_out
from scorelet.pfa.lower.trees import (
    MAX_DEPTH,
    MAX_NODES,
    Tree,
    depth,
    forest_at,
    plain,
    walks_plainly,
)
from scorelet.pfa.types import Array, Record

WALKS = ("model.tree.simpleTree", "model.tree.simpleWalk", "model.tree.missingWalk")
MAX_TREES = 2_000
"""An ensemble of more trees is not unrolled, however small they are."""


def map_ensemble(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """a.map(a, fcn)"""
    found = ensemble_of(emitter, node)
    if found is None:
        return spelled_out(emitter, node)
    if small(emitter, found.forest):
        return _unrolled(emitter, found.forest, found.param, found.body)
    if found.body is found.walk:
        fields = DatumFields(emitter, found.walk.args[0], node.at, found.forest)
        return loop_all(emitter, found.forest, fields, missing=found.missing)
    return _looped(emitter, found.forest, found.param, found.body)


@dataclass(frozen=True)
class Ensemble:
    """What is mapped over a constant forest: a function of one tree, whose body has one walk of it."""

    forest: Forest
    param: str
    body: t.Typed
    walk: t.LibraryCall
    missing: bool


def ensemble_of(emitter: Emitter, node: t.LibraryCall) -> Ensemble | None:
    array, function = node.args
    constant = known(emitter, array)
    body = _body(emitter, function)
    if constant is None or body is None or not isinstance(constant.type, Array) or not isinstance(constant.raw, list):
        return None
    param, root = body
    walk = _walk_of(root, param)
    if walk is None or not walks_plainly(emitter, walk):
        return None
    forest = forest_at(emitter, constant, walk.call.ret)
    datum = walk.args[0].type
    missing = walk.function.name == "model.tree.missingWalk"
    if forest is None or not isinstance(datum, Record) or not plain(forest, datum, missing=missing):
        return None
    return Ensemble(forest, param, root, walk, missing)


def _body(emitter: Emitter, function: t.Typed) -> tuple[str, t.Typed] | None:
    """(parameter, body) of a function of one parameter."""
    match function:
        case t.Lambda(params=(param,)):
            return param, function.body
        case t.UserFunction():
            definition = emitter.context.document.functions[function.name]
            return definition.params[0][0], definition.body
    return None


def _walk_of(body: t.Typed, param: str) -> t.LibraryCall | None:
    """The one walk in the body whose tree is the parameter."""
    if any(isinstance(part, t.Bind) for part in t.walk(body)):
        return None
    uses = [part for part in t.walk(body) if isinstance(part, t.Get) and part.name == param]
    walks = [
        part
        for part in t.walk(body)
        if isinstance(part, t.LibraryCall) and part.function.name in WALKS and part.args[1] in uses
    ]
    return walks[0] if len(walks) == len(uses) == 1 else None


def small(emitter: Emitter, forest: Forest) -> bool:
    few = len(forest.roots) <= MAX_TREES and emitter.context.nodes_as_code(forest) <= MAX_NODES
    return few and depth(forest) <= MAX_DEPTH


def _unrolled(emitter: Emitter, forest: Forest, param: str, body: t.Typed) -> ast.expr:
    scores = []
    for root in forest.roots:
        emitter.known[param] = Tree(forest, "tree", root)
        scores.append(emitter.saved(emitter.expr(body), "score"))
    emitter.known.pop(param, None)
    return ast.List(scores, ast.Load())


def _looped(emitter: Emitter, forest: Forest, param: str, body: t.Typed) -> ast.expr:
    root = emitter.program.name("root")
    emitter.known[param] = Tree(forest, "tree", b.load(root))
    before = len(emitter.out)
    value = emitter.expr(body)
    emitter.known.pop(param, None)
    roots = b.load(emitter.program.constant(forest.roots, "ROOTS"))
    if _reads(emitter.out[before:], root):
        # The body needs statements for each tree: an ordinary loop.
        statements = emitter.out[before:]
        del emitter.out[before:]
        scores = emitter.program.name("scores")
        append = b.effect(b.call(b.attribute(b.load(scores), "append"), value))
        emitter.out += [
            b.placed(b.assign(scores, ast.List([], ast.Load())), 1),
            b.placed(ast.For(b.store(root), roots, [*statements, append], []), 1),
        ]
        return b.load(scores)
    return ast.ListComp(value, [ast.comprehension(b.store(root), roots, [], 0)])


def _reads(statements: list[ast.stmt], name: str) -> bool:
    parts = (part for statement in statements for part in ast.walk(statement))
    return any(isinstance(part, ast.Name) and part.id == name for part in parts)
