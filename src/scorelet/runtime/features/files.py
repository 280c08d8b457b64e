"""`features.py:from_city` -> the function: the user's files, each loaded once, as a module of its own.

What a file imports from beside itself is found, for its folder joins `sys.path`: behind the standard library, so that
a user's `secrets.py` does not take the place of Python's, and before installed packages. Nothing is written: byte code
of a file that someone edits while a server watches it is never stale.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from scorelet.errors import ServiceError
from scorelet.runtime.features.signature import near


class UserFiles:
    """The Python files of one folder. Errors are ServiceError, with the line in the user's file."""

    def __init__(self, folder: str | Path = ".") -> None:
        self.folder = Path(folder).absolute()
        self._loaded: dict[Path, ModuleType] = {}

    def function(self, reference: str) -> Callable[..., Any]:
        file, _, name = reference.rpartition(":")
        if not file.endswith(".py") or not name.isidentifier():
            raise ServiceError([f"{reference!r}: expected a file and a function in it, such as features.py:from_city"])
        module = self._module(file)
        if name not in vars(module):
            functions = [known for known, value in vars(module).items() if callable(value)]
            raise ServiceError([f"{file} has no function {name!r}{near(name, functions)}"])
        found: Callable[..., Any] = vars(module)[name]
        return found

    def _module(self, file: str) -> ModuleType:
        path = self.folder / file
        if path not in self._loaded:
            self._loaded[path] = _loaded(path, file)
        return self._loaded[path]


def _loaded(path: Path, shown: str) -> ModuleType:
    code = _compiled(path, shown)
    module = ModuleType(f"scorelet_user_{abs(hash(path)):x}_{path.stem}")
    module.__file__ = str(path)
    _importable(str(path.parent))
    sys.modules[module.__name__] = module  # dataclasses and annotations look their module up
    try:
        exec(code, vars(module))
    except (Exception, SystemExit) as error:  # the gate: an import may raise whatever the user's code does
        del sys.modules[module.__name__]
        line = _line(error, str(path))
        raise ServiceError([f"{shown}, line {line}: {type(error).__name__}: {error}"]) from error
    return module


def _compiled(path: Path, shown: str) -> Any:
    try:
        return compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    except FileNotFoundError:
        raise ServiceError([f"{shown}: there is no such file in {path.parent}"]) from None
    except OSError as error:
        raise ServiceError([f"{shown} cannot be read: {error.strerror}"]) from None
    except SyntaxError as error:
        text = "" if not error.text else f"\n    {error.text.strip()}"
        raise ServiceError([f"{shown}, line {error.lineno}: {error.msg}{text}"]) from None
    except (ValueError, RecursionError, MemoryError) as error:  # a null byte; nested too deeply
        raise ServiceError([f"{shown} is no Python: {error}"]) from None


def _importable(folder: str) -> None:
    if folder in sys.path:
        return
    packages = ("site-packages", "dist-packages")
    place = next((i for i, path in enumerate(sys.path) if path.rstrip("/\\").endswith(packages)), len(sys.path))
    sys.path.insert(place, folder)


def _line(error: BaseException, path: str) -> int:
    """The last line of the user's file that the error came through."""
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
