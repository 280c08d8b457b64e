"""A model file becomes a loaded model, in this process: `child` is where it is meant to run.

read -> open (decompress) -> recognise -> audit (scan) -> admit -> load -> Loaded
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scorelet.convert.reading.audits import AUDITS, Audited
from scorelet.convert.reading.compression import LIMIT, opened
from scorelet.convert.reading.failures import explained
from scorelet.convert.reading.format import Format, recognise_opened
from scorelet.convert.reading.machine import Name
from scorelet.convert.reading.scan import admit
from scorelet.convert.reading.versions import differences, running
from scorelet.errors import ModelReadError

MUTED = frozenset({"InconsistentVersionWarning", "DeprecationWarning"})
"""Warnings not to be passed on: the first is said by `versions`, the second is for the authors of libraries."""


@dataclass(frozen=True)
class Loaded:
    """A loaded model and where it came from.

    `model` is the object that the file holds: an estimator, a booster, a PFA document's JSON, the bytes of an ONNX
    file. `sha256` and `size` are the file's own, as it lies there. `made_with` has the library versions that the file
    remembers, `running` those of the packages it imports, both by the package's name.
    """

    model: Any
    format: Format
    sha256: str
    size: int
    imports: tuple[Name, ...] = ()
    warnings: tuple[str, ...] = ()
    made_with: dict[str, str] = field(default_factory=dict)
    running: dict[str, str] = field(default_factory=dict)


def load(path: str | Path, trust: bool = False, *, limit: int = LIMIT) -> Loaded:
    """Load the model in a file; `limit` bounds the bytes that a compressed one may hold.

    Raises ModelReadError (UnknownFormatError, UntrustedModelError) and nothing else.
    """
    try:
        return loaded(_read(Path(path)), trust, limit=limit)
    except Exception as error:
        said = explained(error, {}, {})
        said.path = str(path)
        raise said from (None if said is error else error)


def loaded(data: bytes, trust: bool = False, *, limit: int = LIMIT) -> Loaded:
    """The same of a file's bytes."""
    content = opened(data, limit)
    form = recognise_opened(content)
    file = AUDITS[form](content, trust, limit)
    admit(file.scan, trust)
    here = running(file.scan.imports)
    model, said = _built(file, here)
    return Loaded(
        model=model,
        format=form,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        imports=file.scan.imports,
        warnings=(*differences(file.made_with, here), *said),
        made_with=file.made_with,
        running=here,
    )


def _read(path: Path) -> bytes:
    if path.is_dir():
        inside = " such as model.pkl" if (path / "MLmodel").is_file() else ""
        raise ModelReadError(f"it is a folder\nname the model's file in it{inside}")
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        text = "there is no such file\ncheck the path; relative paths start at the current folder"
        raise ModelReadError(text) from error
    except OSError as error:
        text = f"it cannot be read: {(error.strerror or str(error)).lower()}\ncheck who owns it and its mode"
        raise ModelReadError(text) from error
    except ValueError as error:
        raise ModelReadError(f"it is no path: {error}") from error


def _built(file: Audited, here: dict[str, str]) -> tuple[Any, tuple[str, ...]]:
    """The model, and what its libraries warned of while it was built, without what `differences` says already."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            model = file.build()
        except Exception as error:
            raise explained(error, file.made_with, here) from error
    said = (w for w in caught if w.category.__name__ not in MUTED)
    return model, tuple(dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in said))
