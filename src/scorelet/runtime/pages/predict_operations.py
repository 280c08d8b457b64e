"""The operations of Scorelet's own dialect: each model has its own, with its own schemas and its own examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorelet.runtime.pages.avro_schemas import Json, ref
from scorelet.runtime.pages.csv_form import csv_content
from scorelet.runtime.pages.described import Described
from scorelet.runtime.pages.made_rows import made_arguments
from scorelet.runtime.pages.operations import (
    MODEL_VERSION,
    Operation,
    content,
    problems,
    request_body,
    response,
)
from scorelet.runtime.pages.query_parameters import query_parameters

if TYPE_CHECKING:
    from scorelet.runtime.served import Served

_BODY = (400, 413, 415, 422, 500, 503)
_QUERY = (400, 422, 500, 503)
_UPSTREAM = (502, 504)
_HTML = "text/html"
_TAKES = (
    "One row by name, one row as an array of values in the order of the features, or an array of rows; also as "
    '`{"data": [...]}`. An array of rows gets arrays for answers. Features may also go by their names in the document '
    "(`document_name` in the metadata), and columns of CSV in any order. The body may be packed with gzip."
)


def predict_operations(one: Described) -> list[Operation]:
    """POST and GET of the model's own path, and of /predict and / for the default."""
    own = f"{one.path}/predict"
    operations = [*_both(one, own, f"_{one.slug}")]
    if one.default:
        operations += [*_both(one, "/predict", "Default"), _post(one, "/", "Root")]
    return operations


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
    pages = {} if one.served.template is None else content({"type": "string"}, _HTML)
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
