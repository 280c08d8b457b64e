"""PFA evaluates arguments from left to right, all of them, and each once."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.errors import PfaRuntimeError
from scorelet.pfa import load
from tests.pfa.documents import COUNT, COUNTER, COUNTS, INTS, STRINGS, document, failure

READ = {"cell": "c"}
FAILING = {"a.head": {"type": INTS, "new": []}}
TEXT = {"type": "string", "init": "a"}
ADD = {"cell": "s", "to": {"params": [{"x": "string"}], "ret": "string", "do": {"s.concat": ["x", ["b"]]}}}
READ_TEXT = {"cell": "s"}


def two(body: Any) -> dict[str, Any]:
    return {"f": {"params": [{"x": "int"}, {"y": "int"}], "ret": "int", "do": body}}


def scored(action: Any, output: Any = "int", **more: Any) -> Any:
    cells = {**COUNTER, "s": TEXT}
    return load(document(action, "null", output, cells=cells, **more)).action(None)


@pytest.mark.parametrize(
    ("args", "difference"),
    [([COUNT, READ], 0), ([READ, COUNT], -1), ([COUNT, COUNT], -1), ([{"do": [COUNT, READ]}, COUNT], -1)],
)
def test_arguments_of_library_and_user_functions(args: list[Any], difference: int) -> None:
    assert scored({"-": args}) == difference
    assert scored({"u.f": args}, fcns=two({"-": ["x", "y"]})) == difference
    assert scored({"u.f": args}, fcns=two({"-": ["y", "x"]})) == -difference
    assert scored({"u.f": args}, fcns=two([{"let": {"z": "y"}}, {"-": ["x", "z"]}])) == difference
    filled = {"a.map": [{"type": INTS, "new": [args[0]]}, {"fcn": "u.f", "fill": {"y": args[1]}}]}
    assert scored(filled, INTS, fcns=two({"-": ["x", "y"]})) == [difference]


@pytest.mark.parametrize(
    ("action", "output", "result"),
    [
        ({"s.join": [{"type": STRINGS, "new": [READ_TEXT, READ_TEXT]}, ADD]}, "string", "aaba"),
        ({"s.join": [{"type": STRINGS, "new": [ADD, ["c"]]}, READ_TEXT]}, "string", "ababc"),
        ({"s.contains": [READ_TEXT, ADD]}, "boolean", False),
        ({"s.contains": [ADD, READ_TEXT]}, "boolean", True),
        ({"s.contains": [ADD, ADD]}, "boolean", False),
        ({"s.substr": [["abcdef"], COUNT, {"+": [READ, 2]}]}, "string", "bc"),
        ({"max": [COUNT, {"-": [10, COUNT]}]}, "int", 8),
        ({"cmp": [COUNT, COUNT]}, "int", -1),
        ({"//": [{"*": [COUNT, 10]}, COUNT]}, "int", 5),
        ({"a.append": [{"type": INTS, "new": [COUNT, READ]}, COUNT]}, INTS, [1, 1, 2]),
        ({"attr": {"type": INTS, "new": [COUNT, 7]}, "path": [READ]}, "int", 7),
        ({"type": COUNTS, "new": {"a": COUNT, "b": READ, "c": COUNT}}, COUNTS, {"a": 1, "b": 1, "c": 2}),
        ([{"let": {"x": COUNT, "y": READ}}, {"-": ["x", "y"]}], "int", 0),
        ({"if": {"&&": [{"==": [COUNT, 1]}, {"==": [COUNT, 2]}]}, "then": READ, "else": -1}, "int", 2),
        ({"if": {"&&": [{"==": [COUNT, 0]}, {"==": [COUNT, 2]}]}, "then": -1, "else": READ}, "int", 1),
    ],
)
def test_templates_keep_the_order(action: Any, output: Any, result: Any) -> None:
    assert scored(action, output) == result


@pytest.mark.parametrize(
    "body",
    [
        1,
        "x",
        {"if": True, "then": "x", "else": "y"},
        {"if": {"&&": [False, {"==": ["y", 1]}]}, "then": "y", "else": "x"},
    ],
)
def test_an_argument_is_evaluated_also_where_its_value_is_not_used(body: Any) -> None:
    engine = load(document({"u.f": [1, FAILING]}, "null", "int", fcns=two(body)))
    error = failure(engine.action, None)
    assert isinstance(error, PfaRuntimeError)
    assert error.code == 15020
    counting = load(document([{"u.f": [COUNT, COUNT]}, READ], "null", "int", cells=COUNTER, fcns=two(body)))
    assert counting.action(None) == 2


@pytest.mark.parametrize(
    "action",
    [
        {"if": {"u.and": [False, {"==": [FAILING, 1]}]}, "then": 1, "else": 2},
        {"impute.defaultOnNull": [{"type": ["int", "null"], "value": {"int": 1}}, FAILING]},
        {"+": [{"*": [0, FAILING]}, 1]},
        {"a.len": {"type": INTS, "new": [FAILING]}},
        {"a.len": {"a.map": [{"type": INTS, "new": [1]}, {"params": [{"x": "int"}], "ret": "int", "do": FAILING}]}},
    ],
)
def test_what_fails_within_an_argument_fails_the_call(action: Any) -> None:
    both = {"params": [{"x": "boolean"}, {"y": "boolean"}], "ret": "boolean", "do": {"&&": ["x", "y"]}}
    error = failure(load(document(action, "null", "int", fcns={"and": both})).action, None)
    assert isinstance(error, PfaRuntimeError)
    assert error.code == 15020


def test_the_first_failing_argument_decides() -> None:
    overflow = {"+": [2**31 - 1, {"a.len": {"type": INTS, "new": [1]}}]}
    for first, second, code in ((FAILING, overflow, 15020), (overflow, FAILING, 18000)):
        for call in ({"-": [first, second]}, {"u.f": [first, second]}):
            error = failure(load(document(call, "null", "int", fcns=two({"-": ["y", "x"]}))).action, None)
            assert isinstance(error, PfaRuntimeError)
            assert error.code == code


def test_a_variable_that_changes_later_keeps_its_earlier_value() -> None:
    assert scored([{"let": {"x": 1}}, {"let": {"y": "x"}}, {"set": {"x": 2}}, {"-": ["x", "y"]}]) == 1
    swapped = [{"let": {"x": 1, "y": 2}}, {"set": {"x": "y", "y": "x"}}, {"-": ["x", "y"]}]
    assert scored(swapped) == 1
    seen = [
        {"let": {"x": {"type": ["null", "int"], "value": {"int": 1}}}},
        {"ifnotnull": {"z": "x"}, "then": [{"set": {"x": {"int": 5}}}, "z"], "else": 0},
    ]
    assert scored(seen) == 1
    cases = [
        {"as": "int", "named": "i", "do": [{"set": {"x": {"int": 5}}}, "i"]},
        {"as": "null", "named": "n", "do": 0},
    ]
    assert scored([seen[0], {"cast": "x", "cases": cases}]) == 1


def test_all_indexes_are_evaluated_before_the_first_look_up() -> None:
    pools = {"p": {"type": {"type": "array", "items": "int"}, "init": {"a": []}}}
    missing_index = {"pool": "p", "path": [["a"], 1]}
    engine = load(document({"pool": "p", "path": [["nobody"], missing_index]}, "null", "int", pools=pools))
    with pytest.raises(PfaRuntimeError) as caught:
        engine.action(None)
    assert caught.value.code == 2008
