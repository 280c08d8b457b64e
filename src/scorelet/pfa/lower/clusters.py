"""Constant cluster centres and code books: their centres become one flat list, made now; the metric is expanded.

clusters[nearest([dist(datum, center) for center in centers])]
"""

from __future__ import annotations

import ast

from scorelet.pfa import typed as t
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.calls import applier
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.lower.known import known
from scorelet.pfa.lower.templates import expand

_DISTANCES = "[{measure}(datum, center) for center in centers]"
_CLOSEST = "clusters[nearest({distances})]"
_CLOSEST_N = "[clusters[i] for i in nearest_first({distances}, n)]"


def closest(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """model.cluster.closest(datum, constant clusters[, metric])"""
    datum, clusters, *metric = node.args
    return _expanded(emitter, node, _CLOSEST, datum, clusters, metric, {})


def closest_n(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """model.cluster.closestN(constant n, datum, constant clusters[, metric])"""
    n, datum, clusters, *metric = node.args
    if not isinstance(n, t.Constant) or n.value < 0:
        return None
    return _expanded(emitter, node, _CLOSEST_N, datum, clusters, metric, {"n": b.constant(n.value)})


def _expanded(
    emitter: Emitter,
    node: t.LibraryCall,
    text: str,
    datum: t.Typed,
    clusters: t.Typed,
    metric: list[t.Typed],
    more: dict[str, ast.expr],
) -> ast.expr | None:
    constant = known(emitter, clusters)
    if constant is None or constant.path or emitter.context.timed:
        return None
    found = emitter.context.data.value(constant.key)
    if not found or not all(isinstance(c, dict) for c in found):
        return None
    tables = emitter.context.tables
    key = (constant.key, "centers")
    if key not in tables:
        tables[key] = emitter.program.constant([c["center"] for c in found], "centers")
    name = tables[key]
    assert name is not None
    values = {
        "datum": emitter.expr(datum),
        "clusters": b.load(emitter.program.constant(found, constant.key[1])),
        "centers": b.load(name),
        **more,
    }
    functions = {}
    if metric and isinstance(metric[0], t.FunctionValue):
        functions["metric"] = applier(emitter, metric[0])
    distances = _DISTANCES.format(measure="metric" if functions else "root_of_squares")
    return expand(emitter, node.function, text.format(distances=distances), values, functions)
