"""One row in the query of a URL, as parameters of an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorelet.runtime.pages.avro_schemas import Json
from scorelet.runtime.pages.operations import parameter
from scorelet.runtime.pages.row_schemas import field_schema

if TYPE_CHECKING:
    from scorelet.bundle.fields import Field
    from scorelet.runtime.pages.described import Described

MOST = 100
"""URLs have a length; of models with more features only POST is told."""
_EMPTY: Json = {"const": ""}
_SIMPLE = ("string", "integer", "number", "boolean")


def query_parameters(one: Described) -> tuple[Json, ...] | None:
    """None for models whose rows do not go into a URL."""
    served = one.served
    if served.features is not None:
        said = [(one.required, _of_function(one)) for one in served.features.parameters]
        needed = all(found is not None for required, found in said if required)
        return tuple(found for _, found in said if found is not None) if needed else None
    spec = served.manifest.input
    if spec.form == "datum" or len(spec.fields) > MOST:
        return None
    row = one.samples[0].row if one.samples else None
    return tuple(_of_field(field, row) for field in spec.fields)


def _of_field(field: Field, row: Any) -> Json:
    """Missing is empty; a text is never missing, for it may be empty. Digits beyond a double are infinity."""
    schema = field_schema(field._replace(missing=False))
    if field.infinite and not field.strict:
        schema = {"type": "number"}
    if field.missing and field.kind != "string":
        schema = {"anyOf": [schema, _EMPTY]}
    value = row.get(field.shown) if isinstance(row, dict) else row if field.kind == "string" else None
    shown = {} if value is None else {"example": value}
    return parameter(field.shown, "query", schema, **shown)


def _of_function(one: Any) -> Json | None:
    """None for a parameter that is no plain value, and no array of them."""
    schema = dict(one.schema)
    kinds = schema.get("type")
    plain = [kinds] if isinstance(kinds, str) else [kind for kind in kinds or () if kind != "null"]
    if kinds == "array" and schema["items"].get("type") in _SIMPLE:
        schema = {**schema, "minItems": 1}
        schema.pop("default", None)  # it may be empty
    elif len(plain) != 1 or plain[0] not in _SIMPLE:
        return None
    elif kinds != plain[0]:
        bare = {**schema, "type": plain[0]}
        schema = bare if plain == ["string"] else {"anyOf": [bare, _EMPTY]}
    more = {"description": schema.pop("description")} if "description" in schema else {}
    return {**parameter(one.name, "query", schema, **more), "required": one.required}
