"""Saved images: what is written is read, and nothing else is."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scorelet.pfa import Engine, compile_image, image, load_image, save_image, write_table
from scorelet.pfa.engine import engines
from scorelet.pfa.image import Image
from tests.pfa.documents import COUNT, COUNTER, COUNTS, DOUBLES, INCREMENT, INTS, POINT, document, said

CHAIN = {
    "type": "record",
    "name": "Chain",
    "fields": [{"name": "value", "type": "int"}, {"name": "next", "type": ["null", "Chain"]}],
}
KINDS = {
    "type": "array",
    "items": ["null", "int", "long", "double", "string", "bytes", {"type": "enum", "name": "E", "symbols": ["a", "b"]}],
}
TREE = {
    "type": "record",
    "name": "Tree",
    "fields": [
        {"name": "field", "type": {"type": "enum", "name": "F", "symbols": ["x", "y"]}},
        {"name": "operator", "type": "string"},
        {"name": "value", "type": "double"},
        {"name": "pass", "type": ["Tree", "double"]},
        {"name": "fail", "type": ["Tree", "double"]},
    ],
}


def grown(depth: int) -> dict[str, Any]:
    below = [{"Tree": grown(depth - 1)} if depth else {"double": side} for side in (1.5, -0.5)]
    return {"field": "xy"[depth % 2], "operator": "<", "value": depth / 2, "pass": below[0], "fail": below[1]}


def cell(kind: Any, init: Any) -> dict[str, Any]:
    return {"cells": {"c": {"type": kind, "init": init}}}


ROUND_TRIPS: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "a number": (document({"+": ["input", 1]}), [1.5, 2]),
    "nan and infinities": (
        document({"cell": "c"}, "null", DOUBLES, **cell(DOUBLES, ["NaN", "Infinity", "-Infinity", -0.0])),
        [None],
    ),
    "a map": (
        document({"cell": "c", "path": ["input"]}, "string", "int", **cell(COUNTS, {"a": 1, "é\ud800": 2})),
        ["a", "é\ud800"],
    ),
    "a union of everything": (
        document(
            {"cell": "c"},
            "null",
            KINDS,
            **cell(KINDS, [None, {"int": 1}, {"long": 2}, 0.5, {"string": "a"}, {"bytes": "\xff"}, {"E": "b"}]),
        ),
        [None],
    ),
    "a recursive record": (
        document(
            {"cell": "c"}, "null", CHAIN, **cell(CHAIN, {"value": 1, "next": {"Chain": {"value": 2, "next": None}}})
        ),
        [None],
    ),
    "a tree": (
        document({"model.tree.simpleTree": ["input", {"cell": "c"}]}, {**POINT, "name": "D"}, **cell(TREE, grown(4))),
        [{"x": x / 2, "y": y / 2} for x in range(5) for y in range(5)],
    ),
    "literals": (
        document(
            {"type": {"type": "map", "values": DOUBLES}, "value": {"a": [1, 2]}},
            "null",
            {"type": "map", "values": DOUBLES},
        ),
        [None],
    ),
    "bytes": (document({"base64": "AP8="}, "null", "bytes"), [None]),
    "typed functions": (
        document({"a.sort": "input"}, {"type": "array", "items": POINT}, {"type": "array", "items": "Point"}),
        [[{"x": 2, "y": 1}, {"x": 1, "y": 1}]],
    ),
    "function arguments": (
        document(
            {"a.map": ["input", {"fcn": "u.f"}]},
            INTS,
            DOUBLES,
            fcns={"f": {"params": [{"x": "double"}], "ret": "double", "do": {"m.exp": "x"}}},
        ),
        [[0, 1]],
    ),
    "random numbers": (document({"a.shuffle": "input"}, INTS, INTS, randseed=3), [[1, 2, 3, 4, 5]] * 3),
    "state": (
        document(
            [COUNT, {"pool": "p", "path": [["a"]], "to": INCREMENT, "init": 5}],
            "null",
            "int",
            cells=COUNTER,
            pools={"p": {"type": "int", "init": {}, "rollback": True}},
        ),
        [None] * 3,
    ),
    "fold": (document({"+": ["input", "tally"]}, method="fold", zero=1, merge={"+": ["tallyOne", "tallyTwo"]}), [1, 2]),
    "timeouts": (document({"do": [{"while": True, "do": None}, "input"]}, options={"timeout": 5}), [1]),
    "errors": (document({"attr": "input", "path": [3]}, DOUBLES), [[1.0]]),
}


def outcomes(engine: Engine, data: list[Any]) -> list[str]:
    found = []
    for datum in data:
        try:
            found.append(repr(engine.action(datum)))
        except Exception as error:
            found.append(f"{type(error).__name__} {error}")
    return found


@pytest.mark.parametrize(("json_document", "data"), ROUND_TRIPS.values(), ids=ROUND_TRIPS)
def test_a_saved_engine_is_the_same_engine(json_document: dict[str, Any], data: list[Any]) -> None:
    made = compile_image(json_document)
    saved = load_image(save_image(made), made.document)
    assert saved is not None
    (fresh,) = engines(made, 1)
    assert outcomes(saved, data) == outcomes(fresh, data)
    assert (saved.input_type, saved.output_type) == (fresh.input_type, fresh.output_type)
    # By repr: NaN does not equal itself.
    assert repr((saved.cells(), saved.pools(), saved.code)) == repr((fresh.cells(), fresh.pools(), fresh.code))
    assert saved.snapshot() == fresh.snapshot()


def test_writing_twice_gives_the_same_bytes() -> None:
    first, second = (save_image(compile_image(document({"+": ["input", 1]}))) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("json_document", [d for d, _ in ROUND_TRIPS.values()], ids=ROUND_TRIPS)
def test_the_bytes_depend_on_the_document_alone(json_document: dict[str, Any]) -> None:
    made = compile_image(json_document)
    before = save_image(made)
    engines(made, 1)
    assert save_image(made) == before
    read = Image.read(before, made.document, {}, None)
    assert read is not None
    assert save_image(read) == before


def test_the_bytes_are_the_same_in_every_process() -> None:
    code = (
        "import hashlib, json, sys\nfrom scorelet.pfa import compile_image, save_image\n"
        "print(hashlib.sha256(save_image(compile_image(json.loads(sys.argv[1])))).hexdigest())"
    )
    document_text = json.dumps(ROUND_TRIPS["typed functions"][0])
    found = {
        subprocess.run(
            [sys.executable, "-c", code, document_text],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_what_was_read_can_be_written_again() -> None:
    made = compile_image(ROUND_TRIPS["a tree"][0])
    data = save_image(made)
    read = Image.read(data, made.document, {}, None)
    assert read is not None
    again = Image.read(read.write(), made.document, {}, None)
    assert again is not None
    assert outcomes(engines(again, 1)[0], ROUND_TRIPS["a tree"][1]) == outcomes(
        engines(made, 1)[0], ROUND_TRIPS["a tree"][1]
    )


def test_constants_keep_their_kind() -> None:
    from array import array

    values: dict[str, Any] = {
        "floats": array("d", [1.5, math.inf]),
        "whole": array("i", [1, -2]),
        "several": (array("d", [0.5]), [1, "a"], array("l", [])),
        "plain": {"a": [1, 2.5, None, True, b"\0", "é", ("int", 1)]},
        "set": frozenset({"a", "b"}),
    }
    made = compile_image(document(1.0))
    made.constants = values
    read = Image.read(made.write(), made.document, {}, None)
    assert read is not None
    assert read.constants == values
    assert {name: type(value) for name, value in read.constants.items()} == {
        name: type(value) for name, value in values.items()
    }


# ------------------------------------------------------------------------------------------ what is refused


@pytest.fixture
def saved() -> tuple[bytes, str]:
    made = compile_image(document({"+": ["input", 1]}))
    return save_image(made), made.document


def test_another_document_does_not_fit(saved: tuple[bytes, str]) -> None:
    data, text = saved
    assert load_image(data, text + " ") is None
    assert load_image(data, "") is None


@pytest.mark.parametrize(
    ("options", "version"),
    [({}, None), ({"timeout": 5}, 1), ({"timeout": 6}, 2), ({"timeout": 5}, None), ({"timeout": 5, "x": 1}, 2)],
)
def test_what_another_host_added_does_not_fit(options: dict[str, Any], version: int | None) -> None:
    made = compile_image(document("version", "null", "int"), options={"timeout": 5}, version=2)
    assert load_image(save_image(made), made.document, options=options, version=version) is None


def test_what_the_host_added_is_kept() -> None:
    made = compile_image(document("version", "null", "int"), options={"timeout": 5}, version=2)
    saved = load_image(save_image(made), made.document, options={"timeout": 5}, version=2)
    assert saved is not None
    assert saved.action(None) == 2
    assert (saved.image.options, saved.image.version, saved.image.timeouts["action"]) == ({"timeout": 5}, 2, 5)
    assert saved.document.version == 2


@pytest.fixture
def beside(tmp_path: Path) -> tuple[Image, Path]:
    """An image of a document in a folder, whose cell is in a file beside it."""
    side = {"type": DOUBLES, "init": "side.json", "source": "json"}
    (tmp_path / "side.json").write_text("[1, 2]")
    (tmp_path / "model.pfa").write_text(json.dumps(document({"a.sum": {"cell": "c"}}, "null", cells={"c": side})))
    return compile_image(tmp_path / "model.pfa"), tmp_path


def test_an_image_goes_where_its_side_files_are(
    beside: tuple[Image, Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    made, folder = beside
    assert list(made.side_files) == ["side.json"]
    assert made.at_home_in(folder)
    saved = load_image(save_image(made), made.document, folder=folder)
    assert saved is not None
    assert (saved.action(None), saved.cells()) == (3.0, {"c": [1.0, 2.0]})
    assert saved.snapshot()["cells"]["c"] == {"type": DOUBLES, "init": [1.0, 2.0], "source": "embedded"}
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert load_image(save_image(made), made.document, folder=elsewhere) is None
    (elsewhere / "side.json").write_bytes((folder / "side.json").read_bytes())
    assert load_image(save_image(made), made.document, folder=str(elsewhere)) is not None


def test_an_image_does_not_fit_without_its_side_files(beside: tuple[Image, Path]) -> None:
    made, folder = beside
    data = save_image(made)
    assert load_image(data, made.document) is None
    (folder / "side.json").write_text("[1, 3]")
    assert not made.at_home_in(folder)
    assert load_image(data, made.document, folder=folder) is None
    (folder / "side.json").unlink()
    assert load_image(data, made.document, folder=folder) is None


def test_an_image_of_given_side_files_goes_with_them() -> None:
    files = {"c.avro": write_table(DOUBLES, [1, 2])}
    table = {"c": {"type": DOUBLES, "init": "c.avro", "source": "avro"}}
    made = compile_image(document({"a.sum": {"cell": "c"}}, "null", cells=table), side_files=files)
    data = save_image(made)
    saved = load_image(data, made.document, side_files=files)
    assert saved is not None
    assert (saved.action(None), saved.cells()) == (3.0, {"c": [1.0, 2.0]})
    assert save_image(saved.image) == data
    others: list[Any] = [None, {}, {"c.avro": write_table(DOUBLES, [1, 3])}, {"c.avro": "text"}]
    assert [load_image(data, made.document, side_files=other) for other in others] == [None] * 4


def test_an_image_of_given_side_files_goes_where_they_are_in_a_folder(tmp_path: Path) -> None:
    files = {"c.avro": write_table(DOUBLES, [1, 2])}
    table = {"c": {"type": DOUBLES, "init": "c.avro", "source": "avro"}}
    made = compile_image(document({"a.sum": {"cell": "c"}}, "null", cells=table), side_files=files)
    (tmp_path / "c.avro").write_bytes(files["c.avro"])
    saved = load_image(save_image(made), made.document, folder=tmp_path)
    assert saved is not None
    assert saved.action(None) == 3.0


def test_another_python_does_not_fit(saved: tuple[bytes, str], monkeypatch: pytest.MonkeyPatch) -> None:
    data, text = saved
    monkeypatch.setattr(image, "MAGIC_NUMBER", b"\0\0\r\n")
    assert load_image(data, text) is None


def test_another_format_does_not_fit(saved: tuple[bytes, str], monkeypatch: pytest.MonkeyPatch) -> None:
    data, text = saved
    monkeypatch.setattr(image, "FORMAT", image.FORMAT + 1)
    assert load_image(data, text) is None


@pytest.mark.parametrize("garbage", [b"", b"scorelet image\n", b"\0" * 500, b"\x80\x04."])
def test_garbage_does_not_fit(saved: tuple[bytes, str], garbage: bytes) -> None:
    assert load_image(garbage, saved[1]) is None


def test_a_truncated_file_does_not_fit(saved: tuple[bytes, str]) -> None:
    data, text = saved
    assert all(load_image(data[:cut], text) is None for cut in range(0, len(data), 13))


# ------------------------------------------------------------------------------------------ loading is light

LIGHT = """
import sys
from pathlib import Path
from scorelet.pfa import load_image
engine = load_image(Path(sys.argv[1]).read_bytes(), Path(sys.argv[2]).read_text())
print(engine.action({"x": 1.0, "y": 0.25}))
heavy = ("ast", "dataclasses", "inspect", "tokenize", "random", "scorelet.pfa.compiler", "scorelet.pfa.check",
         "scorelet.pfa.document", "scorelet.pfa.nodes", "scorelet.pfa.typed", "scorelet.pfa.lower",
         "scorelet.pfa.sources", "scorelet.pfa.signatures", "fastavro")
