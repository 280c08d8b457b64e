"""Maps whose keys are known while compiling become their values; what comes out is the same."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pfa.documents import document
from tests.pfa.lower.twins import agreeing, done

QUICK = settings(max_examples=150, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MAP = {"type": "map", "values": "double"}
ROW = {"type": "record", "name": "Row", "fields": [{"name": name, "type": "double"} for name in "abc"]}
KEYS = ("R", "M", "", "é", "\uffff", "\U0001f600")
numbers = st.sampled_from((0.0, -0.0, 1.0, 1.0, -2.5, math.inf, -math.inf, math.nan))
rows = st.fixed_dictionaries(dict.fromkeys("abc", numbers))


def binary(body: Any) -> dict[str, Any]:
    return {"params": [{"x": "double"}, {"y": "double"}], "ret": "double", "do": body}


FUNCTIONS: dict[str, Any] = {
    "ratio": binary({"/": ["x", "y"]}),
    "less": binary({"-": ["y", "x"]}),
    "picky": binary({"if": {"<": ["x", 0]}, "then": {"error": "negative", "code": -3}, "else": "y"}),
    "slow": binary([{"let": {"z": {"*": ["x", "y"]}}}, {"+": ["z", 1]}]),
    "scaled": {"params": [{"m": MAP}], "ret": MAP, "do": {"map.map": ["m", {"fcn": "u.half"}]}},
    "both": {
        "params": [{"m": MAP}, {"n": MAP}],
        "ret": MAP,
        "do": {"map.zipmap": ["n", "m", {"fcn": "u.less"}]},
    },
    "half": {"params": [{"x": "double"}], "ret": "double", "do": {"/": ["x", 2]}},
}
NAMES = ("ratio", "less", "picky", "slow")


@st.composite
def maps(draw: Any, keys: tuple[str, ...], depth: int = 2) -> Any:
    """An expression for a map with such keys, in any order."""
    kind = draw(st.integers(0, 6 if depth else 2))
    inner = maps(keys, depth - 1)
    if kind == 0:
        return {"cell": "c"}
    if kind == 1:
        return "known"
    if kind == 2:
        order = draw(st.permutations(keys))
        return {
            "type": MAP,
            "new": {key: draw(st.sampled_from(["input.a", "input.b", "input.c", 1.5])) for key in order},
        }
    if kind == 3:
        return {"map.map": [draw(inner), {"fcn": "u.half"}]}
    if kind == 4:
        return {"u.scaled": draw(inner)}
    if kind == 5:
        return {"u.both": [draw(inner), draw(inner)]}
    return {"map.zipmap": [draw(inner), draw(inner), {"fcn": f"u.{draw(st.sampled_from(NAMES))}"}]}


def using(body: Any, result: Any, output: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    known = {"type": MAP, "new": dict(zip(keys, ["input.c", "input.a", "input.b"], strict=False))}
    cells = {"c": {"type": MAP, "init": {key: float(i) for i, key in enumerate(reversed(keys))}}}
    action = [{"let": {"known": known}}, {"let": {"found": body}}, result]
    return document(action, ROW, output, cells=cells, fcns=FUNCTIONS)


@st.composite
def documents(draw: Any) -> dict[str, Any]:
    keys = tuple(draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True)))
    body = draw(maps(keys))
    results: list[tuple[Any, Any]] = [
        ({"map.argmax": "found"}, "string"),
        ({"map.argmax": body}, "string"),
        ("found", MAP),
        ({"attr": "found", "path": [[keys[0]]]}, "double"),
        ({"map.len": "found"}, "int"),
        ({"+": [{"attr": "found", "path": [[keys[-1]]]}, {"attr": "known", "path": [["R"]]}]}, "double"),
    ]
    result, output = draw(st.sampled_from(results))
    return using(body, result, output, keys)


@QUICK
@given(documents(), st.lists(rows, min_size=1, max_size=4))
def test_what_is_done_to_maps(made: dict[str, Any], given_rows: list[Any]) -> None:
    agreeing(made, given_rows)


@pytest.mark.parametrize("count", [1, 2, 3, 20, 21])
def test_the_key_of_the_greatest(count: int) -> None:
    keys = [f"k{i:02}" for i in range(count)]
    row = {"type": "record", "name": "Row", "fields": [{"name": key, "type": "double"} for key in keys]}
    found = {"type": MAP, "new": {key: f"input.{key}" for key in reversed(keys)}}
    scaled = {"map.zipmap": [found, {"cell": "c"}, {"fcn": "u.ratio"}]}
    cells = {"c": {"type": MAP, "init": dict.fromkeys(keys, 0.5)}}
    made = document({"map.argmax": scaled}, row, "string", cells=cells, fcns=FUNCTIONS)
    same = dict.fromkeys(keys, 1.0)
    rows = [same] + [same | {key: x} for key in keys for x in (2.0, 0.0, math.nan, math.inf, -math.inf)]
    rows += [
        dict.fromkeys(keys, math.nan),
        dict.fromkeys(keys, -math.inf),
        same | {keys[0]: math.nan, keys[-1]: math.nan},
    ]
    engine = agreeing(made, rows)
    assert engine.action(same | {keys[-1]: 2.0}) == keys[-1]
    assert engine.action(same) == keys[0]


def test_the_greatest_of_nothing() -> None:
    made = document({"map.argmax": {"cell": "c"}}, "null", "string", cells={"c": {"type": MAP, "init": {}}})
    assert done(agreeing(made, [None]), None) == ("error", "PfaRuntimeError", 26120)


def test_maps_of_other_keys_are_not_aligned() -> None:
    one = {"type": MAP, "new": {"a": 1, "b": 2}}
    for other in ({"a": 1}, {"a": 1, "c": 2}, {"a": 1, "b": 2, "c": 3}):
        cells = {"c": {"type": MAP, "init": other}}
        body = {"map.zipmap": [one, {"cell": "c"}, {"fcn": "u.less"}]}
        agreeing(document(body, "null", MAP, cells=cells, fcns=FUNCTIONS), [None])


def test_the_first_failing_value_decides() -> None:
    first = {"type": MAP, "new": {"b": "input.a", "a": "input.b"}}
    body = {"map.zipmap": [first, {"cell": "c"}, {"fcn": "u.picky"}]}
    made = document(body, ROW, MAP, cells={"c": {"type": MAP, "init": {"a": 1, "b": 2}}}, fcns=FUNCTIONS)
    agreeing(made, [{"a": a, "b": b, "c": 0} for a in (-1, 1) for b in (-1, 1)])
