"""A packed model becomes what scores it, by its kind.

Only here is anything built. A document is compiled, by `scorelet.pfa`; an ONNX file is given to ONNX Runtime; a
pickle is code of its maker, and is opened only when the caller says that the maker is trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from scorelet.errors import BundleError

if TYPE_CHECKING:
    from scorelet.bundle.packed import PackedModel, Scorer
    from scorelet.pfa import Engine


def engine_of(packed: PackedModel, *, trust: bool) -> Scorer:
    """Raises BundleError, and PfaError for a document that cannot run."""
    return _BUILDERS[packed.manifest.kind](packed, trust)


def _pfa(packed: PackedModel, trust: bool) -> Scorer:
    from scorelet import pfa

    engine = pfa.load(packed.model, side_files=packed.tables)
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


def _onnx(packed: PackedModel, trust: bool) -> Scorer:
    from scorelet.bundle.onnx_engine import OnnxEngine

    return OnnxEngine(packed.model, packed.manifest)


def _python(packed: PackedModel, trust: bool) -> Scorer:
    manifest = packed.manifest
    if not trust:
        raise BundleError(
            f"model {manifest.name!r} ({packed.short_version}) is of kind python: building it runs code of whoever "
            "packed it\nwhere you trust its maker, say so: trust=True"
        )
    from scorelet.bundle.python_engine import PythonEngine

    return PythonEngine(packed.model, manifest)


_BUILDERS: Mapping[str, Callable[[PackedModel, bool], Scorer]] = {"pfa": _pfa, "onnx": _onnx, "python": _python}
