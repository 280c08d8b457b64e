"""User's files: each loaded once, and errors with their line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scorelet.errors import ServiceError
from scorelet.runtime.features.files import UserFiles
from tests.runtime.features.conftest import Write


@pytest.fixture(autouse=True)
def path() -> Iterator[None]:
    before, modules = sys.path.copy(), set(sys.modules)
    yield
    sys.path[:] = before
    for name in set(sys.modules) - modules:
        del sys.modules[name]


def refusal(files: UserFiles, reference: str = "features.py:f") -> str:
    with pytest.raises(ServiceError) as caught:
        files.function(reference)
    return str(caught.value)


def test_a_file_is_loaded_once(write: Write) -> None:
    files = write("calls = []\ndef f(): calls.append(1); return len(calls)\ndef g(): return len(calls)")
    assert files.function("features.py:f")() == 1
    assert files.function("features.py:g")() == 1


def test_a_file_imports_from_beside_itself(write: Write) -> None:
    write("def one(): return 1", "beside_it.py")
    write("def choice(): return 'not Python own'", "secrets.py")
    files = write("""
        import dataclasses
        from secrets import choice
        import beside_it
        @dataclasses.dataclass
        class Place:
            name: "str"
        def f():
            return beside_it.one(), choice([1])
    """)
    assert files.function("features.py:f")() == (1, 1)


def test_a_file_in_a_folder_below(write: Write, tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    write("def one(): return 1", "below/neighbour_of_it.py")
    files = write("from neighbour_of_it import one as f", "below/features.py")
    assert files.function("below/features.py:f")() == 1


def test_nothing_is_written(write: Write, tmp_path: Path) -> None:
    write("def f(): ...").function("features.py:f")
    assert [each.name for each in tmp_path.iterdir()] == ["features.py"]


BAD: dict[str, tuple[str, str]] = {
    "no function": ("def from_city(): ...", "features.py has no function 'f'"),
    "near": ("def g(): ...\ndef ff(): ...", "features.py has no function 'f'; did you mean 'ff'?"),
    "syntax": ("x = 1\ndef f(:\n  pass", "features.py, line 2: invalid syntax\n    def f(:"),
    "indent": (
        "if x:\npass",
        "features.py, line 2: expected an indented block after 'if' statement on line 1\n    pass",
    ),
    "import": ("\nimport nothing_there", "features.py, line 2: ModuleNotFoundError: No module named 'nothing_there'"),
    "deep": ("def g():\n  return {}['key']\n\ng()", "features.py, line 2: KeyError: 'key'"),
    "exit": ("import sys\nsys.exit(3)", "features.py, line 2: SystemExit: 3"),
}


@pytest.mark.parametrize("name", BAD)
def test_files_that_are_refused(name: str, write: Write) -> None:
    text, message = BAD[name]
    assert refusal(write(text)) == message


def test_a_file_that_failed_leaves_no_module(write: Write) -> None:
    before = set(sys.modules)
    refusal(write("import this_is_missing"))
    assert set(sys.modules) == before


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    files = UserFiles(tmp_path)
    assert refusal(files) == f"features.py: there is no such file in {tmp_path}"
    (tmp_path / "features.py").mkdir()
    assert refusal(files) == "features.py cannot be read: Is a directory"


@pytest.mark.parametrize("content", [b"\x00", b"\xff\xfe", b"# coding: nonsense\n"])
def test_files_that_are_no_text(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "features.py").write_bytes(content)
    assert refusal(UserFiles(tmp_path)).startswith("features.py")


@pytest.mark.parametrize("reference", ["", "features.py", "features:f", "features.py:", "features.py:a.b", ":f"])
def test_references(reference: str, tmp_path: Path) -> None:
    wanted = "expected a file and a function in it, such as features.py:from_city"
    assert refusal(UserFiles(tmp_path), reference) == f"{reference!r}: {wanted}"
