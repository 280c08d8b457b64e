"""A model file becomes a loaded model, in this process: `child` is where it is meant to run.

read -> open (decompress) -> recognise -> audit (scan) -> admit -> load -> Loaded
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scorelet.convert.reading.compression import LIMIT, opened
from scorelet.convert.reading.failures import explained
from scorelet.convert.reading.format import Format, recognise_opened
from scorelet.convert.reading.gate import gate_of, unjoblibbed, unpickled
from scorelet.convert.reading.onnx_file import producer
from scorelet.convert.reading.opcodes import Name
from scorelet.convert.reading.scan import Scan, admit, scan
from scorelet.convert.reading.skops_file import audited
from scorelet.convert.reading.versions import differences, running, xgboost_version
from scorelet.errors import ModelReadError


@dataclass(frozen=True)
class Audited:
    """What is known of a file before it is loaded, and the function that loads it."""

    build: Callable[[], Any]
    scan: Scan = field(default_factory=lambda: Scan(()))
    made_with: dict[str, str] = field(default_factory=dict)


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
    said = (w for w in caught if w.category.__name__ != "InconsistentVersionWarning")
    return model, tuple(dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in said))


def _pickle(data: bytes, trust: bool, limit: int) -> Audited:
    result = scan(data)
    gate = gate_of(result, trust)
    return Audited(lambda: unpickled(data, gate), result, dict(result.versions) | _boosted(result, data))


def _joblib(data: bytes, trust: bool, limit: int) -> Audited:
    result = scan(data)
    gate = gate_of(result, trust)
    return Audited(lambda: unjoblibbed(data, gate), result, dict(result.versions) | _boosted(result, data))


def _boosted(result: Scan, data: bytes) -> dict[str, str]:
    return xgboost_version(data) if any(module.startswith("xgboost.") for module, _ in result.imports) else {}


def _skops(data: bytes, trust: bool, limit: int) -> Audited:
    file = audited(data, limit)
    return Audited(file.loaded, file.scan, dict(file.scan.versions))


def _xgboost(data: bytes, trust: bool, limit: int) -> Audited:
    def build() -> Any:
        from xgboost import Booster

        booster = Booster()
        booster.load_model(bytearray(data))
        return booster

    return Audited(build, Scan((("xgboost.core", "Booster"),)), xgboost_version(data))


def _lightgbm(data: bytes, trust: bool, limit: int) -> Audited:
    def build() -> Any:
        from lightgbm import Booster

        if b"end of trees" not in data:
            raise ModelReadError("it is cut off: the end of its trees is missing\ncopy or save the file again")
        return Booster(model_str=data.decode())

    return Audited(build, Scan((("lightgbm.basic", "Booster"),)))


def _onnx(data: bytes, trust: bool, limit: int) -> Audited:
    return Audited(lambda: data, made_with=producer(data))


def _pfa(data: bytes, trust: bool, limit: int) -> Audited:
    return Audited(lambda: json.loads(data))


AUDITS: dict[Format, Callable[[bytes, bool, int], Audited]] = {
    Format.PICKLE: _pickle,
    Format.JOBLIB: _joblib,
    Format.SKOPS: _skops,
    Format.XGBOOST_JSON: _xgboost,
    Format.XGBOOST_UBJ: _xgboost,
    Format.LIGHTGBM_TEXT: _lightgbm,
    Format.ONNX: _onnx,
    Format.PFA: _pfa,
}
"""How each format is audited and loaded."""
