"""A PFA document (specification 0.8.1) becomes a fast Python function.

    from scorelet.pfa import load

    engine = load("model.pfa")
    engine.action({"x": 1.5})

Importing this costs next to nothing: each function imports what it needs, so that an engine from a saved image
never pays for the compiler.

The passes are functions from value to value: `document.read`, `check.check`, `lower.lower`; `compiler` is
their order, `engine` runs what they leave. Only the standard library is needed. Nothing here knows of HTTP,
of stores or of services.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scorelet.errors import PfaError
    from scorelet.pfa.engine import Engine
    from scorelet.pfa.image import Image
    from scorelet.pfa.library.registry import LibraryFunction
    from scorelet.pfa.sources import Source as Parsed

__all__ = [
    "Engine",
    "compile_image",
    "extensions",
    "functions",
    "load",
    "load_image",
    "load_many",
    "problems",
    "save_image",
    "write_table",
]

Source = str | bytes | PathLike[str] | Mapping[str, Any]
Files = Mapping[str, bytes]
"""Side files by the names that a document has for them."""


def load(
    source: Source,
    *,
    options: Mapping[str, Any] | None = None,
    version: int | None = None,
    side_files: Files | None = None,
) -> Engine:
    """An engine of the document `source`: a path, JSON text, or parsed JSON.

    `options` override the document's own (such as {"timeout": 1000}, milliseconds); `version` counts where
    the document has none; `side_files` stand for the files next to it.
    Raises PfaSyntaxError, PfaSemanticError or PfaInitializationError.
    """
    return load_many(source, 1, options=options, version=version, side_files=side_files)[0]


def load_many(
    source: Source,
    n: int,
    *,
    options: Mapping[str, Any] | None = None,
    version: int | None = None,
    side_files: Files | None = None,
) -> list[Engine]:
    """`n` engines of one document, which share what the document shares."""
    from scorelet.pfa.engine import engines

    return engines(compile_image(source, options=options, version=version, side_files=side_files), n)


def compile_image(
    source: Source,
    *,
    options: Mapping[str, Any] | None = None,
    version: int | None = None,
    side_files: Files | None = None,
) -> Image:
    """The compiled document, which can be saved with `save_image`."""
    from scorelet.pfa.compiler import compile_source

    return compile_source(_read(source, side_files), options, version)


def _read(source: Source, side_files: Files | None) -> Parsed:
    from pathlib import Path

    from scorelet.pfa.sources import read_source

    return read_source(Path(source) if isinstance(source, PathLike) else source, side_files)


def save_image(image: Image) -> bytes:
    """The image as bytes. It holds byte code: read it back only where you wrote it."""
    return image.write()


def load_image(
    data: bytes,
    document: str,
    *,
    options: Mapping[str, Any] | None = None,
    version: int | None = None,
    folder: str | PathLike[str] | None = None,
    side_files: Files | None = None,
) -> Engine | None:
    """An engine from saved bytes, without compiling.

    `document` (its JSON text), `options`, `version` and the side files, in `folder` or given by name, must be those
    that the image was made of, and Python the one that made it; else None: compile then.
    """
    from scorelet.pfa.engine import engines
    from scorelet.pfa.image import Image

    image = Image.read(data, document, options or {}, version, folder if side_files is None else side_files)
    return None if image is None else engines(image, 1)[0]


def write_table(schema: Any, value: Any, *, codec: str = "null") -> bytes:
    """An Avro file that holds one value of the type `schema`: what a cell with ``"source": "avro"`` names.

    `value` is plain Python as engines take it; the codec is "null" or "deflate". The same value gives the same bytes.
    Raises PfaSyntaxError, PfaInputError or UsageError.
    """
    from scorelet.pfa import avro_container

    return avro_container.write_table(schema, value, codec=codec)


def problems(source: Source, *, side_files: Files | None = None) -> list[PfaError]:
    """All that is wrong with the document, an error for each broken part; empty when an engine can be made of it."""
    from scorelet.errors import PfaError
    from scorelet.pfa.diagnosis import diagnose

    try:
        return diagnose(_read(source, side_files))
    except PfaError as error:  # it cannot be read at all
        return [error]


def functions(prefix: str = "") -> Iterator[LibraryFunction]:
    """The supported library functions whose names start with `prefix`."""
    from scorelet.pfa.library.registry import functions as registered

    return registered(prefix)


def extensions(source: Source) -> tuple[str, ...]:
    """The names of the functions beyond PFA that a document calls, in order; no other PFA engine runs such a document.

    Raises PfaSyntaxError or PfaSemanticError.
    """
    from scorelet.pfa import typed
    from scorelet.pfa.compiler import typed_of_source

    return typed.extensions(typed_of_source(_read(source, None)))


def __getattr__(name: str) -> Any:
    if name == "Engine":
        from scorelet.pfa.engine import Engine

        return Engine
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
