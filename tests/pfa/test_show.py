from __future__ import annotations

import ast
from typing import Any

from scorelet.pfa import compile_image
from scorelet.pfa.show import code_of
from tests.pfa.documents import COUNT, COUNTER, COUNTS, DOUBLES, document


def shown(action: Any, *args: Any, **more: Any) -> list[str]:
    return code_of(compile_image(document(action, *args, **more))).splitlines()


def test_constants_and_what_names_stand_for_come_first() -> None:
    table = {"c": {"type": COUNTS, "init": {"a": 1}}}
    lines = shown(
        {"+": [{"cell": "c", "path": ["input"]}, {"a.head": {"type": {"type": "array", "items": "int"}, "new": [1]}}]},
        "string",
        "int",
        cells=table,
    )
    head = lines[: lines.index("")]
    assert "# c = {'a': 1}" in head
    assert "# a_head = <library function a.head>" in head
    assert "# translated = <scorelet.pfa.support.translated>" in head


def test_big_constants_are_not_spelled_out() -> None:
    table = {"c": {"type": DOUBLES, "init": list(range(5000))}}
    lines = shown({"cell": "c", "path": ["input"]}, "int", cells=table)
    assert "# c = <list of 5000>" in lines
    assert max(map(len, lines)) < 200


def test_what_is_left_is_python() -> None:
    lines = shown(COUNT, "null", "int", cells=COUNTER)
    body = "\n".join(lines[lines.index("") :])
    (make,) = ast.parse(body).body
    assert isinstance(make, ast.FunctionDef)
    names = [node.name for node in make.body if isinstance(node, ast.FunctionDef)]
    assert names == ["begin", "action", "end", "merge"]


def test_text_of_the_document_stays_text() -> None:
    evil = "'); __import__('os').system('true') #"
    lines = shown([{"let": {"__class__": [evil]}}, "__class__"], "null", "string", name=evil)
    (make,) = ast.parse("\n".join(lines[lines.index("") :])).body
    calls = {ast.unparse(node.func) for node in ast.walk(make) if isinstance(node, ast.Call)}
    assert calls <= {"decode_input", "translated"}
