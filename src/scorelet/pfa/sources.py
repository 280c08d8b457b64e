"""Documents and their side files become parsed JSON.

The only part of `scorelet.pfa` that opens files, and only those next to the document: a document from a
stranger must not read others. Or no file at all: a packed model gives its side files as bytes, by name.
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from scorelet.errors import PfaInitializationError, PfaSyntaxError
from scorelet.pfa.schemas import describe, short
from scorelet.pfa.types import Type

BIG = 1_000_000
"""So many characters or bytes are much."""
_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")


Home = Path | Mapping[str, bytes]
"""Where the side files of a document are: its folder, or the files themselves by name."""


class Source:
    """A parsed document, where its side files are (None: it may have none), and its text if it had one."""

    __slots__ = ("home", "json", "side_files", "text")

    def __init__(self, json: Any, home: Home | None = None, text: str | None = None) -> None:
        self.json = json
        self.home = home
        self.text = text
        self.side_files: list[str] = []
        """The names of the side files read so far."""

    def side_file(self, name: str, at: str) -> Any:
        """The parsed content of the JSON file that `init` names."""
        content = self._read(name, at)
        try:
            text = str(content, "utf-8-sig")
        except UnicodeDecodeError as error:
            raise PfaInitializationError(f"cannot read {self._shown(name)}: {_reason(error)}", at) from None
        return parse(text, at)

    def table(self, name: str, wanted: Type, at: str) -> Any:
        """The value in the Avro file that `init` names, canonical for the type `wanted`."""
        from scorelet.pfa.avro_container import read_datum

        content = self._read(name, at)
        with unhurried(len(content)):
            return read_datum(content, wanted, self._shown(name), at)

    def content(self, name: str, at: str = "$") -> bytes:
        """The bytes of a side file."""
        if not isinstance(self.home, Mapping):
            return self.path_of(name, at).read_bytes()
        if name not in self.home:
            given = ", ".join(map(short, sorted(self.home)[:8])) or "none"
            raise PfaInitializationError(f"expected the side file {short(name)} to be given; given are: {given}", at)
        content = self.home[name]
        if not isinstance(content, bytes):
            raise PfaInitializationError(f"expected the side file {short(name)} as bytes, got {describe(content)}", at)
        return content

    def _read(self, name: str, at: str) -> bytes:
        try:
            content = self.content(name, at)
        except OSError as error:
            raise PfaInitializationError(f"cannot read {self._shown(name)}: {_reason(error)}", at) from None
        self.side_files.append(name)
        return content

    def _shown(self, name: str) -> str:
        return short(name) if isinstance(self.home, Mapping) else repr(str(self.path_of(name)))

    def path_of(self, name: str, at: str = "$") -> Path:
        """Where a side file is: next to the document, and nowhere else."""
        if _URL.match(name):
            raise PfaInitializationError(
                f"expected a file next to the document, got the URL {name!r}; download it first", at
            )
        if not isinstance(self.home, Path):
            raise PfaInitializationError(
                f"the document names the side file {name!r}; load it from its own file, or give its side files", at
            )
        folder = self.home.resolve()
        try:
            path = (folder / name).resolve()
        except (ValueError, OSError) as error:
            raise PfaInitializationError(f"{name[:60]!r} is no file name: {error}", at) from None
        if not path.is_relative_to(folder):
            raise PfaInitializationError(f"expected a file in the document's folder, got {name!r} outside of it", at)
        return path


def read_source(source: Any, side_files: Mapping[str, bytes] | None = None) -> Source:
    """The document that `source` is: a path, JSON text, or parsed JSON. Raises PfaSyntaxError.

    `side_files` stand for the files in its folder, which is then not looked at.
    """
    found = _read_source(source)
    if side_files is not None:
        found.home = dict(side_files)
    return found


def _read_source(source: Any) -> Source:
    if isinstance(source, Path):
        return _read_file(source)
    if isinstance(source, bytes):
        try:
            text = source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise PfaSyntaxError(f"expected JSON in UTF-8: {error}", "$") from None
        return Source(parse(text, "$"), text=text)
    if not isinstance(source, str):
        return Source(source)
    if source.lstrip()[:1] in ("{", "["):
        return Source(parse(source, "$"), text=source)
    return _read_file(Path(source))


def _read_file(path: Path) -> Source:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PfaSyntaxError(f"expected JSON in UTF-8 in {str(path)!r}: {error}", "$") from None
    except (OSError, ValueError) as error:
        raise PfaInitializationError(f"cannot read the document {str(path)[:200]!r}: {_reason(error)}") from None
    return Source(parse(text, "$"), path.parent, text)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def parse(text: str, at: str) -> Any:
    """Strict JSON: no NaN, no numbers or nesting that Python refuses to read. Raises PfaSyntaxError."""
    try:
        with unhurried(len(text)):
            return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise PfaSyntaxError(f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})", at) from None
    except RecursionError:
        raise PfaSyntaxError("the JSON nests too deeply", at) from None
    except ValueError as error:
        raise PfaSyntaxError(f"not JSON that can be read: {error}", at) from None


@contextmanager
def unhurried(size: int) -> Iterator[None]:
    """Garbage collection waits while much text or data is read: it would walk millions of new objects for nothing."""
    big = size > BIG and gc.isenabled()
    if big:
        gc.disable()
    try:
        yield
    finally:
        if big:
            gc.enable()


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
