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
        found = tuple(_of_function(parameter) for parameter in served.features.parameters)
        return found if all(found) else None
    spec = served.manifest.input
    if spec.form == "datum" or len(spec.fields) > MOST:
        return None
    row = one.samples[0].row if one.samples else None
    return tuple(_of_field(field, row) for field in spec.fields)


def _of_field(field: Field, row: Any) -> Json:
    """Missing is empty; a text is never missing, for it may be empty."""
    if field.kind == "string":
        schema = field_schema(field._replace(missing=False))
    elif field.missing:
        known = field_schema(field._replace(missing=False))
        schema = {"anyOf": [known, _EMPTY]}
    else:
        schema = field_schema(field)
    value = row.get(field.shown) if isinstance(row, dict) else row if field.kind == "string" else None
    shown = {} if value is None else {"example": value}
    return parameter(field.shown, "query", schema, **shown)


def _of_function(one: Any) -> Json:
    """Empty for a parameter that is no plain value."""
    schema = dict(one.schema)
    kinds = schema.get("type")
    plain = [kinds] if isinstance(kinds, str) else [kind for kind in kinds or () if kind != "null"]
    if len(plain) != 1 or plain[0] not in _SIMPLE:
        return {}
    if kinds != plain[0]:
        bare = {**schema, "type": plain[0]}
        schema = bare if plain == ["string"] else {"anyOf": [bare, _EMPTY]}
    more = {"description": schema.pop("description")} if "description" in schema else {}
    return {**parameter(one.name, "query", schema, **more), "required": one.required}
