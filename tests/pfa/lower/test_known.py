"""What is known of constants: which expression stands for which embedded JSON."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.pfa.check import check
from scorelet.pfa.data import Data
from scorelet.pfa.document import read
from scorelet.pfa.lower import FORMS, STATEMENTS, VECTORS
from scorelet.pfa.lower.emitter import Context, Emitter
from scorelet.pfa.lower.known import Known, known
from scorelet.pfa.lower.program import Program
from scorelet.pfa.sources import Source
from tests.pfa.documents import DOUBLES, POINT, document

MAP = {"type": "map", "values": DOUBLES}
ROW = {"type": "record", "name": "Row", "fields": [{"name": "p", "type": POINT}, {"name": "m", "type": MAP}]}
INIT = {"p": {"x": 1, "y": 2}, "m": {"a": [3, 4], "@": "note"}}
CELLS = {
    "c": {"type": {"type": "array", "items": ROW}, "init": [INIT]},
    "changes": {"type": DOUBLES, "init": [1]},
}
POOLS = {"p": {"type": DOUBLES, "init": {"a": [1, 2]}}, "changes": {"type": "double", "init": {"a": 1}}}
WRITING = [{"cell": "changes", "to": {"cell": "changes"}}, {"pool": "changes", "del": ["a"]}]


def found(action: Any, output: Any, input: Any = "string") -> Known | None:
    given = document(action, input, output, cells=CELLS, pools=POOLS, begin=WRITING)
    typed = check(read(given))
    context = Context(typed, Program(), Data(typed, Source(given)), FORMS, STATEMENTS, VECTORS, timed=False)
    return known(Emitter(context, {}, "action"), typed.action)


@pytest.mark.parametrize(
    ("action", "output", "path", "json", "place"),
    [
        ({"cell": "c"}, {"type": "array", "items": "Row"}, (), [INIT], "$.cells.c.init"),
        ({"cell": "c", "path": [0]}, "Row", (0,), INIT, "$.cells.c.init[0]"),
        ({"cell": "c", "path": [0, ["p"]]}, "Point", (0, "p"), {"x": 1, "y": 2}, "$.cells.c.init[0].p"),
        ({"cell": "c", "path": [0, ["p"], ["y"]]}, "double", (0, "p", "y"), 2, "$.cells.c.init[0].p.y"),
        ({"cell": "c", "path": [0, ["m"], ["a"]]}, DOUBLES, (0, "m", "a"), [3, 4], "$.cells.c.init[0].m.a"),
        ({"pool": "p", "path": [["a"]]}, DOUBLES, ("a",), [1, 2], "$.pools.p.init.a"),
        ({"pool": "p", "path": [["a"], 1]}, "double", ("a", 1), 2, "$.pools.p.init.a[1]"),
    ],
)
def test_constants_and_their_parts(action: Any, output: Any, path: tuple[Any, ...], json: Any, place: str) -> None:
    constant = found(action, output)
    assert constant is not None
    assert constant.key == ("cell" if "cell" in action else "pool", action.get("cell", action.get("pool")))
    assert (constant.path, constant.json, constant.place) == (path, json, place)
    assert constant.type.tag == (output if isinstance(output, str) else output["type"])


@pytest.mark.parametrize(
    ("action", "output"),
    [
        ({"cell": "changes"}, DOUBLES),
        ({"cell": "changes", "path": [0]}, "double"),
        ({"pool": "changes", "path": [["a"]]}, "double"),
        # Which part it is shows later, or there is no such part.
        ({"cell": "c", "path": [{"s.len": "input"}]}, "Row"),
        ({"pool": "p", "path": ["input"]}, DOUBLES),
        ({"cell": "c", "path": [1]}, "Row"),
        ({"cell": "c", "path": [-1]}, "Row"),
        ({"cell": "c", "path": [0, ["m"], ["@"]]}, DOUBLES),
        ({"cell": "c", "path": [0, ["m"], ["b"]]}, DOUBLES),
        ({"pool": "p", "path": [["b"]]}, DOUBLES),
        ("input", "string"),
        ({"string": "a"}, "string"),
    ],
)
def test_what_is_not_known(action: Any, output: Any) -> None:
    assert found(action, output) is None
