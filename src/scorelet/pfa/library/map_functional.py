"""Maps through the document's own functions: map, filter, flatMap, zipmap, corresponds, each also `WithKey`.

Where several maps go in lock-step, the keys are the first map's and in its order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from scorelet.pfa.library.registry import Call, failure, function

Values = dict[str, Any]
Fcn = Callable[..., Any]


@function(
    "map.map",
    "(m: map of any A, fcn: function (A) -> any B) -> map of B",
    inline="{k: fcn(v) for k, v in m.items()}",
    specialise="scorelet.pfa.lower.entries:per_value",
)
def map_values(m: Values, fcn: Fcn) -> Values:
    return {k: fcn(v) for k, v in m.items()}


@function(
    "map.mapWithKey",
    "(m: map of any A, fcn: function (string, A) -> any B) -> map of B",
    inline="{k: fcn(k, v) for k, v in m.items()}",
)
def map_with_key(m: Values, fcn: Fcn) -> Values:
    return {k: fcn(k, v) for k, v in m.items()}


@function(
    "map.filter",
    "(m: map of any A, fcn: function (A) -> boolean) -> map of A",
    inline="{k: v for k, v in m.items() if fcn(v)}",
)
def filter_values(m: Values, fcn: Fcn) -> Values:
    return {k: v for k, v in m.items() if fcn(v)}


@function(
    "map.filterWithKey",
    "(m: map of any A, fcn: function (string, A) -> boolean) -> map of A",
    inline="{k: v for k, v in m.items() if fcn(k, v)}",
)
def filter_with_key(m: Values, fcn: Fcn) -> Values:
    return {k: v for k, v in m.items() if fcn(k, v)}


@function("map.filterMap", "(m: map of any A, fcn: function (A) -> union {any B, null}) -> map of B")
def filter_map(m: Values, fcn: Fcn) -> Values:
    return {k: made for k, v in m.items() if (made := fcn(v)) is not None}


@function("map.filterMapWithKey", "(m: map of any A, fcn: function (string, A) -> union {any B, null}) -> map of B")
def filter_map_with_key(m: Values, fcn: Fcn) -> Values:
    return {k: made for k, v in m.items() if (made := fcn(k, v)) is not None}


@function("map.flatMap", "(m: map of any A, fcn: function (A) -> map of any B) -> map of B")
def flat_map(m: Values, fcn: Fcn) -> Values:
    out: Values = {}
    for v in m.values():
        out.update(fcn(v))
    return out


@function("map.flatMapWithKey", "(m: map of any A, fcn: function (string, A) -> map of any B) -> map of B")
def flat_map_with_key(m: Values, fcn: Fcn) -> Values:
    out: Values = {}
    for k, v in m.items():
        out.update(fcn(k, v))
    return out


# ------------------------------------------------------------------------------------ several maps in lock-step


def misaligned(name: str, code: int) -> NoReturn:
    """Raise the error of maps whose keys differ; a function, so that an inlined expression can."""
    raise failure(name, code)


_ZIPMAP: dict[int, str] = {
    3: "{k: fcn(x, b[k]) for k, x in a.items()} if a.keys() == b.keys() else misaligned('map.zipmap', 26370)",
    4: "{k: fcn(x, b[k], c[k]) for k, x in a.items()}"
    " if a.keys() == b.keys() == c.keys() else misaligned('map.zipmap', 26370)",
    5: "{k: fcn(x, b[k], c[k], d[k]) for k, x in a.items()}"
    " if a.keys() == b.keys() == c.keys() == d.keys() else misaligned('map.zipmap', 26370)",
}


def _zipmap_inline(call: Call) -> str:
    return _ZIPMAP[len(call.args)]


@function(
    "map.zipmap",
    "(a: map of any A, b: map of any B, fcn: function (A, B) -> any Z) -> map of Z",
    "(a: map of any A, b: map of any B, c: map of any C, fcn: function (A, B, C) -> any Z) -> map of Z",
    "(a: map of any A, b: map of any B, c: map of any C, d: map of any D, fcn: function (A, B, C, D) -> any Z)"
    " -> map of Z",
    errors={26370: "misaligned maps"},
    inline=_zipmap_inline,
    specialise="scorelet.pfa.lower.entries:per_value",
)
def zipmap(a: Values, *others_and_fcn: Any) -> Values:
    *others, fcn = others_and_fcn
    if any(a.keys() != other.keys() for other in others):
        misaligned("map.zipmap", 26370)
    return {k: fcn(x, *[other[k] for other in others]) for k, x in a.items()}


@function(
    "map.zipmapWithKey",
    "(a: map of any A, b: map of any B, fcn: function (string, A, B) -> any Z) -> map of Z",
    "(a: map of any A, b: map of any B, c: map of any C, fcn: function (string, A, B, C) -> any Z) -> map of Z",
    "(a: map of any A, b: map of any B, c: map of any C, d: map of any D, fcn: function (string, A, B, C, D) -> any Z)"
    " -> map of Z",
    errors={26380: "misaligned maps"},
)
def zipmap_with_key(a: Values, *others_and_fcn: Any) -> Values:
    *others, fcn = others_and_fcn
    if any(a.keys() != other.keys() for other in others):
        misaligned("map.zipmapWithKey", 26380)
    return {k: fcn(k, x, *[other[k] for other in others]) for k, x in a.items()}


@function("map.corresponds", "(a: map of any A, b: map of any B, fcn: function (A, B) -> boolean) -> boolean")
def corresponds(a: Values, b: Values, fcn: Fcn) -> bool:
    return a.keys() == b.keys() and all(fcn(x, b[k]) for k, x in a.items())


@function(
    "map.correspondsWithKey",
    "(a: map of any A, b: map of any B, fcn: function (string, A, B) -> boolean) -> boolean",
)
def corresponds_with_key(a: Values, b: Values, fcn: Fcn) -> bool:
    return a.keys() == b.keys() and all(fcn(k, x, b[k]) for k, x in a.items())
