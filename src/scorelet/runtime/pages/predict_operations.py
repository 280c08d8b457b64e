"""The operations of Scorelet's own dialect: each model has its own, with its own schemas and its own examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorelet.runtime.bodies import CSV_TYPE
from scorelet.runtime.pages.avro_schemas import Json, ref
from scorelet.runtime.pages.described import Described
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
    '`{"data": [...]}`. An array of rows gets arrays for answers. The body may be packed with gzip.'
)


def predict_operations(one: Described, slug: str) -> list[Operation]:
    """POST and GET of the model's own path, and of /predict and / for the default."""
    own = f"{one.path}/predict"
    operations = [*_both(one, slug, own, f"_{slug}")]
    if one.default:
        operations += [*_both(one, slug, "/predict", "Default"), _post(one, slug, "/", "Root")]
    return operations


def _both(one: Described, slug: str, path: str, suffix: str) -> list[Operation]:
    parameters = query_parameters(one)
    by_query = [] if parameters is None else [_get(one, slug, path, suffix, parameters)]
    return [_post(one, slug, path, suffix), *by_query]


def _post(one: Described, slug: str, path: str, suffix: str) -> Operation:
    named = {} if not has_columns(one.served) else content({"type": "string"}, CSV_TYPE, **csv_examples(one))
    return Operation(
        "POST",
        path,
        f"predict{suffix}",
        one.address,
        f"Predict with {one.address}",
        {"200": _answered(one, slug), **problems(*_BODY, *_upstream(one.served))},
        description=_TAKES,
        body=request_body(content(ref(f"{slug}.Body"), **row_examples(one)), named),
    )


def _get(one: Described, slug: str, path: str, suffix: str, parameters: tuple[Json, ...]) -> Operation:
    return Operation(
        "GET",
        path,
        f"predictByQuery{suffix}",
        one.address,
        f"Predict with {one.address}, one row in the URL",
        {"200": _answered(one, slug, many=False), **problems(*_QUERY, *_upstream(one.served))},
        parameters=parameters,
    )


def _upstream(served: Served) -> tuple[int, ...]:
    return () if served.features is None else _UPSTREAM


def _answered(one: Described, slug: str, *, many: bool = True) -> Json:
    shape = f"{slug}.Answer" if many or one.served.respond is not None else f"{slug}.One"
    examples = answer_examples(one) if many else dict(list(answer_examples(one).items())[:1])
    pages = {} if one.served.template is None else content({"type": "string"}, _HTML)
    return response("The prediction.", {**content(ref(shape), **examples), **pages}, MODEL_VERSION)


def has_columns(served: Served) -> bool:
    """Whether rows can be lines of CSV."""
    return served.features is not None or served.manifest.input.form != "datum"


def row_examples(one: Described) -> dict[str, Any]:
    """Bodies, by name."""
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


def csv_examples(one: Described) -> dict[str, Any]:
    """The rows as lines, where they are objects or texts of plain values."""
    rows = [sample.row for sample in one.samples]
    if one.served.manifest.input.form == "text":
        rows = [{one.served.manifest.input.fields[0].shown: row} for row in rows]
    if not rows or not all(isinstance(row, dict) for row in rows):
        return {}
    import csv
    import io

    written = io.StringIO()
    lines = csv.DictWriter(written, list(rows[0]), lineterminator="\n")
    lines.writeheader()
    lines.writerows(rows)
    return {"rows": written.getvalue()}
