from __future__ import annotations

import gc
import json
from math import inf
from pathlib import Path
from typing import Any

import pytest

from scorelet.pfa.check import check
from scorelet.pfa.compiler import compile_source, constant_values, document_of, program_of, timeouts_of, typed_of
from scorelet.pfa.document import read
from scorelet.pfa.image import Image
from scorelet.pfa.sources import BIG, Source, unhurried
from tests.pfa.documents import COUNT, COUNTER, DOUBLES, POINT, document, said


def compiled(json_document: Any, **more: Any) -> Image:
    return compile_source(Source(json_document), **more)


def test_what_an_image_holds() -> None:
    cells = {**COUNTER, "fixed": {"type": "double", "init": 1}}
    pools = {"p": {"type": "int", "init": {"a": 1}, "shared": True}}
    change = {"pool": "p", "path": [["a"]], "to": 2, "init": 0}
    given = document(
        [COUNT, change, {"cell": "fixed"}], POINT, cells=cells, pools=pools, randseed=5, options={"timeout": 9}
    )
    image = compiled(given)
    assert json.loads(image.document) == given
    assert (image.method, image.input, image.output) == ("map", POINT, "double")
    assert (image.seed, image.zero) == (5, None)
    assert image.timeouts == {"begin": 9, "action": 9, "end": 9, "merge": 9}
    assert {name: spec.as_data() for name, spec in image.cells.items()} == {"c": ("int", 0, False, False)}
    assert {name: spec.as_data() for name, spec in image.pools.items()} == {"p": ("int", {"a": 1}, True, False)}
    assert image.code.co_filename == "<pfa>"


def test_the_zero_of_a_fold_is_decoded() -> None:
    fold = document("tally", method="fold", zero=1, merge="tallyOne")
    assert repr(compiled(fold).zero) == "1.0"
    assert said(compiled, {**fold, "zero": "a"}) == ("PfaSemanticError", "expected double, got string 'a' - at $.zero")


@pytest.mark.parametrize(
    ("options", "limits"),
    [
        ({}, {}),
        ({"timeout": -1}, {}),
        ({"timeout": 0}, {"begin": 0, "action": 0, "end": 0, "merge": 0}),
        ({"timeout": 5, "timeout.action": 6}, {"begin": 5, "action": 6, "end": 5, "merge": 5}),
        ({"timeout.end": 7}, {"end": 7}),
        ({"timeout": 5, "timeout.begin": -1}, {"action": 5, "end": 5, "merge": 5}),
        ({"other": "thing"}, {}),
    ],
)
def test_the_limits_of_routines(options: dict[str, Any], limits: dict[str, int]) -> None:
    assert timeouts_of(options) == limits


def test_the_text_of_a_document_is_kept_as_it_was() -> None:
    text = '{ "input": "null",\n "output": "int", "action": 1 }'
    image = compile_source(Source(json.loads(text), None, text))
    assert image.document == text
    assert document_of(image).action == read(json.loads(text)).action


def test_a_parsed_document_must_be_json() -> None:
    blob = {"type": "bytes", "init": b"\xff\0"}
    image = compiled(document({"cell": "c"}, "null", "bytes", cells={"c": blob}))
    assert json.loads(image.document)["cells"]["c"]["init"] == "\xff\0"
    assert said(compiled, document(1.0, metadata={}, options={"x": {1}})) == (
        "PfaSyntaxError",
        "expected JSON, got set {1} in the document - at $",
    )


def test_what_an_image_does_not_keep_is_made_again() -> None:
    cells = {"a": {"type": DOUBLES, "init": [1]}, "b": {"type": ["null", "int"], "init": {"int": 3}}}
    pools = {"p": {"type": "int", "init": {"x": 1}}}
    image = compiled(document({"attr": {"cell": "a"}, "path": [0]}, cells=cells, pools=pools))
    assert constant_values(image, "cell") == {"a": [1.0], "b": {"int": 3}}
    assert constant_values(image, "pool") == {"p": {"x": 1}}
    assert constant_values(image, "cell", as_json=True) == {"a": [1.0], "b": {"int": 3}}
    assert constant_values(image, "cell", outside=True) == constant_values(image, "pool", outside=True) == {}
    assert program_of(image).places == image.places


def test_constants_of_an_image_as_python_and_as_json() -> None:
    cells = {"b": {"type": "bytes", "init": "\xff\0"}, "d": {"type": DOUBLES, "init": ["Infinity", 1]}}
    image = compiled(document({"cell": "b"}, "null", "bytes", cells=cells))
    assert constant_values(image, "cell") == {"b": b"\xff\0", "d": [inf, 1.0]}
    assert constant_values(image, "cell", as_json=True) == {"b": "\xff\0", "d": ["Infinity", 1.0]}


def test_constants_outside_of_the_document_are_those_of_side_files(tmp_path: Path) -> None:
    (tmp_path / "side.json").write_text("[1, 2]")
    beside = {"type": DOUBLES, "init": "side.json", "source": "json"}
    given = document({"attr": {"cell": "a"}, "path": [0]}, cells={"a": beside, "b": {"type": "int", "init": 3}})
    image = compile_source(Source(given, tmp_path))
    assert constant_values(image, "cell") == {"a": [1.0, 2.0], "b": 3}
    assert constant_values(image, "cell", as_json=True, outside=True) == {"a": [1.0, 2.0]}
    assert list(image.side_files) == ["side.json"]


def test_an_image_keeps_what_the_host_added() -> None:
    given = document("version", "null", "int", options={"timeout": 5, "other": 1})
    image = compiled(given, options={"timeout": 9}, version=3)
    assert (image.options, image.version) == ({"timeout": 9}, 3)
    assert json.loads(image.document) == given
    found = document_of(image)
    assert (found.options, found.version) == ({"timeout": 9, "other": 1}, 3)
    typed, data = typed_of(image)
    assert typed == check(found)
    assert list(data) == []
    assert program_of(image).places == image.places


@pytest.mark.parametrize(
    ("depth", "said_of_it"), [(100, None), (5000, "the document nests too deeply - at $")], ids=["some", "too much"]
)
def test_schemas_that_nest(depth: int, said_of_it: str | None) -> None:
    kind: Any = "int"
    for _ in range(depth):
        kind = {"type": "array", "items": kind}
    given = document("input", kind, kind)
    if said_of_it is None:
        compiled(given)
    else:
        assert said(compiled, given) == ("PfaSyntaxError", said_of_it)


def test_loops_that_nest_too_deeply_are_refused() -> None:
    action: Any = None
    for i in range(30):
        action = {"foreach": f"x{i}", "in": {"type": DOUBLES, "value": []}, "do": action}
    kind, text = said(compiled, document([action, 1.0]))
    assert kind == "PfaInitializationError"
    assert text.startswith(
        "loops and 'try' forms nest deeper than 18 levels; move inner ones into functions - at $.action[0].do"
    )


def test_the_deepest_expression_that_may_be_written_compiles() -> None:
    nested: Any = "input"
    for _ in range(148):
        nested = {"+": [nested, 1]}
    compiled(document(nested))


def test_many_statements_and_wide_calls_compile() -> None:
    wide = {"a.sum": {"type": DOUBLES, "new": ["input"] * 3000}}
    lets = [{"let": {f"x{i}": {"+": ["input", i]}}} for i in range(2000)]
    compiled(document([*lets, wide]))


def test_garbage_collection_waits_for_big_texts_only() -> None:
    assert gc.isenabled()
    with unhurried(1):
        assert gc.isenabled()
    with unhurried(BIG + 1):
        assert not gc.isenabled()
    assert gc.isenabled()
