"""What the owner's functions import: files beside them ship, what nobody has there is refused.

A file of feature functions may import modules and packages that lie beside it (see `runtime/features/files.py`). They
are found by reading, transitively, and nothing is run. What is neither beside it nor in the standard library nor ours
would fail in the function: where the file's own import would, it is refused here; where it may never be reached, it is
said.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from scorelet.aws.imports import Import, imports_of
from scorelet.errors import ServiceError
from scorelet.service.values import Service

FOLDER = "features"
BROUGHT = frozenset({"awslambdaric", "boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six",
                     "snapshot_restore_py", "urllib3"})  # fmt: skip
"""What AWS puts beside the standard library, in versions of its own choice."""


class Siblings(NamedTuple):
    """files: by their paths in the package; scorelet: our own modules that are imported; said: what may go wrong."""

    files: Mapping[str, bytes]
    scorelet: frozenset[str] = frozenset()
    said: tuple[str, ...] = ()


def siblings_of(service: Service, there: Mapping[str, bytes]) -> Siblings:
    """What ships beside the owner's functions. `there`: what the package has already. Raises ServiceError."""
    found = _Found(there)
    for path in _files(service):
        found.follow(path)
    if found.problems:
        raise ServiceError(found.problems)
    return Siblings(found.files, frozenset(found.scorelet), tuple(dict.fromkeys(found.said)))


def _files(service: Service) -> list[Path]:
    """The files that the service names, each once, in its order."""
    named = (reference for model in service.models for reference in (model.features, model.respond) if reference)
    return list(dict.fromkeys(Path(reference.rpartition(":")[0]) for reference in named))


class _Found:
    """What was found up to now."""

    def __init__(self, there: Mapping[str, bytes]) -> None:
        self.files: dict[str, bytes] = {}
        self.scorelet: set[str] = set()
        self.said: list[str] = []
        self.problems: list[str] = []
        self._there = there
        self._from: dict[str, Path] = {}
        self._folder = Path()
        self._read: set[Path] = set()

    def follow(self, file: Path) -> None:
        """A file that the service names, and what it leads to beside it."""
        self._folder = file.parent
        ahead = [file]
        while ahead:
            path = ahead.pop()
            if path not in self._read:
                self._read.add(path)
                ahead += self._beside(path)

    def _beside(self, path: Path) -> Iterator[Path]:
        tree = _tree(path)
        if any(isinstance(node, ast.Name) and node.id == "__file__" for node in ast.walk(tree)):
            self.said.append(f"{path.name} asks for __file__: files that it reads from beside itself do not ship")
        parent = path.parent.relative_to(self._folder)
        for each in imports_of(tree, ".".join(parent.parts)):
            first = each.name.partition(".")[0]
            if first in sys.stdlib_module_names or first == "__future__":
                continue
            if first == "scorelet":
                self.scorelet.add(each.name)
            elif files := _modules(self._folder, each.name):
                yield from filter(self._take, files)
            elif not each.within:
                self._absent(path, each, first)

    def _take(self, path: Path) -> bool:
        """Add a file; False where another has its name."""
        name = f"{FOLDER}/{path.relative_to(self._folder).as_posix()}"
        content = _content(path)
        known = self.files.get(name, self._there.get(name, content))
        if known != content:
            other = self._from.get(name)
            who = str(other) if other else f"another that the service names as {path.name}"
            self.problems.append(f"{path} cannot ship as {name}, for {who} does; give one of them another name")
            return False
        if name not in self._there:
            self.files[name] = content
            self._from[name] = path
        return True

    def _absent(self, path: Path, each: Import, first: str) -> None:
        where = f"{path.name}, line {each.line}: {first!r}"
        if first in BROUGHT:
            self.said.append(f"{where} does not ship: AWS brings one of its own choice, and nothing else does")
        elif each.late:
            self.said.append(f"{where} does not ship, for it is not beside {path.name}: importing it will fail")
        else:
            self.problems.append(
                f"{where} cannot be imported in a function, which has the standard library, and files beside "
                f"{path.name} in {path.parent}"
            )


def _modules(folder: Path, name: str) -> list[Path]:
    """The files that importing a dotted name runs; none where it is not in `folder`."""
    files, place = [], folder
    for step in name.split("."):
        package, module = place / step / "__init__.py", place / f"{step}.py"
        if package.is_file():
            files.append(package)
        elif module.is_file():
            return [*files, module]
        elif not (place / step).is_dir():
            return files  # what a package has, or a module that is not there
        place = place / step
    return files


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ServiceError([f"{path} cannot be read: {error.strerror}"]) from None


def _tree(path: Path) -> ast.Module:
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of another's code
            return ast.parse(_content(path), str(path))
    except SyntaxError as error:
        raise ServiceError([f"{path}, line {error.lineno}: this is no Python: {error.msg}"]) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise ServiceError([f"{path} is no Python: {error}"]) from None
