"""Scorelet's own dialect: each model has operations of its own, with its own schemas and its own examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorelet.runtime.pages.avro_schemas import Json, ref
from scorelet.runtime.pages.csv_form import csv_content
from scorelet.runtime.pages.described import Described
from scorelet.runtime.pages.made_rows import made_arguments
from scorelet.runtime.pages.operations import (
    HTML,
    MODEL_VERSION,
    Operation,
    content,
    parameter,
    problems,
    request_body,
    response,
)
from scorelet.runtime.pages.row_schemas import field_schema

if TYPE_CHECKING:
    from scorelet.bundle.fields import Field
    from scorelet.runtime.served import Served

_BODY = (400, 413, 415, 422, 500, 503)
_QUERY = (400, 422, 500, 503)
_UPSTREAM = (502, 504)
MOST_PARAMETERS = 100
"""URLs have a length; of models with more features only POST is told."""
_EMPTY: Json = {"const": ""}
_SIMPLE = ("string", "integer", "number", "boolean")
_TAKES = (
    "One row by name, one row as an array of values in the order of the features, or an array of rows; also as "
    '`{"data": [...]}`. An array of rows gets arrays for answers. Features may also go by their names in the document '
    "(`document_name` in the metadata), and columns of CSV in any order. The body may be packed with gzip."
)


def operations_of(one: Described) -> list[Operation]:
    """POST and GET of the model's own path, and of /predict and / for the default."""
    own = f"{one.path}/predict"
    found = [*_both(one, own, f"_{one.slug}")]
    if one.default:
        found += [*_both(one, "/predict", "Default"), _post(one, "/", "Root")]
    return found


def _both(one: Described, path: str, suffix: str) -> list[Operation]:
    parameters = query_parameters(one)
    by_query = [] if parameters is None else [_get(one, path, suffix, parameters)]
    return [_post(one, path, suffix), *by_query]


def _post(one: Described, path: str, suffix: str) -> Operation:
    return Operation(
        "POST",
        path,
        f"predict{suffix}",
        one.address,
        f"Predict with {one.address}",
        {"200": _answered(one), **problems(*_BODY, *_upstream(one.served))},
        description=_TAKES,
        body=request_body(content(ref(f"{one.slug}.Body"), **row_examples(one)), csv_content(one)),
    )


def _get(one: Described, path: str, suffix: str, parameters: tuple[Json, ...]) -> Operation:
    return Operation(
        "GET",
        path,
        f"predictByQuery{suffix}",
        one.address,
        f"Predict with {one.address}, one row in the URL",
        {"200": _answered(one, many=False), **problems(*_QUERY, *_upstream(one.served))},
        parameters=parameters,
    )


def _upstream(served: Served) -> tuple[int, ...]:
    return () if served.features is None else _UPSTREAM


def _answered(one: Described, *, many: bool = True) -> Json:
    shape = f"{one.slug}.Answer" if many or one.served.respond is not None else f"{one.slug}.One"
    examples = answer_examples(one) if many else dict(list(answer_examples(one).items())[:1])
    pages = {} if one.served.template is None else content({"type": "string"}, HTML)
    return response("The prediction.", {**content(ref(shape), **examples), **pages}, MODEL_VERSION)


def row_examples(one: Described) -> dict[str, Any]:
    """Bodies, by name."""
    if one.served.features is not None:
        return {"one_row": made_arguments(one.served.features)}
    rows = [sample.row for sample in one.samples]
    if not rows:
        return {}
    single = {"one_row": rows[0]} if isinstance(rows[0], dict | str) else {}
    return {**single, "rows": rows}


def answer_examples(one: Described) -> dict[str, Any]:
    """What those bodies are answered."""
    served = one.served
    if not one.samples or served.respond is not None:
        return {}
    said = [served.said(sample.prediction) for sample in one.samples]
    head = {"model": served.name, "version": served.short_version}
    first, beside = said[0]
    lists = {name: [others[name] for _, others in said] for name in beside}
    single = {"one_row": {**head, "prediction": first, **beside}}
    return {
        **(single if "one_row" in row_examples(one) else {}),
        "rows": {**head, "prediction": [prediction for prediction, _ in said], **lists},
    }


# --- one row in the query of a URL ------------------------------------------------------------------------------------


def query_parameters(one: Described) -> tuple[Json, ...] | None:
    """None for models whose rows do not go into a URL."""
    served = one.served
    if served.features is not None:
        said = [(one.required, _of_function(one)) for one in served.features.parameters]
        needed = all(found is not None for required, found in said if required)
        return tuple(found for _, found in said if found is not None) if needed else None
    spec = served.manifest.input
    if spec.form == "datum" or len(spec.fields) > MOST_PARAMETERS:
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
