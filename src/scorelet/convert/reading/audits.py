"""Each format's audit: what is known of a file before it is loaded, and how it is loaded then."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scorelet.convert.reading.format import Format
from scorelet.convert.reading.gate import gate_of, unjoblibbed, unpickled
from scorelet.convert.reading.onnx_file import producer
from scorelet.convert.reading.scan import Scan, scan
from scorelet.convert.reading.skops_file import audited
from scorelet.convert.reading.versions import xgboost_version
from scorelet.errors import ModelReadError


@dataclass(frozen=True)
class Audited:
    """What is known of a file before it is loaded, and the function that loads it."""

    build: Callable[[], Any]
    scan: Scan = field(default_factory=lambda: Scan(()))
    made_with: dict[str, str] = field(default_factory=dict)


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

        if not data.rstrip().endswith(b"}"):  # XGBoost 3 crashes on some UBJSON that is cut off
            raise ModelReadError("it is cut off: the end of its object is missing\ncopy or save the file again")
        booster = Booster()
        booster.load_model(bytearray(data))
        return booster

    return Audited(build, Scan((("xgboost.core", "Booster"),)), xgboost_version(data))


LIGHTGBM_PARTS = ((b"tree", b"end of trees"), (b"\nparameters:", b"end of parameters"))
"""How parts of LightGBM's text begin and end; LightGBM 4 crashes where an end is missing."""


def _lightgbm(data: bytes, trust: bool, limit: int) -> Audited:
    def build() -> Any:
        from lightgbm import Booster

        for start, end in LIGHTGBM_PARTS:
            if start in data and end not in data:
                raise ModelReadError(f"it is cut off: its '{end.decode()}' is missing\ncopy or save the file again")
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
