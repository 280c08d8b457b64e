"""A stranger's document can name no Python: every string in it is data, or gives a clear error."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from scorelet.errors import PfaError, PfaSemanticError, PfaSyntaxError, PfaUserError
from scorelet.pfa import load, load_image, save_image
from scorelet.pfa.compiler import compile_source
from scorelet.pfa.sources import read_source

NAMES = (
    "class", "lambda", "None", "True", "def", "import", "print", "exec", "eval", "int", "float", "dict", "type", "len",
    "__builtins__", "__class__", "__import__", "__name__", "__debug__", "_", "__", "self", "engine", "datum", "make",
    "translated", "PLACES", "CLASSES", "t", "f", "a", "error", "action", "begin", "end", "merge", "input_2", "t_2",
    "encode", "decode_input", "user_error", "caught", "updated", "u_x", "cell_x",
    "constant", "metadata_2", "float32", "deadline",
)  # fmt: skip
"""Valid symbols, all of which mean something to Python or to generated code."""
ODD = (
    "__import__('os').system('x')", "x; import os", "x y", "x.y.", "", " ", "\0", "x\n", "\ud800", "\u212aelvin",
    "\uff43lass", "é", "\u0131", "x" * 1_000_000 + "!", "0", "1x", "x-1", "{x}", "%s", "'", '"', "\\", "#", "@", "$",
)  # fmt: skip
"""Strings that are no symbols."""
LONG = "x" * 1_000_000
NO_INTS = {"type": {"type": "array", "items": "int"}, "value": []}
HARMLESS = (PfaSyntaxError, PfaSemanticError)

Place = Callable[[str], dict[str, Any]]


def maps(action: Any, **more: Any) -> dict[str, Any]:
    return {"input": "int", "output": "int", "action": action, **more}


def field(name: str) -> dict[str, Any]:
    kind = {"type": "record", "name": "Rec", "fields": [{"name": name, "type": "int"}]}
    return maps({"attr": {"type": kind, "new": {name: "input"}}, "path": [[name]]})


def enum(name: str) -> dict[str, Any]:
    kind = {"type": "enum", "name": "E", "symbols": [name]}
    return maps(
        {"if": {"==": [{"type": kind, "value": name}, {"type": kind, "value": name}]}, "then": "input", "else": 0}
    )


SYMBOLS: dict[str, Place] = {
    "let": lambda name: maps([{"let": {name: "input"}}, {"set": {name: {"+": [name, 0]}}}, name]),
    "parameter": lambda name: maps(
        {"u.f": ["input"]}, fcns={"f": {"params": [{name: "int"}], "ret": "int", "do": {"+": [name, 0]}}}
    ),
    "small parameter": lambda name: maps(
        {"u.f": ["input"]}, fcns={"f": {"params": [{name: "int"}], "ret": "int", "do": name}}
    ),
    "inline parameter": lambda name: maps(
        {
            "a.head": {
                "a.map": [
                    {"type": {"type": "array", "items": "int"}, "new": ["input"]},
                    {"params": [{name: "int"}], "ret": "int", "do": name},
                ]
            }
        }
    ),
    "foreach": lambda name: maps(
        [
            {"let": {"found_here": 0}},
            {
                "foreach": name,
                "in": {"type": {"type": "array", "items": "int"}, "new": ["input"]},
                "do": {"set": {"found_here": name}},
            },
            "found_here",
        ]
    ),
    "ifnotnull": lambda name: maps({"ifnotnull": {name: {"try": "input"}}, "then": name, "else": 0}),
    "cast": lambda name: maps(
        {
            "cast": {"try": "input"},
            "cases": [{"as": "int", "named": name, "do": name}, {"as": "null", "named": name, "do": 0}],
        }
    ),
    "function": lambda name: maps(
        {f"u.{name}": ["input"]},
        fcns={name: {"params": [{"n": "int"}], "ret": "int", "do": [{"let": {"m": "n"}}, "m"]}},
    ),
    "cell": lambda name: maps(
        [{"cell": name, "to": "input"}, {"cell": name}], cells={name: {"type": "int", "init": 0}}
    ),
    "constant cell": lambda name: maps({"+": [{"cell": name}, "input"]}, cells={name: {"type": "int", "init": 0}}),
    "pool": lambda name: maps(
        {"do": [{"pool": name, "path": [[name]], "to": "input", "init": 0}, {"pool": name, "path": [[name]]}]},
        pools={name: {"type": "int"}},
    ),
    "record field": field,
    "enum symbol": enum,
    "type": lambda name: maps(
        {
            "attr": {
                "type": {"type": "record", "name": name, "fields": [{"name": "x", "type": "int"}]},
                "new": {"x": "input"},
            },
            "path": [["x"]],
        }
    ),
    "input field": lambda name: {
        "input": {"type": "record", "name": "Rec", "fields": [{"name": name, "type": "int"}]},
        "output": "int",
        "action": f"input.{name}",
    },
}


@pytest.mark.parametrize("place", SYMBOLS)
def test_any_valid_name_works(place: str) -> None:
    for name in NAMES:
        document = SYMBOLS[place](name)
        if place == "type" and name in ("int", "float"):
            with pytest.raises(PfaSyntaxError):
                load(document)
            continue
        engine = load(document)
        datum: Any = {name: 7} if place == "input field" else 7
        assert engine.action(datum) == 7, name
        assert "def action(datum)" in engine.code
        image = compile_source(read_source(document))
        again = load_image(save_image(image), image.document)
        assert again is not None
        assert again.action(datum) == 7


@pytest.mark.parametrize("place", SYMBOLS)
def test_no_other_name_works(place: str) -> None:
    for name in ODD:
        with pytest.raises(HARMLESS) as caught:
            load(SYMBOLS[place](name))
        assert len(str(caught.value)) < 2000


@pytest.mark.parametrize("place", SYMBOLS)
def test_a_long_name_works(place: str) -> None:
    engine = load(SYMBOLS[place](LONG))
    assert engine.action({LONG: 7} if place == "input field" else 7) == 7


def test_python_is_no_function() -> None:
    for name in (*NAMES, *ODD, LONG, "u.__import__", "os.system", "m.__class__", "a.__init__", "builtins.eval"):
        calls: tuple[Any, ...] = ({name: []}, {name: ["input"]}, {"a.map": [NO_INTS, {"fcn": name}]})
        for action in calls:
            with pytest.raises(HARMLESS) as caught:
                load(maps(action))
            assert len(str(caught.value)) < 2000


def test_python_is_no_symbol() -> None:
    for name in NAMES:
        with pytest.raises(PfaSemanticError):
            load(maps(name))


# ------------------------------------------------------------------------------------- strings as data


@pytest.mark.parametrize("text", [*ODD, *NAMES, LONG], ids=lambda text: ascii(text)[:20])
def test_any_string_is_data(text: str) -> None:
    strings = {"type": "map", "values": "string"}
    document = {
        "name": "Engine",
        "doc": text,
        "metadata": {"text": text},
        "input": "string",
        "output": "string",
        "cells": {"c": {"type": strings, "init": {"key": text, text + "_": text}}},
        "pools": {"p": {"type": "string", "init": {text + "_": text}}},
        "action": [
            {"let": {"x": {"s.concat": ["input", [text]]}}},
            {"let": {"y": {"attr": {"type": strings, "new": {text + "_": {"string": text}}}, "path": [[text + "_"]]}}},
            {"if": {"!=": ["y", "metadata.text"]}, "then": {"error": text}},
            {"if": {"!=": ["y", {"cell": "c", "path": [[text + "_"]]}]}, "then": {"error": text}},
            {"pool": "p", "path": [[text + "_"]], "to": "x", "init": [text]},
            {"try": [{"error": text}], "filter": [text]},
            {"log": [[text]], "namespace": text},
            "x",
        ],
    }
    engine = load(document)
    assert engine.action("<" + text) == "<" + text + text
    assert engine.pools() == {"p": {text + "_": "<" + text + text}}
    assert load(engine.snapshot()).pools() == engine.pools()
    assert "def action(datum)" in engine.code


@pytest.mark.parametrize("text", [*ODD, LONG], ids=lambda text: ascii(text)[:20])
def test_any_string_is_an_error_message(text: str) -> None:
    with pytest.raises(PfaUserError) as caught:
        load(maps({"do": [{"error": text, "code": -3}, 1]})).action(1)
    assert (caught.value.message, caught.value.code) == (text, -3)


@pytest.mark.parametrize("text", [*ODD, *NAMES, LONG], ids=lambda text: ascii(text)[:20])
def test_any_string_is_an_engine_name_or_refused(text: str) -> None:
    try:
        engine = load({"name": text, "input": "null", "output": "string", "action": "name"})
    except PfaSyntaxError:
        assert text not in NAMES
    else:
        assert engine.action(None) == text


@pytest.mark.parametrize("text", [*ODD, *NAMES, LONG], ids=lambda text: ascii(text)[:20])
def test_any_string_as_a_key_is_data_or_refused(text: str) -> None:
    for document in (
        {**maps("input"), text: 1},
        maps({text: 1, "let": {"x": 1}}),
        maps("input", options={text: text}),
        maps("input", cells={"c": {"type": {"type": text}, "init": 0}}),
        maps("input", cells={"c": {"type": "string", "init": text, "source": "json"}}),
        maps({"unpack": {"base64": text}, "format": [{"x": text}], "then": 1, "else": 0}),
        maps({"call": {"type": {"type": "enum", "name": "E", "symbols": ["f"]}, "value": text}, "args": []}),
    ):
        with suppress(PfaError):
            load(document).action(1)
