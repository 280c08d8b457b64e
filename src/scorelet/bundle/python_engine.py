"""A Python model, packed as it is. Building one runs code of whoever packed it: `engines` asks for trust first."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from scorelet.errors import BundleError, RowError

if TYPE_CHECKING:
    from scorelet.bundle.manifest import Manifest

METHODS: Mapping[str, str] = {
    "label": "predict",
    "value": "predict",
    "values": "predict",
    "probabilities": "predict_proba",
    "decision": "decision_function",
    "scores": "score_samples",
    "transform": "transform",
}
"""The method that gives an output."""


class PythonEngine:
    """`action(datum)`, as a PFA engine has it.

    The model gets a DataFrame of one row where it was trained on named columns, else an array of NumPy of shape
    (1, features); a text model gets a list of one text. Missing numbers are NaN, missing strings None.
    """

    def __init__(self, model: bytes, manifest: Manifest) -> None:
        self._manifest = manifest
        unknown = [name for name in manifest.outputs if name not in METHODS]
        if unknown:
            raise BundleError(
                f"model {manifest.name!r}: no method gives {unknown[0]!r}; known are {', '.join(METHODS)}"
            )
        _check_python(manifest)
        try:
            self._model = _unpickled(model, manifest.source.format)
            self._methods = [getattr(self._model, METHODS[name]) for name in manifest.outputs]
        except Exception as error:  # whatever the model's code raises
            needs = " ".join(manifest.requirements)
            raise BundleError(
                f"cannot load model {manifest.name!r}: {type(error).__name__}: {error}"
                + (f"\nit needs: pip install {needs}" if needs else "")
            ) from None
        self._framed = any(field.source is not None for field in manifest.input.fields)

    def action(self, datum: Any) -> Any:
        """The prediction: bare, or by output where there are several. Raises RowError."""
        try:
            rows = self._rows(datum)
            found = [self._answer(method(rows)) for method in self._methods]
        except Exception as error:
            raise RowError(
                [("", f"model {self._manifest.name!r} refuses the row: {type(error).__name__}: {error}")]
            ) from None
        return found[0] if len(found) == 1 else dict(zip(self._manifest.outputs, found, strict=True))

    def _rows(self, datum: Any) -> Any:
        spec = self._manifest.input
        if spec.form != "record":
            return [datum]
        values = [_known(datum[field.name], field.kind) for field in spec.fields]
        if self._framed:
            import pandas

            columns = {
                field.shown: pandas.Series([value], dtype=_DTYPES[field.kind] if value is not None else object)
                for field, value in zip(spec.fields, values, strict=True)
            }
            return pandas.DataFrame(columns)
        import numpy

        plain = all(field.kind in ("number", "integer") for field in spec.fields)
        return numpy.array([values], dtype=float if plain else object)

    def _answer(self, result: Any) -> Any:
        """The only row; scores of classes by class."""
        first = result[0]
        value = first.tolist() if hasattr(first, "tolist") else first
        classes = self._manifest.classes
        if isinstance(value, list) and classes is not None and len(value) == len(classes):
            return dict(zip(map(str, classes), value, strict=True))
        return value


PYTHON = "Python"
"""Under this name the manifest's source says which Python the model ran on, such as "3.11"."""


def _check_python(manifest: Manifest) -> None:
    """A pickle may take functions along, whose byte code crashes another Python."""
    packed, here = manifest.source.running.get(PYTHON), ".".join(map(str, sys.version_info[:2]))
    if packed not in (None, here):
        raise BundleError(
            f"model {manifest.name!r} is of kind python and was packed by Python {packed}; this is {here}\n"
            f"use Python {packed}, or pack the model again with {here}"
        )


_DTYPES: Mapping[str, type] = {"number": float, "integer": float, "boolean": bool, "string": object}


def _known(value: Any, kind: str) -> Any:
    return float("nan") if value is None and kind in ("number", "integer") else value


def _unpickled(model: bytes, format: str) -> Any:
    if format == "joblib":
        import joblib

        return joblib.load(BytesIO(model))
    return pickle.loads(model)
