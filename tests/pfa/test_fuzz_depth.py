"""Documents and data that nest 10,000 deep: they work, or give a clear PFA error, and soon."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from scorelet.errors import PfaError, PfaInputError
from scorelet.pfa import Engine, load

DEPTH = 10_000
INTS = {"type": "array", "items": "int"}


@contextmanager
def soon() -> Iterator[None]:
    start = time.perf_counter()
    yield
    assert time.perf_counter() - start < 10


def nested(wrap: Callable[[Any], Any], inner: Any, depth: int = DEPTH) -> Any:
    for _ in range(depth):
        inner = wrap(inner)
    return inner


def maps(action: Any, **more: Any) -> dict[str, Any]:
    return {"input": "int", "output": "int", "action": action, **more}


def refused_or_works(document: Any) -> Engine | None:
    with soon():
        try:
            return load(document)
        except PfaError as error:
            refused = error
    assert "nest" in refused.message or "deep" in refused.message, refused
    assert len(str(refused)) < 100_000
    return None


_names = itertools.count()


def new_name() -> str:
    """A symbol that no other one shadows."""
    return f"x{next(_names)}"


EXPRESSIONS: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "call": (lambda x: {"+": [x, 1]}, "input"),
    "second argument": (lambda x: {"+": [1, x]}, "input"),
    "single argument": (lambda x: {"u-": x}, "input"),
    "do": (lambda x: {"do": [x]}, "input"),
    "do with let": (lambda x: {"do": [{"let": {new_name(): 1}}, x]}, "input"),
    "if": (lambda x: {"if": True, "then": x, "else": 0}, "input"),
    "else": (lambda x: {"if": False, "then": 0, "else": x}, "input"),
    "condition": (lambda x: {"if": {"==": [x, 1]}, "then": 1, "else": 0}, "input"),
    "let": (lambda x: {"do": [{"let": {"x": x}}, "x"]}, "input"),
    "try": (lambda x: {"ifnotnull": {"x": {"try": x}}, "then": "x", "else": 0}, "input"),
    "upcast": (lambda x: {"upcast": x, "as": "int"}, "input"),
    "attr": (lambda x: {"attr": {"type": INTS, "new": [x]}, "path": [0]}, "input"),
    "index": (lambda x: {"attr": {"type": INTS, "value": [0]}, "path": [x]}, "input"),
    "lambda": (
        lambda x: {
            "a.head": {"a.map": [{"type": INTS, "value": [1]}, {"params": [{"x": "int"}], "ret": "int", "do": x}]}
        },
        "input",
    ),
    "cast": (
        lambda x: {
            "cast": {"try": x},
            "cases": [{"as": "int", "named": "x", "do": "x"}, {"as": "null", "named": "x", "do": 0}],
        },
        "input",
    ),
    "foreach": (lambda x: {"do": [{"foreach": new_name(), "in": {"type": INTS, "value": [1]}, "do": x}, 1]}, "input"),
    "while": (lambda x: {"do": [{"while": False, "do": x}, 1]}, "input"),
    "log": (lambda x: {"do": [{"log": x}, 1]}, "input"),
}


@pytest.mark.parametrize("form", EXPRESSIONS)
@pytest.mark.parametrize("depth", [10, 49, 120, 400, DEPTH])
def test_expressions(form: str, depth: int) -> None:
    wrap, inner = EXPRESSIONS[form]
    document = maps(nested(wrap, inner, depth))
    engine = refused_or_works(document)
    if engine is not None:
        with soon():
            engine.action(0)
            assert engine.code


@pytest.mark.parametrize("form", EXPRESSIONS)
def test_expressions_as_text(form: str) -> None:
    wrap, _ = EXPRESSIONS[form]
    opening, closing = json.dumps(wrap("!")).split('"!"')
    text = opening * DEPTH + '"input"' + closing * DEPTH
    assert refused_or_works('{"input": "int", "output": "int", "action": ' + text + "}") is None


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"": [', "[[{"])
@pytest.mark.parametrize("count", [DEPTH, 1_000_000])
def test_text_that_only_opens(opening: str, count: int) -> None:
    with soon(), pytest.raises(PfaError):
        load('{"action": ' + opening * count)


TYPES: dict[str, Callable[[Any], Any]] = {
    "array": lambda t: {"type": "array", "items": t},
    "map": lambda t: {"type": "map", "values": t},
    "union": lambda t: ["null", {"type": "array", "items": t}],
    "type of type": lambda t: {"type": t},
    "record": lambda t: {"type": "record", "name": "R", "fields": [{"name": "x", "type": t}]},
}


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("depth", [10, 100, 300, DEPTH])
def test_types(kind: str, depth: int) -> None:
    schema = nested(TYPES[kind], "int", depth)
    refused: list[int] = []
    for document in (
        {"input": schema, "output": "int", "action": 1},
        {"input": schema, "output": schema, "action": "input"},
        maps("input", cells={"c": {"type": schema, "init": []}}),
        maps({"do": [{"type": schema, "new": []}, 1]}),
    ):
        with soon():
            try:
                load(document)
            except PfaError as error:
                shown = str(error)
                refused.append(len(shown))
    assert max(refused, default=0) < 100_000


def test_arrays_of_arrays() -> None:
    with soon(), pytest.raises(PfaError):
        load(maps(nested(lambda x: [x], "input")))


def test_many_records_one_inside_the_other() -> None:
    schema: Any = "int"
    for i in range(DEPTH):
        schema = {"type": "record", "name": f"R{i}", "fields": [{"name": "x", "type": schema}]}
    refused_or_works({"input": schema, "output": "int", "action": 1})


RECURSIVE = {
    "type": "record",
    "name": "Tree",
    "fields": [{"name": "next", "type": ["null", "Tree"]}, {"name": "all", "type": {"type": "array", "items": "Tree"}}],
}


def trees(depth: int) -> list[Any]:
    return [
        nested(lambda t: {"next": {"Tree": t}, "all": []}, {"next": None, "all": []}, depth),
        nested(lambda t: {"next": t, "all": []}, {"next": None, "all": []}, depth),
        nested(lambda t: {"next": None, "all": [t]}, {"next": None, "all": []}, depth),
    ]


def test_deep_data() -> None:
    engine = load({"input": RECURSIVE, "output": RECURSIVE, "action": "input"})
    same = load({"input": RECURSIVE, "output": "boolean", "action": {"==": ["input", "input"]}})
    for datum in trees(DEPTH):
        for one in (engine, same):
            with soon(), pytest.raises(PfaError):
                one.action(datum)
    for datum in trees(50):
        engine.action(datum)
        assert same.action(datum) is True


def test_deep_data_of_other_types() -> None:
    for schema in (INTS, {"type": "map", "values": "int"}, ["null", "int"], "int", RECURSIVE):
        engine = load({"input": schema, "output": "int", "action": 1})
        for datum in (nested(lambda x: [x], 1), nested(lambda x: {"a": x}, 1), nested(lambda x: {"array": x}, 1)):
            with soon(), pytest.raises(PfaInputError):
                engine.action(datum)


def test_deep_embedded_data() -> None:
    for datum in trees(DEPTH):
        for document in (
            maps("input", cells={"c": {"type": RECURSIVE, "init": datum}}),
            maps("input", pools={"p": {"type": RECURSIVE, "init": {"x": datum}}}),
            maps({"do": [{"type": RECURSIVE, "value": datum}, 1]}),
            {
                "input": "null",
                "output": RECURSIVE,
                "method": "fold",
                "zero": datum,
                "action": "tally",
                "merge": "tallyOne",
            },
        ):
            assert refused_or_works(document) is None


def test_deep_values_made_by_a_document() -> None:
    """A document may build, look into and give back what nests deeper than Python's own stack."""
    grow = {
        "set": {
            "t": {
                "type": RECURSIVE,
                "new": {"next": "t", "all": {"type": {"type": "array", "items": "Tree"}, "value": []}},
            }
        }
    }
    action = [
        {"let": {"t": {"type": RECURSIVE, "value": {"next": None, "all": []}}, "i": 0}},
        {"while": {"<": ["i", "input"]}, "do": [grow, {"set": {"i": {"+": ["i", 1]}}}]},
        {"let": {"same": {"==": ["t", "t"]}}},
        "t",
    ]
    engine = load({"input": "int", "output": RECURSIVE, "action": action})
    engine.action(20)
    with soon(), pytest.raises(PfaError):
        engine.action(DEPTH)


def test_endless_recursion() -> None:
    engine = load(
        maps({"u.f": ["input"]}, fcns={"f": {"params": [{"n": "int"}], "ret": "int", "do": {"+": [{"u.f": ["n"]}, 1]}}})
    )
    with soon(), pytest.raises(PfaError, match="deep"):
        engine.action(1)