print([name for name in heavy if name in sys.modules])
"""


def test_loading_an_image_does_not_import_the_compiler(tmp_path: Path) -> None:
    made = compile_image(json.dumps(ROUND_TRIPS["a tree"][0]))
    (tmp_path / "model.image").write_bytes(save_image(made))
    (tmp_path / "model.pfa").write_text(made.document)
    command = [sys.executable, "-S", "-c", LIGHT, str(tmp_path / "model.image"), str(tmp_path / "model.pfa")]
    source = Path(image.__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(source)})
    assert done.stderr == ""
    result, heavy = done.stdout.splitlines()
    (fresh,) = engines(made, 1)
    assert result == repr(fresh.action({"x": 1.0, "y": 0.25}))
    assert heavy == "[]"


def test_deeply_nested_constants_are_saved() -> None:
    chain: Any = None
    for i in range(120):
        chain = {"value": i, "next": {"Chain": chain} if chain else None}
    made = compile_image(document({"cell": "c"}, "null", CHAIN, **cell(CHAIN, chain)))
    restored = load_image(save_image(made), made.document)
    assert restored is not None
    assert restored.action(None)["value"] == 119


def test_a_library_function_that_is_gone_is_named() -> None:
    from scorelet.pfa.image import resolve

    with pytest.raises(LookupError, match=r"this Scorelet has no library function 'a\.gone'"):
        resolve(("run", "a.gone"))
    assert said(compile_image, document({"a.gone": "input"}))[0] == "PfaSemanticError"
