"""A row that is made of what is known of a model, where it has no sample: the simplest that its type allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scorelet.pfa.schemas import read_schema
from scorelet.pfa.types import MISSING, Array, Enum, Fixed, Map, Record, Type, Union

if TYPE_CHECKING:
    from scorelet.bundle.fields import InputSpec
    from scorelet.runtime.features.function import FeatureFunction

_BY_KIND: Mapping[str, Any] = {"number": 0.0, "integer": 0, "boolean": False, "string": "text"}
_BY_TAG: Mapping[str, Any] = {
    "null": None,
    "boolean": False,
    "int": 0,
    "long": 0,
    "float": 0.0,
    "double": 0.0,
    "string": "text",
    "bytes": "",
}


def made_row(spec: InputSpec) -> Any:
    """By the names that people know; the first category of each feature that has some."""
    if spec.form == "text":
        return _BY_KIND["string"]
    if spec.form == "datum":
        return _of_type(read_schema(spec.type))
    return {field.shown: field.categories[0] if field.categories else _BY_KIND[field.kind] for field in spec.fields}


def made_arguments(features: FeatureFunction) -> dict[str, Any]:
    """What a feature function needs; what has a default is left to it."""
    return {parameter.name: _of_schema(parameter.schema) for parameter in features.parameters if parameter.required}


def _of_schema(schema: Mapping[str, Any]) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    kinds = schema.get("type", "string")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    return [_of_schema(schema.get("items", {}))] if kind == "array" else _BY_KIND.get(kind)


def _of_type(t: Type) -> Any:
    match t:
        case Array():
            return [_of_type(t.items)]
        case Map():
            return {"name": _of_type(t.values)}
        case Record():
            return {field.name: _of_type(field.type) for field in t.fields if field.default is MISSING}
        case Union():
            null = any(member.tag == "null" for member in t.types)  # the end of what is recursive
            return None if null else {t.types[0].tag: _of_type(t.types[0])}
        case Enum():
            return t.symbols[0]
        case Fixed():
            return "\0" * t.size
    return _BY_TAG[t.tag]
