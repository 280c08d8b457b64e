"""Random well-typed documents, with data to run them on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from scorelet.pfa.types import INT, LONG, NULL, STRING, Map, Type
from tests.pfa.fuzz.choices import Choices, drawn
from tests.pfa.fuzz.expressions import Expressions, State, UserFunction
from tests.pfa.fuzz.productions import TABLES
from tests.pfa.fuzz.scopes import NAMES, Scope
from tests.pfa.fuzz.statements import block
from tests.pfa.fuzz.values import Json, Universe, schema_of, value_of

DEPTH = 4
METHODS = ("map", "map", "map", "emit", "fold")


@dataclass(frozen=True)
class Case:
    """A document, what to run it on, and for `fold` two tallies to merge."""

    document: dict[str, Any]
    data: list[Any] = field(default_factory=list)
    tallies: list[Any] = field(default_factory=list)


@st.composite
def cases(draw: Callable[[Any], Any]) -> Case:
    return case(drawn(draw))


def case(choose: Choices) -> Case:
    universe = Universe(choose)
    method = choose.pick(METHODS)
    input_type, output_type = universe.kind(2), universe.kind(2)
    draw = Expressions(choose, universe, TABLES, emits=output_type if method == "emit" else None)
    document: dict[str, Any] = {"method": method, "input": schema_of(input_type), "output": schema_of(output_type)}
    document |= _described(choose)
    document |= _states(draw)
    functions = _functions(draw)
    if functions:
        document["fcns"] = functions
    document |= _routines(draw, document, input_type, output_type)
    tallies = []
    if method == "fold":
        document["zero"] = value_of(choose, output_type, embedded=True)
        tallies = [value_of(choose, output_type, embedded=False) for _ in range(2)]
    return Case(document, [_datum(choose, input_type) for _ in range(3)], tallies)


def _described(choose: Choices) -> dict[str, Json]:
    found: dict[str, Json] = {}
    if choose.chance(20):
        found["name"] = "Lambda"
    if choose.chance(20):
        found["version"] = 7
    if choose.chance(20):
        found["metadata"] = {"a": "b", "__class__": "\0"}
    return found | {"randseed": 12}


def _states(draw: Expressions) -> dict[str, Json]:
    choose = draw.choose
    found: dict[str, dict[str, Json]] = {}
    for kind, names in (("cell", ("x", "engine", "class")), ("pool", ("x", "pool"))):
        for name in names[: choose.whole(0, len(names))]:
            t = draw.any_type(2)
            kinds = value_of(choose, t if kind == "cell" else Map(t), embedded=True)
            flag = choose.pick(({}, {}, {"rollback": True}, {"shared": True}))
            found.setdefault(f"{kind}s", {})[name] = {"type": schema_of(t), "init": kinds, **flag}
            draw.states.append(State(kind, name, t))
    return found


def _functions(draw: Expressions) -> dict[str, Json]:
    choose = draw.choose
    found: dict[str, Json] = {}
    for name in choose.some(("f", "lambda", "a.b"), 0, 3):
        found[name] = _function(draw, name, _params(draw), draw.any_type(1), counts_down=choose.chance(30))
    if choose.chance(30):
        params, ret = _params(draw), draw.any_type(1)
        for name in draw.universe.which.symbols:
            found[name] = _function(draw, name, params, ret, counts_down=False)
    return found


def _params(draw: Expressions) -> tuple[tuple[str, Type], ...]:
    return tuple((name, draw.any_type(1)) for name in draw.choose.some((*NAMES[:8], "input"), 0, 3))


def _function(
    draw: Expressions, name: str, params: tuple[tuple[str, Type], ...], ret: Type, *, counts_down: bool
) -> Json:
    if counts_down:
        params = (("n", INT), *params)
    writes = draw.choose.chance(50)
    function = UserFunction(name, params, ret, writes, counts_down)
    scope = Scope(writes=writes)
    for param, t in params:
        scope.declare(param, t, writable=param != "n")
    draw.recursive = function if counts_down else None
    body = draw.body(ret, scope, draw.choose.pick((1, 1, 2, 3)), promotes=True)
    draw.recursive = None
    draw.functions.append(function)
    return {"params": [{param: schema_of(t)} for param, t in params], "ret": schema_of(ret), "do": body}


def _routines(draw: Expressions, document: dict[str, Any], input_type: Type, output_type: Type) -> dict[str, Json]:
    choose = draw.choose
    known: dict[str, Type] = {"name": STRING, "instance": INT, "metadata": Map(STRING)}
    if "version" in document:
        known["version"] = INT
    counts: dict[str, Type] = {"actionsStarted": LONG, "actionsFinished": LONG}
    folds = document["method"] == "fold"
    tally = {"tally": output_type} if folds else {}
    draw.budget = max(draw.budget, 40)
    result = NULL if document["method"] == "emit" else output_type
    in_action = Scope({**known, "input": input_type, **counts, **tally})
    found = {"action": draw.body(result, in_action, DEPTH, promotes=True)}
    if folds:
        found["merge"] = draw.body(
            output_type, Scope({**known, "tallyOne": output_type, "tallyTwo": output_type}), 2, promotes=True
        )
    if choose.chance(20):
        found["begin"] = block(draw, Scope(dict(known)), 2)
    if choose.chance(20):
        found["end"] = block(draw, Scope({**known, **counts, **tally}), 2)
    return found


def _datum(choose: Choices, t: Type) -> Any:
    """A value of the type, or now and then one of another."""
    if choose.chance(5):
        return choose.pick((None, "no such value", {}, [[]], 2**70, {"int": "x"}, b"\0", True))
    return value_of(choose, t, embedded=False)
