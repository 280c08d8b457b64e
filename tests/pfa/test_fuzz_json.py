"""Whatever JSON comes as a document or as a datum: it works, or it gives the error that is meant for it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scorelet.errors import PfaInitializationError, PfaInputError, PfaSemanticError, PfaSyntaxError
from scorelet.pfa import Engine, load
from scorelet.pfa.document import read
from tests.pfa.fuzz.choices import Choices, drawn
from tests.pfa.fuzz.documents import case
from tests.pfa.fuzz.running import outcome
from tests.pfa.fuzz.values import STRINGS, Json, Universe, schema_of, value_of

FAST = (Phase.explicit, Phase.generate)
"""Making a failing document smaller takes minutes: the slow tests do that."""
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
"""A mutated document is a whole document first, with hundreds of decisions."""
WORDS = (
    "input", "output", "action", "method", "fold", "emit", "zero", "merge", "cells", "pools", "type", "init", "let",
    "set", "do", "if", "then", "else", "cond", "cast", "as", "named", "attr", "path", "to", "cell", "pool", "fcn",
    "params",
    "ret", "record", "fields", "name", "enum", "symbols", "array", "items", "map", "values", "int", "double", "null",
    "string", "try", "error", "log", "new", "value", "for", "foreach", "while", "until", "step", "in", "+", "a.map",
)  # fmt: skip

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(WORDS)
    | st.sampled_from(STRINGS)
)  # fmt: skip
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=15,
)


def loaded(document: Any) -> Engine | None:
    """The engine, or None where the document is refused as it should be."""
    try:
        return load(document)
    except (PfaSyntaxError, PfaSemanticError, PfaInitializationError) as error:
        refused = error
    assert refused.message
    assert refused.place
    return None


@settings(max_examples=300, derandomize=True, deadline=None)
@given(anything)
def test_any_json(document: Any) -> None:
    if not isinstance(document, str):
        loaded(document)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(anything, anything, anything)
def test_any_json_in_the_places_of_a_document(action: Any, schema: Any, init: Any) -> None:
    loaded({"input": "int", "output": "int", "action": action})
    loaded({"input": schema, "output": "null", "action": [None]})
    loaded({"input": "int", "output": "int", "action": 1, "cells": {"x": {"type": "double", "init": init}}})


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.binary(max_size=30).map(lambda rest: b"{" + rest) | st.text(max_size=30).map(lambda rest: "{" + rest))
def test_any_text(source: bytes | str) -> None:
    loaded(source)


@pytest.mark.parametrize("source", [b"", b".", b"/etc/hosts", b"1", b'"x"', b"null"])
def test_bytes_are_a_document_and_never_a_path(source: bytes) -> None:
    with pytest.raises(PfaSyntaxError):
        load(source)


# ------------------------------------------------------------------------------------------- mutations


def places(json: Json, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    members = json.items() if isinstance(json, dict) else enumerate(json) if isinstance(json, list) else ()
    for key, inner in members:
        yield from places(inner, (*path, key))


def at(json: Json, path: tuple[Any, ...]) -> Json:
    for key in path:
        json = json[key]
    return json


def mutated(choose: Choices, document: Json) -> Json:
    """The document with one thing wrong, or perhaps still right."""
    document = copy.deepcopy(document)
    every = [path for path in places(document) if path]
    path = choose.pick(every)
    parent, key = at(document, path[:-1]), path[-1]
    match choose.whole(0, 5):
        case 0:
            del parent[key]
        case 1:
            parent[key] = copy.deepcopy(at(document, choose.pick(every)))
        case 2:
            parent[key] = choose.pick((None, True, 1, -1, 0.5, 2**64, "", [], {}, [None], {"": 1}, *STRINGS, *WORDS))
        case 3 if isinstance(parent, dict):
            parent[choose.pick((*STRINGS, *WORDS))] = parent.pop(key)
        case 4 if isinstance(parent, dict):
            parent[choose.pick((*STRINGS, *WORDS))] = copy.deepcopy(parent[key])
        case _:
            parent[key] = [parent[key], copy.deepcopy(parent[key])]
    return document


def survives_mutations(draw: Callable[[Any], Any]) -> None:
    choose = drawn(draw)
    one = case(choose)
    document = one.document
    for _ in range(3):
        document = mutated(choose, document)
        engine = loaded(document)
        if engine is not None and not _may_run_on(document):
            run(engine, one.data)


def _may_run_on(document: Json) -> bool:
    """Whether a mutation may have made a loop or a recursion that does not end."""
    text = json.dumps(document)
    return any(word in text for word in ('"while"', '"until"', '"u.'))


def run(engine: Engine, data: list[Any]) -> None:
    for datum in data:
        outcome(partial(engine.action, datum))


@settings(max_examples=100, derandomize=True, deadline=None, phases=FAST, suppress_health_check=SLOW)
@given(st.data())
def test_mutated_documents(data: st.DataObject) -> None:
    survives_mutations(data.draw)


@pytest.mark.slow
@settings(max_examples=3_000, derandomize=True, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_mutated_documents_many_times(data: st.DataObject) -> None:
    survives_mutations(data.draw)


# ------------------------------------------------------------------------------------------------ data

objects = (
    anything | st.binary(max_size=5) | st.tuples(st.integers()) | st.just(object()) | st.sets(st.integers(), max_size=2)
)


@settings(max_examples=150, derandomize=True, deadline=None, phases=FAST, suppress_health_check=SLOW)
@given(st.data(), objects)
def test_any_datum(data: st.DataObject, datum: Any) -> None:
    choose = drawn(data.draw)
    schema = schema_of(Universe(choose).kind(3))
    engine = load({"input": schema, "output": schema, "action": "input"})
    try:
        engine.action(datum)
    except PfaInputError as error:
        refused = error
    else:
        return
    assert refused.message.startswith("expected ")
    assert (refused.place or "").startswith("$")


@settings(max_examples=150, derandomize=True, deadline=None, phases=FAST, suppress_health_check=SLOW)
@given(st.data())
def test_a_value_of_the_input_type_comes_back_as_it_was(data: st.DataObject) -> None:
    choose = drawn(data.draw)
    kind = Universe(choose).kind(3)
    schema = schema_of(kind)
    engine = load({"input": schema, "output": schema, "action": "input"})
    first = engine.action(value_of(choose, kind, embedded=False))
    assert repr(engine.action(first)) == repr(first)
    assert read({"input": schema, "output": schema, "action": "input"}).input == engine.input_type
