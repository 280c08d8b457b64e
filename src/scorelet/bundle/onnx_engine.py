"""An ONNX file, scored by ONNX Runtime: one row at a time, one thread.

A graph has one input for the whole row (its values in the order of the features), or one for each feature, by name.
Its outputs are, in order, the manifest's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scorelet.errors import BundleError, RowError

if TYPE_CHECKING:
    from scorelet.bundle.manifest import Manifest

_DTYPES: Mapping[str, str] = {
    "tensor(float)": "float32",
    "tensor(double)": "float64",
    "tensor(int64)": "int64",
    "tensor(int32)": "int32",
    "tensor(bool)": "bool",
    "tensor(string)": "object",
}


class OnnxEngine:
    """`action(datum)`, as a PFA engine has it. Missing numbers become NaN, missing strings the empty string."""

    def __init__(self, model: bytes, manifest: Manifest) -> None:
        try:
            import numpy
            import onnxruntime
        except ImportError:
            raise BundleError(
                f"model {manifest.name!r} is of kind onnx and needs ONNX Runtime: pip install 'scorelet[onnx]'"
            ) from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # its errors have no class of their own
            raise BundleError(f"ONNX Runtime cannot load model {manifest.name!r}: {_first_line(error)}") from None
        self._array: Any = numpy.array
        self._manifest = manifest
        self._feeds = _feeds(self._session.get_inputs(), manifest)
        if len(self._session.get_outputs()) != len(manifest.outputs):
            raise BundleError(
                f"model {manifest.name!r} should give {', '.join(manifest.outputs)}; "
                f"its graph has {len(self._session.get_outputs())} outputs"
            )

    def action(self, datum: Any) -> Any:
        """The prediction: bare, or by output where there are several. Raises RowError."""
        row = datum if isinstance(datum, dict) else {self._manifest.input.fields[0].name: datum}
        try:
            feeds = {
                name: self._array([[_number_or_text(row[field], dtype) for field in fields]], dtype=dtype)
                for name, fields, dtype in self._feeds
            }
            results = self._session.run(None, feeds)
        except Exception as error:
            raise RowError([("", f"model {self._manifest.name!r} refuses the row: {_first_line(error)}")]) from None
        found = [self._answer(result) for result in results]
        return found[0] if len(found) == 1 else dict(zip(self._manifest.outputs, found, strict=True))

    def _answer(self, result: Any) -> Any:
        """The only row of an output; scores of classes by class."""
        first = result[0]
        if isinstance(first, Mapping):
            return {str(key): float(value) for key, value in first.items()}
        value = first.tolist() if hasattr(first, "tolist") else first
        classes = self._manifest.classes
        if isinstance(value, list) and len(value) == 1:
            return value[0]
        if isinstance(value, list) and classes is not None and len(value) == len(classes):
            return dict(zip(map(str, classes), value, strict=True))
        return value


def _feeds(inputs: Any, manifest: Manifest) -> list[tuple[str, tuple[str, ...], str]]:
    """For each input of the graph its name, the features in it, and its type in NumPy's words."""
    for given in inputs:
        if given.type not in _DTYPES:
            raise BundleError(f"model {manifest.name!r} takes a {given.type}, expected one of {', '.join(_DTYPES)}")
    fields = manifest.input.fields
    if not fields:
        raise BundleError(f"model {manifest.name!r} is of kind onnx and needs its features named, or a text")
    if len(inputs) == 1:
        return [(inputs[0].name, manifest.input.names, _DTYPES[inputs[0].type])]
    by_name = {field.name: field.name for field in fields} | {field.shown: field.name for field in fields}
    unknown = [given.name for given in inputs if given.name not in by_name]
    if unknown:
        raise BundleError(f"model {manifest.name!r} takes {unknown[0]!r}, which is none of its features")
    return [(given.name, (by_name[given.name],), _DTYPES[given.type]) for given in inputs]


def _number_or_text(value: Any, dtype: str) -> Any:
    if value is None:
        return "" if dtype == "object" else float("nan")
    return value


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:300]
