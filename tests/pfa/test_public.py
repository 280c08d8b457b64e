"""What the outside may use of `scorelet.pfa`, and what using it costs."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import scorelet.pfa
from scorelet.errors import PfaSemanticError, PfaSyntaxError
from scorelet.pfa import Engine, compile_image, functions, load, load_image, load_many, problems, save_image
from tests.pfa.documents import document

SOURCE = Path(scorelet.pfa.__file__).parents[2]
OPTIONS = "*, options: Mapping[str, Any] | None = None, version: int | None = None"
FILES = "side_files: Files | None = None"
SIGNATURES = {
    "load": f"(source: Source, {OPTIONS}, {FILES}) -> Engine",
    "load_many": f"(source: Source, n: int, {OPTIONS}, {FILES}) -> list[Engine]",
    "compile_image": f"(source: Source, {OPTIONS}, {FILES}) -> Image",
    "save_image": "(image: Image) -> bytes",
    "load_image": (
        f"(data: bytes, document: str, {OPTIONS}, folder: str | PathLike[str] | None = None, {FILES}) -> Engine | None"
    ),
    "write_table": "(schema: Any, value: Any, *, codec: str = 'null') -> bytes",
    "problems": f"(source: Source, *, {FILES}) -> list[PfaError]",
    "extensions": "(source: Source) -> tuple[str, ...]",
    "functions": "(prefix: str = '') -> Iterator[LibraryFunction]",
}
HEAVY = (
    "ast",
    "dataclasses",
    "inspect",
    "random",
    "typing_extensions",
    "tokenize",
    "pathlib",
    "logging",
    "fastavro",
    "numpy",
)


def test_the_public_names() -> None:
    assert sorted(scorelet.pfa.__all__) == sorted(["Engine", *SIGNATURES])
    assert all(getattr(scorelet.pfa, name) for name in scorelet.pfa.__all__)
    unknown = "nothing"
    with pytest.raises(AttributeError, match=r"module 'scorelet.pfa' has no attribute 'nothing'"):
        getattr(scorelet.pfa, unknown)


@pytest.mark.parametrize("name", SIGNATURES)
def test_the_public_signatures(name: str) -> None:
    function = getattr(scorelet.pfa, name)
    assert str(inspect.signature(function)).replace("'", "") == SIGNATURES[name].replace("'", "")
    assert function.__doc__


def test_what_an_engine_offers() -> None:
    public = {name for name in dir(load(document("input"))) if not name.startswith("_")}
    promised = {
        "begin", "action", "end", "merge", "emit", "log", "snapshot", "cells", "pools", "tally",
        "input_type", "output_type", "document", "code", "instance",
    }  # fmt: skip
    for_generated_code = {
        "image", "state", "actions_started", "actions_finished", "tally_value", "deadline", "timeout",
        "finished", "start_clock", "time_is_over", "random",
    }  # fmt: skip
    assert public == promised | for_generated_code


def test_the_shape_of_calls() -> None:
    engine = load(json.dumps(document({"+": ["input", 1]})), options={"timeout": 1000}, version=3)
    assert isinstance(engine, Engine)
    assert engine.action(1) == 2.0
    assert [found.instance for found in load_many(document("input"), 3)] == [0, 1, 2]
    assert load_many(document("input"), 0) == []
    image = compile_image(document("input"))
    again = load_image(save_image(image), image.document)
    assert isinstance(again, Engine)


def test_the_version_of_the_host_counts_where_there_is_none() -> None:
    reading = document("version", "null", "int")
    assert load(reading, version=3).action(None) == 3
    assert load({**reading, "version": 4}, version=3).action(None) == 4
    with pytest.raises(PfaSemanticError, match="unknown symbol 'version'"):
        load(reading)


def test_problems_are_collected_not_raised() -> None:
    assert problems(document("input")) == []
    (error,) = problems(document("x"))
    assert (type(error), str(error)) == (PfaSemanticError, "unknown symbol 'x' - at $.action")
    (error,) = problems("{")
    assert isinstance(error, PfaSyntaxError)


def test_the_functions_there_are() -> None:
    names = [function.name for function in functions()]
    assert names == sorted(set(names))
    assert {"+", "a.map", "m.exp", "s.concat", "cast.int", "model.tree.simpleTree"} <= set(names)
    assert [function.name for function in functions("m.link.")] == [
        name for name in names if name.startswith("m.link.")
    ]
    assert list(functions("nothing.")) == []


# ------------------------------------------------------------------------------------------ imports


def imported(code: str) -> set[str]:
    """The modules that a bare interpreter holds after `code`."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(SOURCE)},
    )
    return set(done.stdout.split())


def test_importing_brings_nothing_heavy_and_nothing_of_the_engine() -> None:
    found = imported("import scorelet.pfa") - imported("pass")
    assert {name.partition(".")[0] for name in found} <= {"scorelet", *sys.stdlib_module_names}
    assert found.isdisjoint(HEAVY)
    assert {name for name in found if name.startswith("scorelet")} == {"scorelet", "scorelet.pfa"}


def test_what_an_engine_from_an_image_needs() -> None:
    image = compile_image(document({"a.sum": [{"type": {"type": "array", "items": "double"}, "new": ["input", 1]}]}))
    code = (
        "from scorelet.pfa import load_image\n"
        f"engine = load_image({save_image(image)!r}, {image.document!r})\n"
        "assert engine.action(2) == 3.0"
    )
    found = imported(code)
    assert {name.partition(".")[0] for name in found - imported("pass")} <= {"scorelet", *sys.stdlib_module_names}
    assert found.isdisjoint(HEAVY)
    compiling = (
        "compiler",
        "check",
        "lower",
        "document",
        "expressions",
        "nodes",
        "typed",
        "sources",
        "signatures",
        "show",
    )
    assert found.isdisjoint(f"scorelet.pfa.{name}" for name in compiling)
    families = {name for name in found if name.startswith("scorelet.pfa.library.")}
    assert all(
        name.removeprefix("scorelet.pfa.library.").startswith(("registry", "array")) or "fail" in name
        for name in families
    )


def test_the_whole_compiler_needs_the_standard_library_only() -> None:
    given: dict[str, Any] = document({"m.exp": "input"})
    found = imported(f"from scorelet.pfa import load\nassert load({given!r}).action(0) == 1.0") - imported("pass")
    assert {name.partition(".")[0] for name in found} <= {"scorelet", *sys.stdlib_module_names}
    assert found.isdisjoint({"fastavro", "typing_extensions", "numpy"})
