"""The shapes of the Open Inference Protocol.

JSON Schema cannot say that a tensor has as many values as its shape multiplies to: that is the protocol's own rule. So
all models share the tensors, and each has examples of its own; GET /v2/models/{model} tells the tensors of each.
"""

from __future__ import annotations

from scorelet.runtime.dialects.oip.outputs import outputs_of
from scorelet.runtime.dialects.oip.tensors import DATATYPES
from scorelet.runtime.pages.avro_schemas import Json, ref
from scorelet.runtime.pages.described import Described


def infer_schemas(one: Described) -> dict[str, Json]:
    """The request of one model: any tensors, and of the outputs only its own."""
    names = {"enum": [output.name for output in outputs_of(one.served.manifest)]}
    return {f"{one.slug}.Infer": _request(names)}


def _object(properties: Json, *optional: str, closed: bool = True) -> Json:
    required = [name for name in properties if name not in optional]
    schema = {"type": "object", "properties": properties, "required": required}
    return {**schema, "additionalProperties": False} if closed else schema


def _request(names: Json) -> Json:
    wanted = {"type": ["array", "null"], "items": _object({"name": names}, closed=False)}
    return _object({"id": _TEXT, "inputs": _TENSORS, "outputs": wanted}, "id", "outputs", closed=False)


_TEXT: Json = {"type": "string"}
_SIZE: Json = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
_ANY_SIZE: Json = {"type": "integer", "minimum": -1}
_TENSOR: Json = {
    "name": _TEXT,
    "datatype": {"enum": list(DATATYPES)},
    "shape": {"type": "array", "items": _SIZE, "minItems": 1, "maxItems": 8},
    "data": {"type": "array"},
    "parameters": {"type": "object"},
}
_TENSORS: Json = {"type": "array", "items": ref("InferenceTensor"), "minItems": 1}
_SHAPE = {**_TENSOR, "shape": {"type": "array", "items": _ANY_SIZE}}
_SHAPES: Json = {"type": "array", "items": _object(_SHAPE, "data", "parameters")}

INFERENCE_SCHEMAS: Json = {
    "InferenceTensor": _object(_TENSOR, "parameters", closed=False),
    "InferenceRequest": _request(_TEXT),
    "InferenceResponse": _object({"model_name": _TEXT, "model_version": _TEXT, "id": _TEXT, "outputs": _TENSORS}, "id"),
    "InferenceError": _object({"error": _TEXT}),
    "InferenceServer": _object({"name": _TEXT, "version": _TEXT, "extensions": {"type": "array", "items": _TEXT}}),
    "InferenceLive": _object({"live": {"const": True}}),
    "InferenceReady": _object({"live": {"const": True}, "ready": {"type": "boolean"}}),
    "InferenceModelReady": _object({"name": _TEXT, "ready": {"type": "boolean"}}),
    "InferenceMetadata": _object(
        {
            "name": _TEXT,
            "versions": {"type": "array", "items": _TEXT},
            "platform": _TEXT,
            "inputs": _SHAPES,
            "outputs": _SHAPES,
        }
    ),
}
