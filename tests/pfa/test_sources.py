"""Where a document comes from, and which files it may name."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import fastavro
import pytest

from scorelet.errors import PfaError
from scorelet.pfa import load, load_many, problems, write_table
from scorelet.pfa.sources import Source, parse, read_source
from tests.pfa.documents import DOUBLES, POINT, document, failure, said

TEXT = json.dumps(document({"+": ["input", 1]}))
AT = "$.cells.c.init"


def naming(
    init: Any, kind: Any = "int", source: str = "json", action: Any = None, output: Any = None
) -> dict[str, Any]:
    """A document whose cell `c` comes from a side file."""
    cells = {"c": {"type": kind, "init": init, "source": source}}
    return document(action or {"cell": "c"}, "null", output or kind, cells=cells)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inner = tmp_path / "models"
    inner.mkdir()
    return inner


def written(folder: Path, json_document: Any) -> Path:
    path = folder / "model.pfa"
    path.write_text(json.dumps(json_document))
    return path


# ------------------------------------------------------------------------------------------- documents


def test_a_document_may_be_a_path_text_bytes_or_parsed(folder: Path) -> None:
    path = folder / "model.pfa"
    path.write_text(TEXT)
    for source in (
        path,
        str(path),
        TEXT,
        f"\n  {TEXT}",
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        json.loads(TEXT),
    ):
        assert load(source).action(1.5) == 2.5


def test_a_file_may_start_with_a_mark(folder: Path) -> None:
    path = folder / "model.pfa"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert load(path).action(1) == 2.0


def test_what_a_source_keeps(folder: Path) -> None:
    path = folder / "model.pfa"
    path.write_text(TEXT)
    found = read_source(path)
    assert (found.json, found.home, found.text) == (json.loads(TEXT), folder, TEXT)
    found = read_source(TEXT)
    assert (found.json, found.home, found.text) == (json.loads(TEXT), None, TEXT)
    found = read_source(3)
    assert (found.json, found.home, found.text) == (3, None, None)


def test_a_document_that_cannot_be_read(folder: Path) -> None:
    missing = folder / "no.pfa"
    assert said(load, missing) == (
        "PfaInitializationError",
        f"cannot read the document {str(missing)!r}: No such file or directory",
    )
    assert said(load, folder) == ("PfaInitializationError", f"cannot read the document {str(folder)!r}: Is a directory")
    assert said(load, "a\0b")[0] == "PfaInitializationError"
    assert said(load, "x" * 5000)[0] == "PfaInitializationError"
    wrong = folder / "wrong.pfa"
    wrong.write_bytes(b'{"name": "\xff"}')
    kind, text = said(load, wrong)
    assert kind == "PfaSyntaxError"
    assert text.startswith(f"expected JSON in UTF-8 in {str(wrong)!r}: ")
    assert said(load, b"\xff{}")[0] == "PfaSyntaxError"


@pytest.mark.parametrize(
    ("text", "said_text"),
    [
        ('{"action": }', "not JSON: Expecting value (line 1, column 12) - at $"),
        ('{"action":\n 1,2}', "not JSON: Expecting property name enclosed in double quotes (line 2, column 4) - at $"),
        ("{", "not JSON: Expecting property name enclosed in double quotes (line 1, column 2) - at $"),
        ('{"action": NaN}', "not JSON that can be read: NaN is no JSON number - at $"),
        ('{"action": -Infinity}', "not JSON that can be read: -Infinity is no JSON number - at $"),
        ("{} {}", "not JSON: Extra data (line 1, column 4) - at $"),
        ("[" * 100_000, "the JSON nests too deeply - at $"),
        ('{"a":' * 100_000, "the JSON nests too deeply - at $"),
        ("[1, 2]", "expected a PFA document (a JSON object), got an array of 2 - at $"),
        ("[" + "9" * 5000 + "]", None),
    ],
    ids=range(10),
)
def test_text_that_is_no_document(text: str, said_text: str | None) -> None:
    kind, found = said(load, text)
    assert kind == "PfaSyntaxError"
    assert found == said_text if said_text else found.startswith("not JSON that can be read: Exceeds the limit")


def test_numbers_of_json() -> None:
    assert parse("[1e400, 12345678901234567890, -0.0]", "$") == [float("inf"), 12345678901234567890, -0.0]
    assert failure(load, '{"input": "null", "output": "double", "action": 1e400}').place == "$.action"


def test_odd_strings_are_only_strings() -> None:
    action = [["\ud800 \u2028 \0 '\"\\ __import__('os')"]]
    assert load(document(action, "null", "string")).action(None) == action[0][0]
    assert load(json.dumps(document(action, "null", "string"))).action(None) == action[0][0]


# ------------------------------------------------------------------------------------------ side files


def test_a_cell_from_a_json_file(folder: Path) -> None:
    (folder / "point.json").write_text('{"x": 1, "y": 2}')
    point = document(
        {"attr": {"cell": "c"}, "path": [["y"]]},
        "null",
        cells={"c": {"type": POINT, "init": "point.json", "source": "json"}},
    )
    assert load(written(folder, point)).action(None) == 2.0


def test_a_side_file_may_be_in_a_folder_below(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "three.json").write_text("3")
    assert load(written(folder, naming("data/three.json"))).action(None) == 3
    assert load(written(folder, naming("data/../data/three.json"))).action(None) == 3
    assert load(str(written(folder, naming("./data/three.json")))).action(None) == 3


def test_a_pool_from_a_json_file_is_a_map_of_its_items(folder: Path) -> None:
    (folder / "p.json").write_text('{"a": 1, "b": 2}')
    pools = {"p": {"type": "int", "init": "p.json", "source": "json"}}
    reading = document({"pool": "p", "path": [["b"]]}, "null", "int", pools=pools)
    assert load(written(folder, reading)).action(None) == 2
    changing = document({"pool": "p", "path": [["b"]], "to": 5, "init": 0}, "null", "int", pools=pools)
    engine = load(written(folder, changing))
    assert (engine.action(None), engine.pools()) == (5, {"p": {"a": 1, "b": 5}})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("../secret.json", "expected a file in the document's folder, got '../secret.json' outside of it"),
        (
            "data/../../secret.json",
            "expected a file in the document's folder, got 'data/../../secret.json' outside of it",
        ),
        ("/etc/hostname", "expected a file in the document's folder, got '/etc/hostname' outside of it"),
        ("link.json", "expected a file in the document's folder, got 'link.json' outside of it"),
        (
            "http://example.com/a.json",
            "expected a file next to the document, got the URL 'http://example.com/a.json'; download it first",
        ),
        (
            "file:///etc/hostname",
            "expected a file next to the document, got the URL 'file:///etc/hostname'; download it first",
        ),
    ],
)
def test_a_side_file_elsewhere_is_refused(folder: Path, name: str, text: str) -> None:
    secret = folder.parent / "secret.json"
    secret.write_text("3")
    (folder / "link.json").symlink_to(secret)
    assert said(load, written(folder, naming(name))) == ("PfaInitializationError", f"{text} - at {AT}")


def test_a_folder_whose_name_only_starts_alike_is_elsewhere(folder: Path) -> None:
    other = folder.parent / "models-secret"
    other.mkdir()
    (other / "c.json").write_text("3")
    assert said(load, written(folder, naming("../models-secret/c.json")))[0] == "PfaInitializationError"


def test_text_has_no_side_files() -> None:
    expected = (
        "PfaInitializationError",
        f"the document names the side file 'c.json'; load it from its own file, or give its side files - at {AT}",
    )
    assert said(load, naming("c.json")) == expected
    assert said(load, json.dumps(naming("c.json"))) == expected


def test_a_side_file_that_cannot_be_read(folder: Path) -> None:
    path = written(folder, naming("c.json"))
    file = folder / "c.json"
    assert said(load, path) == (
        "PfaInitializationError",
        f"cannot read {str(file)!r}: No such file or directory - at {AT}",
    )
    file.write_bytes(b"\xff\xfe")
    assert said(load, path)[0] == "PfaInitializationError"
    file.write_text("{")
    kind, text = said(load, path)
    assert kind == "PfaSyntaxError"
    assert text.endswith(f" - at {AT}")
    file.unlink()
    file.mkdir()
    assert said(load, path) == ("PfaInitializationError", f"cannot read {str(file)!r}: Is a directory - at {AT}")


def test_data_that_does_not_fit_says_where_in_the_file(folder: Path) -> None:
    (folder / "c.json").write_text("[1, 2, null]")
    wrong = naming("c.json", DOUBLES)
    assert said(load, written(folder, wrong)) == ("PfaSemanticError", f"expected double, got null - at {AT}[2]")
    unused = naming("c.json", DOUBLES, action=1.0, output="double")
    assert said(load, written(folder, unused)) == ("PfaSemanticError", f"expected double, got null - at {AT}[2]")


# ------------------------------------------------------------------------------------------------ Avro


def avro(path: Path, schema: Any, *data: Any, codec: str = "null") -> None:
    with path.open("wb") as file:
        fastavro.writer(file, fastavro.parse_schema(schema), data, codec=codec)


TREE = {
    "type": "record",
    "name": "Tree",
    "namespace": "com.example",
    "fields": [
        {"name": "cut", "type": "double"},
        {"name": "low", "type": ["Tree", "string"]},
        {"name": "high", "type": ["Tree", "string"]},
    ],
}


@pytest.mark.parametrize("codec", ["null", "deflate"])
def test_a_cell_from_an_avro_file(folder: Path, codec: str) -> None:
    tree = {"cut": 1.5, "low": {"cut": 0.5, "low": "a", "high": "b"}, "high": "c"}
    avro(folder / "tree.avro", TREE, tree, codec=codec)
    engine = load(written(folder, naming("tree.avro", TREE, "avro")))
    assert engine.action(None) == {
        "cut": 1.5,
        "low": {"com.example.Tree": {"cut": 0.5, "low": {"string": "a"}, "high": {"string": "b"}}},
        "high": {"string": "c"},
    }


def test_bytes_and_numbers_from_avro(folder: Path) -> None:
    kind = {
        "type": "record",
        "name": "R",
        "fields": [
            {"name": "b", "type": "bytes"},
            {"name": "f", "type": {"type": "fixed", "name": "Two", "size": 2}},
            {"name": "n", "type": ["null", "long"]},
            {"name": "x", "type": "float"},
        ],
    }
    value = {"b": b"\xff\0", "f": b"ab", "n": 2**40, "x": 0.5}
    avro(folder / "c.avro", kind, value)
    assert load(written(folder, naming("c.avro", kind, "avro"))).action(None) == {**value, "n": {"long": 2**40}}


def test_a_pool_from_an_avro_file(folder: Path) -> None:
    avro(folder / "p.avro", {"type": "map", "values": "int"}, {"a": 1, "b": 2})
    pools = {"p": {"type": "int", "init": "p.avro", "source": "avro"}}
    assert load(written(folder, document({"pool": "p", "path": [["b"]]}, "null", "int", pools=pools))).action(None) == 2


def test_an_avro_file_that_holds_nothing_or_something_else(folder: Path) -> None:
    path = written(folder, naming("c.avro", "int", "avro"))
    file = folder / "c.avro"
    start = f"cannot read the Avro file {str(file)!r}: "
    avro(file, "int")
    assert said(load, path) == ("PfaInitializationError", f"{start}it holds no value - at {AT}")
    avro(file, "string", "a")
    assert said(load, path) == ("PfaInitializationError", f"{start}expected int, got string - at {AT}")
    for content in (b"", b"Obj\x01", b"not Avro at all", b"\xff" * 100):
        file.write_bytes(content)
        kind, text = said(load, path)
        assert kind == "PfaInitializationError"
        assert text.startswith(start)


NODE = {
    "type": "record",
    "name": "Node",
    "fields": [
        {"name": "field", "type": {"type": "enum", "name": "Field", "symbols": ["x", "y"]}},
        {"name": "operator", "type": "string"},
        {"name": "value", "type": "double"},
        {"name": "pass", "type": ["Node", "double"]},
        {"name": "fail", "type": ["Node", "double"]},
    ],
}
STUMP = {"field": "x", "operator": "<", "value": 1.5, "pass": {"double": 1.0}, "fail": {"double": -1.0}}
LINEAR = {
    "type": "record",
    "name": "Linear",
    "fields": [{"name": "coeff", "type": DOUBLES}, {"name": "const", "type": "double"}],
}
ADD = {
    "a.sum": {
        "a.map": [
            {"cell": "c"},
            {"params": [{"t": "Node"}], "ret": "double", "do": {"model.tree.simpleTree": ["input", "t"]}},
        ]
    }
}


@pytest.mark.parametrize(
    ("action", "kind", "value", "score"),
    [
        ({"model.tree.simpleTree": ["input", {"cell": "c"}]}, NODE, STUMP, 1.0),
        (
            {"model.tree.simpleTree": ["input", {"cell": "c", "path": [1]}]},
            {"type": "array", "items": NODE},
            [{**STUMP, "value": 0.0}, STUMP],
            1.0,
        ),
        (ADD, {"type": "array", "items": NODE}, [STUMP, {**STUMP, "pass": {"Node": STUMP}}], 2.0),
        (
            {"model.reg.linear": [{"type": DOUBLES, "new": ["input.x", "input.y"]}, {"cell": "c"}]},
            LINEAR,
            {"coeff": [2, -0.5], "const": 0.25},
            1.25,
        ),
        (
            {"cell": "c", "path": [["@"], ["m"], 1]},
            {"type": "map", "values": {"type": "map", "values": DOUBLES}},
            {"@": {"m": [1, 2]}},
            2.0,
        ),
    ],
    ids=["tree", "one of several trees", "sum of trees", "regression", "a key that would be a mark in JSON"],
)
def test_models_in_avro_files_are_specialised_like_embedded_ones(
    action: Any, kind: Any, value: Any, score: float
) -> None:
    cells = {"c": {"type": kind, "init": "c.avro", "source": "avro"}}
    given = document(action, {**POINT, "name": "Datum"}, "double", cells=cells)
    from_file = load(given, side_files={"c.avro": write_table(kind, value)})
    assert from_file.action({"x": 1.0, "y": 2.0}) == score
    if "@" not in value:
        embedded = load(
            document(action, {**POINT, "name": "Datum"}, "double", cells={"c": {"type": kind, "init": value}})
        )
        assert from_file.code == embedded.code


def test_a_table_is_kept_as_it_was_read_and_not_in_code() -> None:
    kind = {"type": "map", "values": DOUBLES}
    table = {f"t{i}": [i, 0.5] for i in range(1000)}
    cells = {"c": {"type": kind, "init": "c.avro", "source": "avro"}}
    engine = load(
        document({"cell": "c", "path": ["input", 0]}, "string", cells=cells),
        side_files={"c.avro": write_table(kind, table)},
    )
    assert engine.action("t7") == 7.0
    (kept,) = engine.image.constants.values()
    assert kept == table
    assert len(engine.code) < 1000


@pytest.mark.parametrize("codec", ["null", "deflate", "xz"])
def test_a_damaged_avro_file_is_never_a_crash(folder: Path, codec: str) -> None:
    file = folder / "c.avro"
    avro(file, TREE, {"cut": 1.5, "low": "a", "high": "b"}, codec=codec)
    content = file.read_bytes()
    path = written(folder, naming("c.avro", TREE, "avro"))
    block = len(content) - 40
    damaged = [content[:cut] for cut in range(0, block, 7)]
    damaged += [bytes([*content[:at], content[at] ^ 0xFF, *content[at + 1 :]]) for at in range(block, len(content))]
    for variant in damaged:
        file.write_bytes(variant)
        with suppress(PfaError):
            load(path)


def test_a_side_file_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "c.json").write_text("3")
    opened: list[str] = []
    original = Source.side_file

    def counting(self: Source, name: str, at: str) -> Any:
        opened.append(name)
        return original(self, name, at)

    monkeypatch.setattr(Source, "side_file", counting)
    both = document({"+": [{"cell": "c"}, {"cell": "c"}]}, "null", "int", cells=naming("c.json")["cells"])
    assert load(written(folder, both)).action(None) == 6
    assert opened == ["c.json"]


# ------------------------------------------------------------------------------------------- files given by name


def test_side_files_may_be_given_by_name() -> None:
    table = write_table(DOUBLES, [1, 2])
    cells = {
        "a": {"type": DOUBLES, "init": "data/a.avro", "source": "avro"},
        "j": {"type": "int", "init": "../j.json", "source": "json"},
    }
    both = document({"+": [{"a.sum": {"cell": "a"}}, {"cell": "j"}]}, "null", cells=cells)
    files = {"data/a.avro": table, "../j.json": b"\xef\xbb\xbf 4", "unused": b""}
    for source in (both, json.dumps(both)):
        assert load(source, side_files=files).action(None) == 7.0
    assert [engine.action(None) for engine in load_many(both, 2, side_files=files)] == [7.0, 7.0]
    assert problems(both, side_files=files) == []
    assert [str(problem) for problem in problems(both, side_files={"data/a.avro": table})] == [
        "expected the side file '../j.json' to be given; given are: 'data/a.avro' - at $.cells.j.init"
    ]


def test_given_files_stand_for_the_folder(folder: Path) -> None:
    (folder / "c.json").write_text("3")
    path = written(folder, naming("c.json"))
    assert load(path).action(None) == 3
    assert load(path, side_files={"c.json": b"4"}).action(None) == 4
    assert said(load, path, side_files={}) == (
        "PfaInitializationError",
        f"expected the side file 'c.json' to be given; given are: none - at {AT}",
    )


@pytest.mark.parametrize(
    ("file", "error", "text"),
    [
        ("3", "PfaInitializationError", "expected the side file 'c.json' as bytes, got string '3'"),
        (
            b"\xff",
            "PfaInitializationError",
            "cannot read 'c.json': 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
        ),
        (b"[", "PfaSyntaxError", "not JSON: Expecting value (line 1, column 2)"),
    ],
)
def test_given_files_that_cannot_be_read(file: Any, error: str, text: str) -> None:
    assert said(load, naming("c.json"), side_files={"c.json": file}) == (error, f"{text} - at {AT}")


def test_what_was_given_is_kept_as_it_was() -> None:
    files = {"c.avro": write_table(DOUBLES, [1, 2])}
    engine = load(naming("c.avro", DOUBLES, "avro"), side_files=files)
    files.clear()
    assert engine.cells() == {"c": [1.0, 2.0]}
    assert engine.snapshot()["cells"]["c"] == {"type": DOUBLES, "init": [1.0, 2.0], "source": "embedded"}
