"""Files, functions and places that a service names."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelet.service.checks import BAD, Reading
from scorelet.service.files import existing_file, function_in_file, is_s3

LONG = "n" * 300


def looked_up(value: object, folder: Path) -> tuple[object, list[str]]:
    reading = Reading(str(folder))
    kept = function_in_file(value, ("features",), reading)
    return kept, [message for _, message in reading.problems]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "features.py").write_text(
        "import os\nfrom a import b as c\nraise SystemExit('this is never run')\nif os:\n    def from_city(): ...\n"
    )
    (tmp_path / "star.py").write_text("from a import *\n")
    (tmp_path / "broken.py").write_text("x = 1\ndef f(:\n")
    (tmp_path / "zero.py").write_bytes(b"\0")
    (tmp_path / "folder.py").mkdir()
    return tmp_path


@pytest.mark.parametrize("text", ["features.py:from_city", "features.py:c", "star.py:anything"])
def test_functions_that_are_there(text: str, folder: Path) -> None:
    assert looked_up(text, folder) == (f"{folder}/{text}", [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("features.py:from_citty", "features.py has no function 'from_citty'; did you mean 'from_city'?"),
        ("features.py:nothing_like_it", "features.py has no function 'nothing_like_it'"),
        ("feature.py:f", "there is no file \"feature.py\" in {folder}; did you mean 'features.py'?"),
        ("sub/x.py:f", 'there is no file "sub/x.py" in {folder}/sub, nor that folder'),
        ("folder.py:f", '"folder.py" is no file'),
        ("star.py/x.py:f", 'there is no file "star.py/x.py" in {folder}/star.py, nor that folder'),
        (f"{LONG}.py:f", f'there is no file "{LONG[:60]}..." in {{folder}}'),
        (f"{LONG}/x.py:f", f'"{LONG[:60]}..." cannot be looked for in {{folder}}/{LONG}: File name too long'),
        ("broken.py:f", "broken.py, line 2: this is no Python: invalid syntax"),
        ("features.py", 'expected a function in a file, such as "features.py:from_city", got "features.py"'),
        ("a\0.py:f", 'expected a function in a file, such as "features.py:from_city", got "a\\u0000.py:f"'),
    ],
)
def test_functions_that_are_not(text: str, message: str, folder: Path) -> None:
    assert looked_up(text, folder) == (BAD, [message.format(folder=folder)])


def test_a_file_of_zeros_is_no_python(folder: Path) -> None:
    kept, (message,) = looked_up("zero.py:f", folder)
    assert kept is BAD
    assert message.startswith("zero.py")


def test_a_near_file_is_one_of_the_same_kind(tmp_path: Path) -> None:
    (tmp_path / "rain.toml").touch()
    reading = Reading(str(tmp_path))
    assert existing_file(".scorelet")("rain.scorelet", ("file",), reading) is BAD
    assert reading.problems == [(("file",), f'there is no file "rain.scorelet" in {tmp_path}')]


def test_a_file_is_absolute(tmp_path: Path) -> None:
    (tmp_path / "a.html").touch()
    for said in ("a.html", f"{tmp_path}/a.html", "./a.html"):
        assert existing_file()(said, ("x",), Reading(str(tmp_path))) == f"{tmp_path}/a.html"


@pytest.mark.parametrize("text", ["s3://bucket", "s3://bucket/", "s3://bucket/a/b", "s3://bucket/a/"])
def test_places_in_s3(text: str) -> None:
    assert is_s3(text)


@pytest.mark.parametrize(
    "text", ["", "bucket", "s3://", "s3:///a", "s3://b//a", "s3://b/../a", "s3://-b", "S3://b", "s3:/b"]
)
def test_no_places_in_s3(text: str) -> None:
    assert not is_s3(text)
