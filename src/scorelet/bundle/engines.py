"""A packed model becomes what scores it, by its kind.

Only here is anything built. A document is compiled, by `scorelet.pfa`; an ONNX file is given to ONNX Runtime; a
pickle is code of its maker, and is opened only when the caller says that the maker is trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from scorelet.errors import BundleError
from scorelet.pfa.types import Record

if TYPE_CHECKING:
    from scorelet.bundle.images import Images
    from scorelet.bundle.packed import PackedModel, Scorer
    from scorelet.pfa import Engine


def engine_of(packed: PackedModel, *, trust: bool, images: Images | None = None) -> Scorer:
    """Raises BundleError, and PfaError for a document that cannot run."""
    return _BUILDERS[packed.manifest.kind](packed, trust, images)


class Facts(NamedTuple):
    """What is known of an engine.

    threads  it may be asked from several threads at once, since no answer leaves a trace in it
    record   the name of the record that a document takes; "" where it takes none
    """

    threads: bool
    record: str


def facts_of(engine: Any, kind: str) -> Facts:
    """What is known of an engine that `engine_of` has built."""
    if kind != "pfa":
        return Facts(threads=kind == "onnx", record="")
    document = engine.engine if isinstance(engine, EmittingEngine) else engine
    image, taken = document.image, document.input_type
    bare = not (image.cells or image.pools or image.timeouts) and image.method == "map"
    return Facts(threads=bare, record=taken.name if isinstance(taken, Record) else "")


def _pfa(packed: PackedModel, trust: bool, images: Images | None) -> Scorer:
    from scorelet import pfa

    engine = pfa.load(packed.model, side_files=packed.tables) if images is None else images.engine(packed)
    engine.begin()
    return EmittingEngine(engine) if engine.image.method == "emit" else engine


class EmittingEngine:
    """A document of method `emit` gives any number of answers to a row: their list is the prediction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._emitted: list[Any] = []
        engine.emit = self._emitted.append

    def action(self, datum: Any) -> list[Any]:
        self._emitted.clear()
        self.engine.action(datum)
        return list(self._emitted)


def _onnx(packed: PackedModel, trust: bool, images: Images | None) -> Scorer:
    from scorelet.bundle.onnx_engine import OnnxEngine

    return OnnxEngine(packed.model, packed.manifest)


def _python(packed: PackedModel, trust: bool, images: Images | None) -> Scorer:
    manifest = packed.manifest
    if not trust:
        raise BundleError(
            f"model {manifest.name!r} ({packed.short_version}) is of kind python: building it runs code of whoever "
            "packed it\nwhere you trust its maker, allow it: --trust, trust=True, or trust = true in scorelet.toml"
        )
    from scorelet.bundle.python_engine import PythonEngine

    return PythonEngine(packed.model, manifest)


_BUILDERS: Mapping[str, Callable[[PackedModel, bool, Images | None], Scorer]] = {
    "pfa": _pfa,
    "onnx": _onnx,
    "python": _python,
}
