"""a.map over a constant array of trees: an ensemble.

Small ones are unrolled: each tree becomes its own nested ifs, and the result a list of variables. Big ones are
a comprehension over the roots of one flat forest.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from scorelet.pfa import typed as t
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter, Tally
from scorelet.pfa.lower.forest import Forest
from scorelet.pfa.lower.known import known
from scorelet.pfa.lower.trees import (
    MAX_DEPTH,
    MAX_NODES,
    Coder,
    DatumFields,
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
MAX_COUNTERS = 20
"""Votes for more scores than these are not counted one by one."""


def map_ensemble(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """a.map(a, fcn)"""
    found = _ensemble(emitter, node)
    if found is None:
        return None
    lower = _unrolled if _small(emitter, found.forest) else _looped
    return lower(emitter, found.forest, found.param, found.body)


@dataclass(frozen=True)
class Ensemble:
    """What is mapped over a constant forest: a function of one tree, whose body has one walk of it."""

    forest: Forest
    param: str
    body: t.Typed
    walk: t.LibraryCall
    missing: bool


def _ensemble(emitter: Emitter, node: t.LibraryCall) -> Ensemble | None:
    array, function = node.args
    constant = known(emitter, array)
    body = _body(emitter, function)
    if constant is None or body is None or not isinstance(constant.type, Array) or not isinstance(constant.json, list):
        return None
    param, root = body
    walk = _walk_of(root, param)
    if walk is None or not walks_plainly(emitter, walk):
        return None
    forest = forest_at(emitter, constant, constant.json, constant.type.items, walk.call.ret)
    datum = walk.args[0].type
    missing = walk.function.name == "model.tree.missingWalk"
    if forest is None or not isinstance(datum, Record) or not plain(forest, datum, missing=missing):
        return None
    return Ensemble(forest, param, root, walk, missing)


def count_votes(emitter: Emitter, node: t.LibraryCall, variable: str) -> bool:
    """Whether the variable bound to this a.map needs no array: only its length and how often some score is in it are
    asked for, as random forests do. Then each tree adds to a counter."""
    found = _ensemble(emitter, node) if node.function.name == "a.map" else None
    if found is None or not _small(emitter, found.forest) or not _only_counted(emitter, variable):
        return False
    forest, walk = found.forest, found.walk
    scores = dict.fromkeys(forest.scores)
    if found.body is not walk or not all(type(score) is str for score in scores) or len(scores) > MAX_COUNTERS:
        return False
    counters = {score: emitter.program.name(f"n_{score}") for score in scores}
    zero = ast.Assign([b.store(name) for name in counters.values()], b.constant(0))
    fields = DatumFields(emitter, walk.args[0], node.at, forest)
    emitter.add(zero, node.at)
    for root in forest.roots:
        Coder(emitter, forest, fields, node.at, missing=found.missing).count(root, counters)
    emitter.tallies[variable] = Tally(counters, len(forest.roots))
    return True


def _only_counted(emitter: Emitter, variable: str) -> bool:
    """Whether all that is done with the variable is a.len and a.count of a constant."""
    body = emitter.context.body_of(emitter.root)
    uses = sum(isinstance(part, t.Get) and part.name == variable for part in t.walk(body))
    counted = sum(isinstance(part, t.LibraryCall) and _counts(part, variable) for part in t.walk(body))
    return uses == counted and emitter.once(variable)


def _counts(node: t.LibraryCall, variable: str) -> bool:
    array = node.args[0] if node.args else None
    if not isinstance(array, t.Get) or array.name != variable:
        return False
    if node.function.name == "a.len":
        return True
    return (
        node.function.name == "a.count" and isinstance(node.args[1], t.Constant) and isinstance(node.args[1].value, str)
    )


def count(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """a.count of votes that were counted"""
    array, score = node.args
    if not isinstance(array, t.Get) or array.name not in emitter.tallies or not isinstance(score, t.Constant):
        return None
    counter = emitter.tallies[array.name].counters.get(score.value)
    return b.constant(0) if counter is None else b.load(counter)


def length(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """a.len of an array that is spelled out, or of votes that were counted"""
    array = node.args[0]
    if isinstance(array, t.Get) and array.name in emitter.tallies:
        return b.constant(emitter.tallies[array.name].total)
    if isinstance(array, t.Get) and array.name in emitter.items:
        return b.constant(len(emitter.items[array.name]))
    return None


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


def _small(emitter: Emitter, forest: Forest) -> bool:
    few = len(forest.roots) <= MAX_TREES and emitter.context.nodes_as_code(forest) <= MAX_NODES
    return few and depth(forest) <= MAX_DEPTH


def _unrolled(emitter: Emitter, forest: Forest, param: str, body: t.Typed) -> ast.expr:
    scores = []
    for root in forest.roots:
        emitter.known[param] = Tree(forest, "tree", root)
        scores.append(emitter.saved(emitter.expr(body), "score"))
    del emitter.known[param]
    return ast.List(scores, ast.Load())


def _looped(emitter: Emitter, forest: Forest, param: str, body: t.Typed) -> ast.expr:
    root = emitter.program.name("root")
    emitter.known[param] = Tree(forest, "tree", b.load(root))
    before = len(emitter.out)
    value = emitter.expr(body)
    del emitter.known[param]
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
