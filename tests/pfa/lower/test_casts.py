"""Cast-cases: whatever asks for the type of a value, the same case is taken."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.pfa import load
from tests.pfa.documents import DOUBLES, document, failure
from tests.pfa.lower.code import body_of

COLOR = {"type": "enum", "name": "Color", "symbols": ["red", "green"]}
EVERYTHING = ["null", "boolean", "int", "long", "double", "string", "bytes", COLOR, DOUBLES]
VALUES: dict[str, Any] = {
    "null": None,
    "boolean": True,
    "int": 3,
    "long": 2**40,
    "double": 0.5,
    "string": "red",
    "bytes": b"\xff",
    "Color": "red",
    "array": [1.0],
}


def case(kind: Any, do: Any, named: str = "v") -> dict[str, Any]:
    return {"as": kind, "named": named, "do": do}


def tagged(tag: str) -> Any:
    return None if tag == "null" else {tag: VALUES[tag]}


def known(tag: str) -> str | dict[str, Any]:
    return {"array": DOUBLES}.get(tag, tag)


@pytest.mark.parametrize("statements", [False, True])
@pytest.mark.parametrize("order", [1, -1])
def test_each_member_takes_its_case(order: int, statements: bool) -> None:
    names = list(VALUES)[::order]
    result: Any = [[{"let": {"w": {"string": name}}}, "w"] if statements else {"string": name} for name in names]
    cases = [case(known(name), do) for name, do in zip(names, result, strict=True)]
    engine = load(document({"cast": "input", "cases": cases}, EVERYTHING, "string"))
    # A case takes what can be promoted to it, too: backwards, double comes before int and long.
    taken = names if order == 1 else ["double" if name in ("int", "long") else name for name in names]
    assert [engine.action(tagged(name)) for name in names] == taken
    evaluated = load(document({"cast": {"do": ["input"]}, "cases": cases}, EVERYTHING, "string"))
    assert [evaluated.action(tagged(name)) for name in names] == taken


@pytest.mark.parametrize("name", VALUES)
def test_a_constant_takes_its_case(name: str) -> None:
    cases = [case(known(tag), {"string": tag}) for tag in VALUES]
    value: Any = "\xff" if name == "bytes" else VALUES[name]
    constant = {"type": EVERYTHING, "value": None if name == "null" else {name: value}}
    assert load(document({"cast": constant, "cases": cases}, "null", "string")).action(None) == name


def test_the_first_case_that_takes_a_member_takes_it() -> None:
    cases = [case("double", "v"), case("int", -1.0), case("string", -2.0)]
    engine = load(document({"cast": "input", "cases": cases}, ["int", "double", "string"]))
    assert [engine.action({tag: VALUES[tag]}) for tag in ("int", "double", "string")] == [3.0, 0.5, -2.0]


def test_a_case_of_several_members() -> None:
    cases = [case(["null", "string"], {"ifnotnull": {"s": "v"}, "then": {"s.len": "s"}, "else": -1}), case("int", "v")]
    engine = load(document({"cast": "input", "cases": cases}, ["null", "int", "string"], "int"))
    assert [engine.action(tagged(name)) for name in ("null", "int", "string")] == [-1, 3, 3]


def test_a_partial_cast_may_take_none() -> None:
    cast = {"cast": "input", "cases": [case("int", [{"set": {"n": {"+": ["n", "v"]}}}, "n"])], "partial": True}
    engine = load(document([{"let": {"n": 1}}, cast, "n"], ["int", "string", "long"], "int"))
    assert [engine.action(tagged(name)) for name in ("int", "string", "long")] == [4, 1, 1]


def test_the_subject_is_evaluated_once() -> None:
    cells = {"c": {"type": "int", "init": 0}}
    counting = {"params": [{"n": "int"}], "ret": "int", "do": {"+": ["n", 1]}}
    subject = {"do": [{"cell": "c", "to": counting}, "input"]}
    cases = [case(name, {"cell": "c"}) for name in ("null", "int", "double")]
    engine = load(document({"cast": subject, "cases": cases}, ["null", "int", "double"], "int", cells=cells))
    assert [engine.action(tagged(name)) for name in ("null", "double", "int")] == [1, 2, 3]


def test_a_case_keeps_its_value_when_the_subject_changes() -> None:
    union = ["int", "string"]
    change = {"set": {"x": {"type": union, "value": {"string": "later"}}}}
    cast = {"cast": "x", "cases": [case("int", [change, "v"]), case("string", [change, {"s.len": "v"}])]}
    engine = load(document([{"let": {"x": "input"}}, cast], union, "int"))
    assert (engine.action({"int": 7}), engine.action({"string": "ab"})) == (7, 2)


def test_what_fails_in_a_case_is_said_there() -> None:
    cases = [case("int", {"a.head": {"type": DOUBLES, "value": []}}), case("string", 0.0)]
    engine = load(document({"cast": "input", "cases": cases}, ["int", "string"]))
    assert engine.action({"string": ""}) == 0.0
    assert failure(engine.action, {"int": 1}).place == "$.action.cases[0].do"


def test_a_single_case_that_takes_all_needs_no_test() -> None:
    cases = [case(["int", "string"], "v"), case("int", {"int": 3})]
    assert body_of({"cast": "input", "cases": cases}, ["int", "string"], ["int", "string"]) == "return encode(input_2)"
