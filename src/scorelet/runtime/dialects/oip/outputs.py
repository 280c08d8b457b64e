"""Predictions -> tensors, and what a model's metadata says of them.

What has no datatype (a record, a map of other things than one number for each class, rows of different lengths) is
BYTES that hold JSON, as its parameter `content_type` says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from scorelet.errors import RequestError
from scorelet.pfa.schemas import read_schema, short
from scorelet.pfa.types import Array, Map, Record, Type
from scorelet.runtime.dialects.oip.columns import datatype_of
from scorelet.runtime.strict_json import write

if TYPE_CHECKING:
    from scorelet.bundle.manifest import Manifest

Json = Any

_WIDE = {"FP32": "FP64", "INT32": "INT64"}
"""Numbers of 32 bits leave as JSON anyway; clients have one datatype less to meet."""


class Output(NamedTuple):
    """One tensor of an answer.

    datatype  None where there is none, so that the values are told as JSON
    vector    a value is an array, or a map with these `classes` for keys
    """

    name: str
    datatype: str | None
    vector: bool = False
    classes: tuple[str, ...] = ()


def outputs_of(manifest: Manifest) -> tuple[Output, ...]:
    """What the model gives, in the order of its outputs."""
    names = manifest.outputs
    if manifest.output_type is None:
        return tuple(_unknown(name, manifest) for name in names)
    t = read_schema(manifest.output_type)
    if len(names) < 2:
        return (_output(names[0] if names else "value", t, manifest),)
    types = {field.name: field.type for field in t.fields} if isinstance(t, Record) else {}
    return tuple(_output(name, types[name], manifest) if name in types else Output(name, None) for name in names)


def _output(name: str, t: Type, manifest: Manifest) -> Output:
    if isinstance(t, Array):
        return Output(name, _datatype(t.items), vector=True)
    if isinstance(t, Map):
        classes = tuple(str(label) for label in manifest.classes or ())
        return Output(name, _datatype(t.values) if classes else None, vector=True, classes=classes)
    return Output(name, _datatype(t))


def _datatype(t: Type) -> str | None:
    found = datatype_of(t)
    return None if found is None else _WIDE.get(found, found)


_CLASSES: Mapping[type, str] = {str: "BYTES", bool: "BOOL", int: "INT64", float: "FP64"}


def _unknown(name: str, manifest: Manifest) -> Output:
    """An output of a model that is no document: its name and the classes tell what it is."""
    classes = manifest.classes or ()
    if name == "label" and classes:
        kinds = {type(label) for label in classes}
        return Output(name, _CLASSES[kinds.pop()] if len(kinds) == 1 else None)
    if name == "probabilities" and classes:
        return Output(name, "FP64", vector=True, classes=tuple(map(str, classes)))
    return Output(name, "FP64" if name == "value" else None)


def described(outputs: Sequence[Output]) -> list[Json]:
    """The outputs of a model's metadata; -1 stands for any size."""
    return [_tensor(output, [-1] if not output.vector else [-1, len(output.classes) or -1]) for output in outputs]


def _tensor(output: Output, shape: list[int]) -> dict[str, Json]:
    if output.datatype is None:
        tensor = {"name": output.name, "datatype": "BYTES", "shape": shape[:1]}
        return {**tensor, "parameters": {"content_type": "json"}}
    tensor = {"name": output.name, "datatype": output.datatype, "shape": shape}
    # The protocol's parameters are strings, numbers and booleans: the classes are a string of JSON.
    return {**tensor, "parameters": {"classes": write(output.classes).decode()}} if output.classes else tensor


def asked(outputs: Sequence[Output], wanted: Json) -> Sequence[Output]:
    """The outputs that a request asks for, or all. Raises RequestError (400)."""
    if wanted is None or wanted == []:
        return outputs
    known = {output.name: output for output in outputs}
    names = [one.get("name") if isinstance(one, dict) else None for one in wanted] if type(wanted) is list else [None]
    for i, name in enumerate(names):
        if not isinstance(name, str):
            raise RequestError(400, f"expected outputs as an array of objects with a name - at /outputs/{i}")
        if name not in known:
            listed = ", ".join(map(short, known))
            raise RequestError(400, f"the model gives {listed}, and no output {short(name)} - at /outputs/{i}")
    return [known[name] for name in dict.fromkeys(names) if name is not None]


def tensors_of(outputs: Sequence[Output], names: Sequence[str], predictions: Sequence[Any]) -> list[Json]:
    """The tensors of an answer; `names` are those of all of the model's outputs: one alone is the prediction itself."""
    alone = len(names) < 2
    return [_told(output, [row if alone else row[output.name] for row in predictions]) for output in outputs]


def _told(output: Output, values: list[Any]) -> Json:
    if output.datatype is None:
        return _as_json(output, values)
    if not output.vector:
        return {**_tensor(output, [len(values)]), "data": values}
    rows = [_row(output, value) for value in values]
    widths = {len(row) for row in rows if row is not None}
    if len(widths) > 1 or None in rows:
        return _as_json(output, values)
    width = widths.pop() if widths else len(output.classes)
    return {**_tensor(output, [len(rows), width]), "data": [value for row in rows for value in row or ()]}


def _row(output: Output, value: Any) -> list[Any] | None:
    """An array's values, or a map's in the order of the classes; None of what has no place in a tensor."""
    if isinstance(value, dict):
        return [value[name] for name in output.classes] if value.keys() == set(output.classes) else None
    return value if isinstance(value, list) else None


def _as_json(output: Output, values: list[Any]) -> Json:
    tensor = _tensor(output._replace(datatype=None), [len(values)])
    return {**tensor, "data": [write(value).decode() for value in values]}
