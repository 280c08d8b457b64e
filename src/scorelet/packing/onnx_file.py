"""What an ONNX file says of its rows and answers, as ONNX Runtime reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scorelet.bundle.fields import Field, InputSpec
from scorelet.convert.builder import unique_names
from scorelet.errors import ModelReadError

LABELS = ("label", "output_label")
PROBABILITIES = ("probabilities", "output_probability", "probability")
VALUES = ("variable",)
"""How converters name these outputs."""
TASKS = {"label": "classification", "value": "regression"}
"""The task, by the first output; "scoring" where it tells nothing."""


@dataclass(frozen=True)
class Graph:
    """The inputs and outputs of a graph, as a packed model names them."""

    spec: InputSpec
    outputs: tuple[str, ...]
    task: str
    version: str
    """Of ONNX Runtime."""


def graph_of(data: bytes) -> Graph:
    """Raises ModelReadError where ONNX Runtime cannot read it, or its inputs are no rows of features."""
    try:
        import onnxruntime
    except ImportError:
        raise ModelReadError("packing an ONNX file needs ONNX Runtime\npip install 'scorelet[onnx]'") from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors have no class of their own
        raise ModelReadError(f"ONNX Runtime cannot read it: {str(error).splitlines()[0][:300]}") from None
    outputs = _outputs([output.name for output in session.get_outputs()])
    task = TASKS.get(outputs[0], "scoring")
    return Graph(_spec(session.get_inputs()), outputs, task, str(onnxruntime.__version__))


def _spec(inputs: Sequence[Any]) -> InputSpec:
    widths = [_width(given) for given in inputs]
    if len(inputs) > 1:
        wide = next((given for given, width in zip(inputs, widths, strict=True) if width != 1), None)
        if wide is not None:
            raise ModelReadError(f"it has {len(inputs)} inputs; each takes one feature then, {_shaped(wide)}")
        names = unique_names([given.name for given in inputs])
        return InputSpec(
            "record", tuple(_field(name, given, given.name) for name, given in zip(names, inputs, strict=True))
        )
    if not inputs:
        raise ModelReadError("it has no input")
    if _kind(inputs[0].type) == "string" and widths == [1]:
        return InputSpec("text", (Field("text", "string"),))
    return InputSpec("record", tuple(_field(f"x{i}", inputs[0], None) for i in range(widths[0])))


def _width(given: Any) -> int:
    """How many features of a row an input takes: its shape is [rows, features]."""
    width = given.shape[1] if len(given.shape) == 2 else 1 if len(given.shape) == 1 else None
    if not isinstance(width, int) or width < 1:
        raise ModelReadError(f"a row is a list of features, {_shaped(given)}")
    return width


def _shaped(given: Any) -> str:
    return f"but its input {given.name!r} has the shape {given.shape}"


def _field(name: str, given: Any, source: str | None) -> Field:
    kind = _kind(given.type)
    return Field(name, kind, missing=kind == "number", infinite=kind == "number", source=source)


def _kind(type_name: str) -> str:
    if "string" in type_name:
        return "string"
    if "bool" in type_name:
        return "boolean"
    return "integer" if "int" in type_name else "number"


def _outputs(names: Sequence[str]) -> tuple[str, ...]:
    """The outputs by our words where they are known by others."""
    known = {
        **dict.fromkeys(LABELS, "label"),
        **dict.fromkeys(PROBABILITIES, "probabilities"),
        **dict.fromkeys(VALUES, "value"),
    }
    found = [known.get(name, name) for name in names]
    return tuple(found if len(set(found)) == len(found) else names)
