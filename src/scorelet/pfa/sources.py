"""Documents and their side files become parsed JSON.

The only part of `scorelet.pfa` that opens files, and only those next to the document: a document from a
stranger must not read others. Avro files need fastavro, on the packing side; it is imported when one is met.
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

BIG = 1_000_000
"""So many characters are a big text."""
_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")


class Source:
    """A parsed document, the folder its side files are in (None: it may have none), and its text if it had one."""

    __slots__ = ("folder", "json", "side_files", "text")

    def __init__(self, json: Any, folder: Path | None = None, text: str | None = None) -> None:
        self.json = json
        self.folder = folder
        self.text = text
        self.side_files: list[str] = []
        """The names of the side files read so far."""

    def side_file(self, name: str, kind: str, at: str) -> Any:
        """The parsed content of the side file that `init` names, with `source` json or avro."""
        path = self.path_of(name, at)
        self.side_files.append(name)
        try:
            return _read_avro(path, at) if kind == "avro" else parse(path.read_text("utf-8-sig"), at)
        except (OSError, UnicodeDecodeError) as error:
            raise PfaInitializationError(f"cannot read {str(path)!r}: {_reason(error)}", at) from None

    def path_of(self, name: str, at: str = "$") -> Path:
        """Where a side file is: next to the document, and nowhere else."""
        if _URL.match(name):
            raise PfaInitializationError(
                f"expected a file next to the document, got the URL {name!r}; download it first", at
            )
        if self.folder is None:
            raise PfaInitializationError(f"the document names the side file {name!r}; load it from its own file", at)
        folder = self.folder.resolve()
        try:
            path = (folder / name).resolve()
        except (ValueError, OSError) as error:
            raise PfaInitializationError(f"{name[:60]!r} is no file name: {error}", at) from None
        if not path.is_relative_to(folder):
            raise PfaInitializationError(f"expected a file in the document's folder, got {name!r} outside of it", at)
        return path


def read_source(source: Any) -> Source:
    """The document that `source` is: a path, JSON text, or parsed JSON. Raises PfaSyntaxError."""
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
        with unhurried(text):
            return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise PfaSyntaxError(f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})", at) from None
    except RecursionError:
        raise PfaSyntaxError("the JSON nests too deeply", at) from None
    except ValueError as error:
        raise PfaSyntaxError(f"not JSON that can be read: {error}", at) from None


@contextmanager
def unhurried(text: str | None) -> Iterator[None]:
    """Garbage collection waits while a big text is worked on: it would walk millions of new objects for nothing."""
    big = text is not None and len(text) > BIG and gc.isenabled()
    if big:
        gc.disable()
    try:
        yield
    finally:
        if big:
            gc.enable()


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _read_avro(path: Path, at: str) -> Any:
    """The first datum of an Avro object container file, as JSON with tagged records."""
    try:
        import fastavro
    except ImportError:
        raise PfaInitializationError(
            f"reading {str(path)!r} needs fastavro: pip install 'scorelet[avro]'", at
        ) from None
    try:
        with path.open("rb") as file:
            found = next(iter(fastavro.reader(file, return_record_name=True)), None)
    except _damage(fastavro) as error:
        raise PfaInitializationError(f"{str(path)!r} is no readable Avro file: {error}", at) from None
    if found is None:
        raise PfaInitializationError(f"the Avro file {str(path)!r} holds no datum", at)
    return _tagged(found)


def _damage(fastavro: Any) -> tuple[type[Exception], ...]:
    """What reading a damaged Avro file raises."""
    import lzma
    import zlib

    unreadable = (ValueError, KeyError, EOFError, TypeError, IndexError, zlib.error, lzma.LZMAError)
    return *unreadable, fastavro.schema.SchemaParseException


def _tagged(value: Any) -> Any:
    """fastavro gives a record in a union as (name, record)."""
    match value:
        case (str(name), inner):
            return {name: _tagged(inner)}
        case Mapping():
            return {key: _tagged(inner) for key, inner in value.items()}
        case list():
            return [_tagged(inner) for inner in value]
    return value
