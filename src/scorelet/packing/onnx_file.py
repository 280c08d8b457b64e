"""What an ONNX file says of its rows and answers, as ONNX Runtime reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scorelet.bundle.fields import Field, InputSpec
from scorelet.convert.builder import unique_names
from scorelet.errors import BundleError, ModelReadError

LABELS = ("label", "output_label")
PROBABILITIES = ("probabilities", "output_probability", "probability")
"""How converters name these outputs."""


@dataclass(frozen=True)
class Graph:
    """The inputs and outputs of a graph, as a packed model names them."""

    spec: InputSpec
    outputs: tuple[str, ...]
    version: str
    """Of ONNX Runtime."""


def graph_of(data: bytes) -> Graph:
    """Raises ModelReadError where ONNX Runtime cannot read it, or its inputs are no rows of features."""
    try:
        import onnxruntime
    except ImportError:
        raise BundleError("packing an ONNX file needs ONNX Runtime\npip install 'scorelet[onnx]'") from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors have no class of their own
        raise ModelReadError(f"ONNX Runtime cannot read it: {str(error).splitlines()[0][:300]}") from None
    names = [output.name for output in session.get_outputs()]
    return Graph(_spec(session.get_inputs()), _outputs(names), str(onnxruntime.__version__))


def _spec(inputs: Sequence[Any]) -> InputSpec:
    if len(inputs) > 1:
        names = unique_names([given.name for given in inputs])
        fields = (
            Field(name, _kind(given.type), missing=_kind(given.type) == "number", source=given.name)
            for name, given in zip(names, inputs, strict=True)
        )
        return InputSpec("record", tuple(fields))
    (given,) = inputs
    width = given.shape[-1] if len(given.shape) > 1 else 1
    kind = _kind(given.type)
    if not isinstance(width, int):
        raise ModelReadError(f"its input {given.name!r} does not say how many features a row has: {given.shape}")
    if kind == "string" and width == 1:
        return InputSpec("text", (Field("text", "string"),))
    return InputSpec("record", tuple(Field(f"x{i}", kind, missing=kind == "number") for i in range(width)))


def _kind(type_name: str) -> str:
    if "string" in type_name:
        return "string"
    if "bool" in type_name:
        return "boolean"
    return "integer" if "int" in type_name else "number"


def _outputs(names: Sequence[str]) -> tuple[str, ...]:
    """The outputs by our words where they are known by others."""
    known = {**dict.fromkeys(LABELS, "label"), **dict.fromkeys(PROBABILITIES, "probabilities")}
    found = [known.get(name, name) for name in names]
    return tuple(found if len(set(found)) == len(found) else names)
