"""Files, folders and S3 places that a service names: checked where they can be, absolute where they are files.

What is relative is relative to the folder of the service's file, so that it does not matter where a command is run.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from scorelet.service.checks import Check, Reading, did_you_mean, shown
from scorelet.service.places import Path as KeyPath

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")  # one letter would be a drive of Windows
_BUCKET = re.compile(r"s3://[A-Za-z0-9][A-Za-z0-9._-]*")
_FUNCTION = re.compile(r"(.+\.py):([^\W\d]\w*)")


def is_s3(text: str) -> bool:
    """`s3://bucket` or `s3://bucket/prefix`, whose prefix has no empty part and no `.` or `..`."""
    bucket = _BUCKET.match(text)
    rest = text[bucket.end() :].rstrip("/") if bucket else "?"
    return not rest or (rest[0] == "/" and {"", ".", ".."}.isdisjoint(rest[1:].split("/")))


def folder_or_s3(also: Collection[str] = ()) -> Check:
    """A folder, which need not be there yet, a place in S3, or one of the words `also`."""
    others = "".join(f", {shown(word)}" for word in also)

    def check(value: Any, at: KeyPath, reading: Reading) -> Any:
        if value in also and isinstance(value, str):
            return value
        known = isinstance(value, str) and value and "\0" not in value
        if known and is_s3(value):
            return value.rstrip("/")
        if not known or _SCHEME.match(value):
            return reading.expected(f'a folder{others} or "s3://bucket/prefix"', value, at)
        return str(absolute(value, reading.folder))

    return check


def existing_file(suffix: str = "") -> Check:
    """A file that is there, as an absolute path."""
    what = f"the path of a {suffix} file" if suffix else "the path of a file"

    def check(value: Any, at: KeyPath, reading: Reading) -> Any:
        if not isinstance(value, str) or not value.endswith(suffix) or not value or "\0" in value:
            return reading.expected(what, value, at)
        path = absolute(value, reading.folder)
        return str(path) if is_file(path) else reading.problem(at, _absent(value, path))

    return check


def function_in_file(value: Any, at: KeyPath, reading: Reading) -> Any:
    """`features.py:from_city`, the file with an absolute path. Nothing of the file is run."""
    found = _FUNCTION.fullmatch(value) if isinstance(value, str) and "\0" not in value else None
    if found is None:
        return reading.expected('a function in a file, such as "features.py:from_city"', value, at)
    path = absolute(found[1], reading.folder)
    if not is_file(path):
        return reading.problem(at, _absent(found[1], path))
    wrong = _missing_function(path, found[1], found[2])
    return reading.problem(at, wrong) if wrong else f"{path}:{found[2]}"


def absolute(text: str, folder: str) -> Path:
    if text == "~" or text.startswith("~/"):
        return Path.home() / text[2:]
    return Path(folder).absolute() / text


def is_file(path: Path) -> bool:
    """Whether there is such a file, as far as anybody can tell: names may be too long, and folders closed."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _absent(said: str, path: Path) -> str:
    folder = path.parent
    try:
        names = [each.name for each in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return f"there is no file {shown(said)} in {folder}, nor that folder"
    except OSError as error:
        return f"{shown(said)} cannot be looked for in {folder}: {error.strerror}"
    if path.name in names:
        return f"{shown(said)} is no file"
    alike = [name for name in names if name.endswith(path.suffix)]
    return f"there is no file {shown(said)} in {folder}{did_you_mean(path.name, alike)}"


def _missing_function(path: Path, said: str, name: str) -> str:
    """What is wrong with a file that should define `name`; "" where nothing is."""
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of another's code
            tree = ast.parse(path.read_bytes())
    except SyntaxError as error:
        return f"{said}, line {error.lineno}: this is no Python: {error.msg}"
    except (OSError, ValueError, RecursionError) as error:
        return f"{said} cannot be read as Python: {error}"
    names = _names(tree)
    if name in names or "*" in names:
        return ""
    return f"{said} has no function {name!r}{did_you_mean(name, names)}"


def _names(tree: Any) -> set[str]:
    """All that a file binds anywhere: enough to find a slip of the pen, and it never refuses what would work."""
    import ast

    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name)
    return names
