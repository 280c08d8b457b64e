"""An output file that appears whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter, FileIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class NamedFile(FileIO):
    """A file whose errors name it as the caller did: a full disk names none, a missing folder the temporary name."""

    def __init__(self, path: Path, shown: Path) -> None:
        self._shown = shown
        with self._named():
            super().__init__(path, "wb")

    def write(self, data: ReadableBuffer, /) -> int:
        with self._named():
            return super().write(data)

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            error.filename = str(self._shown)
            raise


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Write to a temporary name beside `path`, and rename it when the block ends without an error.

    What is no regular file (a terminal, a pipe, /dev/null) is written to directly: it has no half-written state.
    """
    if path.exists() and not path.is_file():
        with BufferedWriter(NamedFile(path, path)) as stream, text_to(stream) as text:
            yield text
        return
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with BufferedWriter(NamedFile(temporary, path)) as stream, text_to(stream) as text:
            yield text
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def text_to(stream: BinaryIO) -> Iterator[TextIO]:
    """UTF-8 text over `stream`, which stays open.

    Half of a surrogate pair, which JSON can carry and UTF-8 cannot, is written as the escape JSON has for it.
    """
    text = TextIOWrapper(stream, encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        yield text
        text.flush()
    finally:
        with suppress(OSError):  # what cannot be written has raised already
            text.detach()
