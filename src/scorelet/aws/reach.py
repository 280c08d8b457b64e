"""Which modules of Scorelet a function needs: those that can be reached from its handler.

Reached is what a module imports, and what it names in a text: the tables of routes and event sources name functions as
"module:function", below `scorelet.runtime` or in full. Which functions of PFA's library the models call is known of
their compiled images.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import scorelet
from scorelet.aws.imports import Import, imports_of
from scorelet.aws.needs import Facts, is_needed
from scorelet.errors import UsageError
from scorelet.pfa.image import Image
from scorelet.pfa.library.registry import FAMILIES, family_of

HANDLER = "scorelet.runtime.lambda_handler"
RELATIVE = "scorelet.runtime."
"""Where texts that name functions start, unless they name them in full."""
_FUNCTION = re.compile(r"([a-z_][a-z0-9_.]*):[a-z_][a-z0-9_]*")
_LIBRARY = "scorelet.pfa.library."


class Module(NamedTuple):
    """One module of Scorelet. path: inside of a package, such as "scorelet/errors.py"."""

    name: str
    path: str
    source: bytes

    @property
    def is_package(self) -> bool:
        return self.path.endswith("/__init__.py")


class Source:
    """Scorelet's own sources, as they are installed here. Which there are is asked once, and not of the disk by name:
    some disks do not tell `Store` from `store`."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(scorelet.__file__).parent
        self._paths = dict(map(self._named, self._folder.rglob("*.py")))
        self._read: dict[str, Module] = {}

    def _named(self, path: Path) -> tuple[str, str]:
        inside = path.relative_to(self._folder.parent)
        steps = inside.with_suffix("").parts
        return ".".join(steps[:-1] if steps[-1] == "__init__" else steps), inside.as_posix()

    def has(self, name: str) -> bool:
        return name in self._paths

    def module(self, name: str) -> Module:
        """Raises UsageError."""
        if name not in self._paths:
            raise UsageError(
                f"the source of {name} is not in {self._folder}\ninstall Scorelet as files, not as an archive"
            )
        if name not in self._read:
            inside = self._paths[name]
            self._read[name] = Module(name, inside, (self._folder.parent / inside).read_bytes())
        return self._read[name]


def reached(roots: Iterable[str], facts: Facts, source: Source) -> list[Module]:
    """The modules that can be reached from the handler and from `roots`, by name. Raises UsageError."""
    source.module(HANDLER)
    found: dict[str, Module] = {}
    ahead = [HANDLER, *roots]
    while ahead:
        name = ahead.pop()
        if name in found or not source.has(name):
            continue
        found[name] = source.module(name)
        for each in edges(found[name].source):
            if not each.late or is_needed(each.name, facts):
                ahead.append(each.name)
        if "." in name:
            ahead.append(name.rpartition(".")[0])
    return [found[name] for name in sorted(found)]


@cache
def edges(source: bytes) -> tuple[Import, ...]:
    """What a module imports, and what its texts name."""
    tree = ast.parse(source)
    named = (_FUNCTION.fullmatch(text) for text in _texts(tree))
    modules = [found[1] for found in named if found is not None]
    places = (place for module in modules for place in (module, f"{RELATIVE}{module}"))
    return (*imports_of(tree), *(Import(place, 0, late=True) for place in places))


def _texts(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def library_of(image: Image) -> set[str]:
    """The modules of PFA's library that an image's names stand for."""
    return {_HOMES[kind](name) for kind, name, *_ in image.bindings.values() if kind in _HOMES}


def whole_library() -> set[str]:
    """All families, for documents that are not known yet."""
    return {f"{_LIBRARY}{family}" for family in FAMILIES.values()}


def _home(function: str) -> str:
    return f"{_LIBRARY}{family_of(function)}"


_HOMES: Mapping[str, Callable[[str], str]] = {
    "module": str, "run": _home, "typed": _home, "engine": _home, "made": _home,
}  # fmt: skip
"""Of which module a binding is made, by its kind (see `pfa.image`); the others are made of types alone."""
